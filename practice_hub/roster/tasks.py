"""Thin: translate, one domain call."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from practice_hub.roster import gaps
from practice_hub.roster.actions.common import SWEEP


@shared_task(name=SWEEP)
def sweep() -> None:
    gaps.sweep(now=timezone.now())
