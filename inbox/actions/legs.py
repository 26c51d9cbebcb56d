"""The public leg of a conversation, as an answer needs it."""

from __future__ import annotations

from django.db.models import QuerySet

from inbox.models import Conversation, Leg
from listening.models import Mention
from practice_hub.ready import ready


def public_leg(row: Conversation, target: Mention) -> Leg:
    """The one there is, else one that begins with `target`; `row` is locked by the caller."""
    return _leg.first(row.pk, Leg.Channel.PUBLIC.value) or _opened(row, target)


@ready
def _leg(conversation_id: int, channel: str, /) -> QuerySet[Leg, Leg]:
    return Leg.objects.filter(conversation_id=conversation_id, channel=channel)


def _opened(row: Conversation, target: Mention) -> Leg:
    values = {"account": row.account, "opened_at": target.posted_at}
    channel = Leg.Channel.PUBLIC
    leg, _is_new = Leg.objects.get_or_create(conversation=row, channel=channel, defaults=values)
    return leg
