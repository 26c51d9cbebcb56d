"""What the author of an answer had read when sending it."""

from __future__ import annotations

from inbox.models import ConversationItem, Reply


def is_all_seen(reply: Reply) -> bool:
    """Did nothing arrive on this leg after what the author had read?"""
    return not ConversationItem.objects.filter(leg=reply.leg_id, seq__gt=reply.seen_seq).exists()
