"""Staff say how a mention really feels (L4)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from listening import events
from listening.models import Mention, Sentiment
from listening.refusals import SourceRefusedError
from practice_hub.audit.record import record
from practice_hub.practices.models import User


@transaction.atomic(durable=True)
def correct_sentiment(*, mention_id: int, actor: User, now: datetime, label: str) -> Mention:
    """Put a person's label beside the scorer's; the page shows the person's.

    The correction stays on this one row. It trains nothing and changes no lexicon: X's developer
    guidelines forbid training a model on its content, and a corrected X post must not feed one.
    Raises SourceRefusedError for a label that does not exist and Mention.DoesNotExist.
    """
    if label not in Sentiment.values:
        raise SourceRefusedError("Choose happy, neutral or unhappy.")
    mention = Mention.objects.select_for_update().get(pk=mention_id)
    before = mention.shown_sentiment
    mention.corrected_sentiment = label
    mention.corrected_by = actor
    mention.corrected_at = now
    mention.save(update_fields=["corrected_sentiment", "corrected_by", "corrected_at"])
    record(
        "mention.sentiment_corrected",
        practice=mention.practice_id,
        subject=mention,
        actor=actor,
        at=now,
        before=before,
        after=label,
    )
    events.announce_correction(events.SentimentCorrected(mention=mention, at=now))
    return mention
