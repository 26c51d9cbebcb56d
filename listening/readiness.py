"""Tells monitors how long the feed that is due longest has waited for a reader."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from listening.models import Feed
from practice_hub.health.ready import register_wait


def due_since(now: datetime) -> datetime | None:
    return Feed.objects.due(now).values_list("next_run_at", flat=True).first()


register_wait("oldest_due_feed", due_since, limit_seconds=settings.READY_FEED_SECONDS)
