"""What a page has shown to somebody; of interest to nobody else, so it is told to nobody."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from inbox.models import Conversation, ConversationSeen
from practice_hub.practices.models import User
from practice_hub.ready_changes import Change, ready_change


@transaction.atomic(durable=True)
def note_seen(*, conversation: Conversation, user: User, now: datetime) -> None:
    """`user` has `conversation` before them as it was read here; nothing is unread in it now.

    A page that was overtaken takes nothing back.
    """
    seq = conversation.last_seq
    if not _seen_further(conversation.pk, user.pk, seq, now):
        ConversationSeen.objects.bulk_create(
            [ConversationSeen(conversation=conversation, user=user, seq=seq, seen_at=now)],
            ignore_conflicts=True,  # two pages at once: the other one says the same
        )


@ready_change
def _seen_further(conversation_id: int, user_id: int, seq: int, now: datetime, /) -> Change:
    known = ConversationSeen.objects.filter(user_id=user_id, conversation_id=conversation_id)
    return known.filter(seq__lt=seq), {"seq": seq, "seen_at": now}
