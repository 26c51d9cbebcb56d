"""Staff know better than the scorer (L4)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from inbox.actions.base import locked, noted
from inbox.actions.errors import ActionRefused
from inbox.clocks import follow_one
from inbox.models import ConversationItem
from listening import corrections
from listening.models import Mention, Sentiment
from practice_hub.practices.models import User


@transaction.atomic(durable=True)
def correct_sentiment(*, mention_id: int, actor: User, now: datetime, label: str) -> None:
    """Say how a mention really feels; the scorer's own label is kept beside it.

    The list follows when it is the newest item. Raises ActionRefused("label") for an unknown label.
    """
    if label not in Sentiment:
        raise ActionRefused("label", _("Choose happy, neutral or unhappy."))
    item = ConversationItem.objects.filter(mention_id=mention_id).only("conversation_id").first()
    if item is None:
        raise ActionRefused("label", _("This post is not part of a conversation."))
    # The mention first, as ingest does: two orders of locking would be a deadlock.
    Mention.objects.select_for_update(no_key=True).get(pk=mention_id)
    row = locked(item.conversation_id)
    corrections.correct_sentiment(mention_id=mention_id, actor=actor, now=now, label=label)
    if row.last_mention_id == mention_id:
        row.sentiment = label
        row.save(update_fields=["sentiment"])
        follow_one(row, at=now)  # what is unhappy goes on in private (A2)
    noted("mention.sentiment_corrected", row, actor=actor, now=now, mention=mention_id, label=label)
