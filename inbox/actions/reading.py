"""What a page has shown to somebody; of interest to nobody else, so it is told to nobody."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from inbox.models import Conversation, ConversationSeen
from practice_hub.practices.models import User


@transaction.atomic(durable=True)
def note_seen(*, conversation: Conversation, user: User, now: datetime) -> None:
    """`user` has `conversation` before them as it was read here; nothing is unread in it now.

    A page that was overtaken takes nothing back.
    """
    known = ConversationSeen.objects.filter(user=user, conversation=conversation)
    if not known.filter(seq__lt=conversation.last_seq).update(
        seq=conversation.last_seq, seen_at=now
    ):
        ConversationSeen.objects.bulk_create(
            [
                ConversationSeen(
                    conversation=conversation, user=user, seq=conversation.last_seq, seen_at=now
                )
            ],
            ignore_conflicts=True,  # two pages at once: the other one says the same
        )
