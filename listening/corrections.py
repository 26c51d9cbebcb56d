"""Staff say how a mention really feels (L4)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from listening.models import Mention, Sentiment
from listening.refusals import SourceRefusedError
from practice_hub.practices.models import User


def correct_sentiment(*, mention_id: int, actor: User, now: datetime, label: str) -> None:
    """Put a person's label beside the scorer's; pages show the person's.

    The caller holds the transaction and writes the audit row. The correction stays on this one
    row. It trains nothing and changes no lexicon: X's developer guidelines forbid training a
    model on its content, so a corrected X post must not feed one. Raises SourceRefusedError for
    an unknown label.
    """
    if label not in Sentiment.values:
        raise SourceRefusedError(_("Choose happy, neutral or unhappy."))
    Mention.objects.filter(pk=mention_id).update(
        corrected_sentiment=label, corrected_by=actor, corrected_at=now
    )
