"""Tells monitors how long the answer that is due longest has waited to go out."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from inbox.models import Reply
from practice_hub.health.ready import register_wait


def due_since(now: datetime) -> datetime | None:
    """What is held until its account is connected again waits for a person, not for us."""
    due = Reply.objects.due(now).exclude(error_kind=Reply.HELD)
    return due.order_by("send_after").values_list("send_after", flat=True).first()


register_wait("oldest_queued_reply", due_since, limit_seconds=settings.READY_REPLY_SECONDS)
