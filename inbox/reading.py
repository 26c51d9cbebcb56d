"""Which rows of a list are new to somebody: what waits there, they have not had before them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F, QuerySet

from inbox.access import sees_private
from inbox.models import Conversation, ConversationSeen
from practice_hub.practices.models import Membership, User
from practice_hub.ready import one_of, ready


def has_seen(conversation: Conversation, user: User) -> bool:
    """All of it, as it was read here; then nothing needs to be written."""
    return bool(_seen_to(user.pk, conversation.pk, conversation.last_seq))


@ready
def _seen_to(user_id: int, conversation_id: int, seq: int, /) -> QuerySet[ConversationSeen, int]:
    seen = ConversationSeen.objects.filter(user_id=user_id, conversation_id=conversation_id)
    return seen.filter(seq__gte=seq).values_list("pk", flat=True)[:1]


def unread_ids(rows: Iterable[Conversation], reader: Membership) -> frozenset[int]:
    """Of `rows`, those that wait for an answer and hold something `reader` has not seen; one query.

    For who reads nothing private a conversation is new once only: later news may be private, and
    that somebody wrote in private is none of theirs (O1).
    """
    private = sees_private(reader)
    waiting = {row.pk for row in rows if row.is_unanswered or (private and row.is_waiting_private)}
    if not waiting:
        return frozenset()
    return frozenset(
        waiting.difference(_seen(reader.user_id, list(waiting), is_to_the_end=private))
    )


@ready
def _seen(
    user_id: int, ids: list[int], /, *, is_to_the_end: bool
) -> QuerySet[ConversationSeen, int]:
    seen = ConversationSeen.objects.filter(one_of("conversation_id", ids), user_id=user_id)
    if is_to_the_end:
        seen = seen.filter(seq__gte=F("conversation__last_seq"))
    return seen.values_list("conversation_id", flat=True)
