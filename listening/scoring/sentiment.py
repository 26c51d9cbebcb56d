"""How a text feels: VADER with an aesthetics lexicon, and the words that decided (L4)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from listening.scoring.clean import clean
from listening.scoring.foreign import has_no_english_weight, is_foreign
from listening.scoring.lexicon import courtesy, sentiment_weights
from listening.scoring.tokens import Tokens
from listening.scoring.vader import Analyzer, Share

# Stored with every score: change it whenever a rule or a weight changes.
SCORER_VERSION = "vader-3.3.2+aesthetics-2"

SentimentLabel = Literal["POSITIVE", "NEUTRAL", "NEGATIVE"]

# VADER's own cut.
_CUT = 0.05
_MAX_REASONS = 6
_analyzer = Analyzer(*sentiment_weights(), courtesy(), (is_foreign, has_no_english_weight))


@dataclass(frozen=True, slots=True)
class Reason:
    """A word or phrase that decided; ``start`` and ``end`` index the original text.

    ``weight`` is its share of the score for a sentiment (below zero pulls down), and the
    weight of the rule for a triage.
    """

    word: str
    weight: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentiment:
    """``score`` is -1 to 1; ``reasons`` are strongest first, at most six."""

    score: float
    label: SentimentLabel
    reasons: tuple[Reason, ...]
    version: str


@lru_cache(maxsize=1)
def read(text: str) -> Tokens:
    """Tokens of ``text``; kept for one text, as triage reads the same one right after."""
    return _analyzer.read(clean(text))


def score_sentiment(text: str) -> Sentiment:
    """Score any text; an empty one (a photo-only post) is neutral. Never raises."""
    score, shares = _analyzer.shares(read(text))
    strongest = sorted(shares, key=_strength)[:_MAX_REASONS]
    reasons = tuple(_reason(text, share) for share in strongest)
    return Sentiment(score, _label(score), reasons, SCORER_VERSION)


def _strength(share: Share) -> float:
    return -abs(share.valence)


def _reason(text: str, share: Share) -> Reason:
    word = text[share.start : share.end]
    return Reason(word, round(share.valence, 2), share.start, share.end)


def _label(score: float) -> SentimentLabel:
    if score >= _CUT:
        return "POSITIVE"
    if score <= -_CUT:
        return "NEGATIVE"
    return "NEUTRAL"
