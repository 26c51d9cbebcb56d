"""Thin: translate, one domain call."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from practice_hub.health import folders, heart


@shared_task(name="health.tick")
def tick(queue: str, sent_at: float) -> None:
    now = timezone.now()
    heart.book_tick(queue=queue, sent_at=sent_at, now=now)
    folders.show(now)
