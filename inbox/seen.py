"""What the author of an answer had read when sending it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from inbox.models import ConversationItem, Reply


@dataclass(frozen=True, slots=True)
class Unseen:
    """The first word that an answer does not cover: when it was written, when we first saw it."""

    posted_at: datetime
    seen_at: datetime


def first_unseen(reply: Reply) -> Unseen | None:
    """What arrived on this leg after what the author had read; None: nothing did."""
    items = ConversationItem.objects.filter(leg=reply.leg_id, seq__gt=reply.seen_seq)
    found = items.order_by("mention__posted_at", "pk").values_list(
        "mention__posted_at", "mention__first_seen_at"
    )
    first = found.first()
    return Unseen(*first) if first else None
