"""Thin: translate, one domain call."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from practice_hub.backups import keeping


# A database of some gigabytes takes longer than any other task.
@shared_task(name="backups.sweep", time_limit=6 * 3600)
def sweep() -> None:
    keeping.sweep(now=timezone.now())
