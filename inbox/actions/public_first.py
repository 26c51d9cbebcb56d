"""The first answer to a complaint is public (A1)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from inbox.actions.errors import ActionRefused
from inbox.models import Conversation, Reply
from listening.models import Category, Sentiment


def needs_public_first(row: Conversation) -> bool:
    """A complaint that nobody has answered yet; once private with a reason, it stays so."""
    is_complaint = row.category == Category.COMPLAINT or (
        row.sentiment == Sentiment.NEGATIVE and row.category != Category.SPAM
    )
    is_first = row.first_answered_at is None and row.first_private_at is None
    return row.has_public and is_complaint and is_first


def require_public_first(row: Conversation, reason: str, *, at: datetime) -> None:
    """Refused with "private_first" unless there is a `reason`, or a public answer that goes first.

    `at`: when the private message goes out.
    """
    if not needs_public_first(row) or reason.strip():
        return
    underway = (row.replies.in_flight() | row.replies.awaiting()).filter(
        Q(goes_out_at=None) | Q(goes_out_at__lte=at), audience=Reply.Audience.PUBLIC
    )
    if underway.exists():
        return
    raise ActionRefused(
        "private_first",
        "The first answer to a complaint is public. Answer in public first, or say why not.",
    )
