"""Thin: translate, one domain call."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from practice_hub.audit import checking, sealing


@shared_task(name="audit.seal")
def seal() -> None:
    sealing.seal_waiting(now=timezone.now())


@shared_task(name="audit.check")
def check() -> None:
    checking.check_due(now=timezone.now())
