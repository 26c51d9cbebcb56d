"""Which rows of a list are new to somebody: what waits there, they have not had before them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F

from inbox.access import sees_private
from inbox.models import Conversation, ConversationSeen
from practice_hub.practices.models import Membership, User


def has_seen(conversation: Conversation, user: User) -> bool:
    """All of it, as it was read here; then nothing needs to be written."""
    seen = ConversationSeen.objects.filter(user=user, conversation=conversation)
    return bool(seen.filter(seq__gte=conversation.last_seq).exists())


def unread_ids(rows: Iterable[Conversation], reader: Membership) -> frozenset[int]:
    """Of `rows`, those that wait for an answer and hold something `reader` has not seen; one query.

    For who reads nothing private a conversation is new once only: later news may be private, and
    that somebody wrote in private is none of theirs (O1).
    """
    private = sees_private(reader)
    waiting = {row.pk for row in rows if row.is_unanswered or (private and row.is_waiting_private)}
    if not waiting:
        return frozenset()
    seen = ConversationSeen.objects.filter(user_id=reader.user_id, conversation_id__in=waiting)
    if private:
        seen = seen.filter(seq__gte=F("conversation__last_seq"))
    return frozenset(waiting.difference(seen.values_list("conversation_id", flat=True)))
