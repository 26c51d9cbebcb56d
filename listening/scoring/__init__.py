"""Sentiment, first triage and topics of texts. Pure Python: no Django, database or network."""

from listening.scoring.sentiment import SCORER_VERSION, Reason, Sentiment, score_sentiment
from listening.scoring.topics import TOPICS_VERSION, Subject, label_of, topics_of
from listening.scoring.triage import TRIAGE_VERSION, Triage, triage

__all__ = [
    "SCORER_VERSION",
    "TOPICS_VERSION",
    "TRIAGE_VERSION",
    "Reason",
    "Sentiment",
    "Subject",
    "Triage",
    "label_of",
    "score_sentiment",
    "topics_of",
    "triage",
]
