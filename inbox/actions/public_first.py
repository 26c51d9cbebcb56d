"""The first answer to a complaint is public (A1)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox.actions.errors import ActionRefused
from inbox.models import Conversation, Reply
from listening.models import Category, Sentiment
from practice_hub.audit.models import AuditEvent

OVERTAKES = "PUBLIC_FIRST"  # error_kind of a private message that would have come first
_REFUSED = gettext_noop(
    "The first answer to a complaint is public. Answer in public first, or say why not."
)


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
    if needs_public_first(row) and not reason.strip() and not _goes_first(row, at):
        raise ActionRefused("private_first", _(_REFUSED))


def require_not_overtaking(row: Conversation, reply: Reply, *, at: datetime) -> None:
    """The same for a message that exists: refused unless it had a reason."""
    if is_overtaking(row, reply, at=at):
        raise ActionRefused("private_first", _(_REFUSED))


def is_overtaking(row: Conversation, reply: Reply, *, at: datetime) -> bool:
    """A private message whose public answer was taken back, put off or failed since."""
    if reply.audience != Reply.Audience.PRIVATE or not needs_public_first(row):
        return False
    if _goes_first(row, at):
        return False
    reasoned = AuditEvent.objects.filter(
        subject_type="conversation",
        subject_id=row.pk,
        name__in=("reply.scheduled", "reply.queued"),
        details__reply=reply.pk,
        details__has_key="private_only_reason",
    )
    return not reasoned.exists()


def _goes_first(row: Conversation, at: datetime) -> bool:
    underway = (row.replies.in_flight() | row.replies.awaiting()).filter(
        Q(goes_out_at=None) | Q(goes_out_at__lte=at), audience=Reply.Audience.PUBLIC
    )
    return underway.exists()
