"""What a page has shown to somebody; of interest to nobody else, so it is told to nobody."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from inbox.models import Conversation
from practice_hub.practices.models import User
from practice_hub.ready_statements import Slot, Statement

# Two pages at once say the same; one that was overtaken takes nothing back.
_SEEN: Final = Statement(
    """
    INSERT INTO inbox_conversationseen AS known (conversation_id, user_id, seq, seen_at)
    VALUES (%s, %s, %s, %s)
    ON CONFLICT (user_id, conversation_id)
    DO UPDATE SET seq = EXCLUDED.seq, seen_at = EXCLUDED.seen_at WHERE known.seq < EXCLUDED.seq
    """,
    [Slot(0), Slot(1), Slot(2), Slot(3)],
)


@transaction.atomic(durable=True)
def note_seen(*, conversation: Conversation, user: User, now: datetime) -> None:
    """`user` has `conversation` before them as it was read here; nothing is unread in it now."""
    _SEEN.changed([conversation.pk, user.pk, conversation.last_seq, now])
