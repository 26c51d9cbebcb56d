"""The leg of a conversation that an answer goes to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from inbox.models import Conversation, Leg
from listening.models import Mention
from practice_hub.ready import ready


def public_leg(row: Conversation, target: Mention) -> Leg:
    """The one there is, else one that begins with `target`; `row` is locked by the caller."""
    values = {"account_id": row.account_id, "opened_at": target.posted_at}
    return _leg_of(row, Leg.Channel.PUBLIC, values)


def private_leg(row: Conversation, channel: str, now: datetime) -> Leg:
    """The same for a private channel. X writes to who posted; Messenger tells its own id only
    after the first message."""
    to = row.author.external_id if channel == Leg.Channel.X_DM and row.author else ""
    values = {"account_id": row.account_id, "opened_at": now, "recipient_id": to}
    return _leg_of(row, channel, values)


def _leg_of(row: Conversation, channel: str, values: dict[str, Any]) -> Leg:
    found = _leg.first(row.pk, str(channel))
    if found is None:
        found, _is_new = Leg.objects.get_or_create(
            conversation=row, channel=channel, defaults=values
        )
    return found


@ready
def _leg(conversation_id: int, channel: str, /) -> QuerySet[Leg, Leg]:
    return Leg.objects.filter(conversation_id=conversation_id, channel=channel)
