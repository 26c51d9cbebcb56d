"""Answers that ought to be out and are not: held, tried again, perhaps sent, or not sent (L2)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from inbox.access import sees_private
from inbox.models import Conversation, Reply
from inbox.models.replies import ReplyQuerySet
from practice_hub.practices.models import Membership

_TROUBLED = Q(status=Reply.Status.QUEUED) & ~Q(error_kind="")
_OPEN = Q(status__in=[Reply.Status.UNCERTAIN, Reply.Status.FAILED])


def unsent_replies(membership: Membership) -> ReplyQuerySet:
    """Those of the practice that the reader may know of; what waits for its undo is none yet."""
    found = Reply.objects.filter(_TROUBLED | _OPEN, practice_id=membership.practice_id)
    return found if sees_private(membership) else found.filter(audience=Reply.Audience.PUBLIC)


def unsent_of(rows: Iterable[Conversation], membership: Membership) -> dict[int, Reply]:
    """The newest of each conversation; one query, none without rows."""
    ids = [row.pk for row in rows]
    if not ids:
        return {}
    found = unsent_replies(membership).filter(conversation_id__in=ids).order_by("pk")
    return {reply.conversation_id: reply for reply in found}


def scheduled_of(rows: Iterable[Conversation], membership: Membership) -> dict[int, Reply]:
    """The answer of each that goes out later; one query, none without rows."""
    ids = [row.pk for row in rows]
    if not ids:
        return {}
    found = Reply.objects.filter(conversation__in=ids, status=Reply.Status.QUEUED, error_kind="")
    if not sees_private(membership):
        found = found.filter(audience=Reply.Audience.PUBLIC)
    later = found.exclude(goes_out_at=None).order_by("-goes_out_at")
    return {reply.conversation_id: reply for reply in later}
