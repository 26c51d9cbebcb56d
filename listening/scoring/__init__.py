"""Sentiment and a first triage of texts. Pure Python: no Django, no database, no network."""

from listening.scoring.sentiment import SCORER_VERSION, Reason, Sentiment, score_sentiment
from listening.scoring.triage import TRIAGE_VERSION, Triage, triage

__all__ = [
    "SCORER_VERSION",
    "TRIAGE_VERSION",
    "Reason",
    "Sentiment",
    "Triage",
    "score_sentiment",
    "triage",
]
