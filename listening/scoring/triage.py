"""A first guess at what a text wants and how soon (P4, L8). People correct it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from listening.scoring.lexicon import load_json
from listening.scoring.sentiment import Reason, Sentiment, read
from listening.scoring.signals import RED_FLAG, SIGN, TREATED, Hit, SignalBook
from listening.scoring.tokens import Tokens

# Stored with every triage: change it whenever a rule changes.
TRIAGE_VERSION = "triage-4"

Category = Literal["COMPLAINT", "QUESTION", "PRAISE", "MEDICAL", "PRICE", "SPAM", "OTHER"]
Urgency = Literal["URGENT", "HIGH", "NORMAL", "LOW"]

_MAX_REASONS = 6
# A strong sign of spam needs a second sign; weak ones alone ("free", "claim") must be many,
# as people who ask about a giveaway use them too. A link counts as a weak sign.
_STRONG_SPAM, _SPAM_SUM, _WEAK_SPAM_SUM = 2.0, 3.0, 5.0
# A question stays a question up to this score unless it also complains.
_CLEARLY_NEGATIVE, _CLEARLY_POSITIVE = -0.4, 0.6
# A lone "no" or "sorry" is no complaint.
_MILDLY_NEGATIVE = -0.25
# Praise enough to take a question in its middle for a figure of speech.
_POSITIVE = 0.4
_MANY_GRIPES = 2
# "Worst ever" or an angry face names nobody and means us.
_FEW_WORDS = 2
# "Price?" or "cost of lips pls" is a question without saying so.
_SHORT_WORDS = 6
_DATA = load_json("triage")
_EMERGENCIES = load_json("emergencies")
_SOLD = load_json("sold")
_ASKING = frozenset(_EMERGENCIES["asking"].split())
_SOMEONE = frozenset(_DATA["someone"].split())
_book = SignalBook(
    {
        **_DATA,
        "had": _SOLD["had"],
        "sold": _SOLD["sold"],
        "sets": _DATA["sets"] | _EMERGENCIES["sets"] | _SOLD["sets"],
        "signals": _DATA["signals"] + _EMERGENCIES["signals"] + _SOLD["signals"],
    }
)


@dataclass(frozen=True, slots=True)
class Triage:
    """``reasons`` are the findings that decided, in the original text, at most six."""

    category: Category
    urgency: Urgency
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class _Reading:
    text: str
    tokens: Tokens
    hits: dict[str, list[Hit]]
    sentiment: Sentiment
    is_question: bool

    def has(self, name: str) -> bool:
        return name in self.hits


def triage(text: str, sentiment: Sentiment) -> Triage:
    """Category and urgency of any text; an empty one is OTHER and NORMAL. Never raises."""
    tokens = read(text)
    if not len(tokens):
        return Triage("OTHER", "NORMAL", ())
    hits = _weighed(_book.find(tokens))
    is_question = "ASK" in hits or "?" in tokens.text
    reading = _Reading(text, tokens, hits, sentiment, is_question)
    category = _category(reading)
    return Triage(category, _urgency(category, reading), _reasons(category, reading))


def _weighed(hits: dict[str, list[Hit]]) -> dict[str, list[Hit]]:
    """A sign of an emergency is one beside a treatment or a second one; alone it is a symptom."""
    signs = hits.pop(SIGN, [])
    if signs:
        kinds = {id(hit.signal) for hit in signs}
        is_grave = TREATED in hits or len(kinds) > 1 or _places(signs) > 1
        name = RED_FLAG if is_grave else "SYMPTOM"
        hits[name] = [*hits.get(name, []), *signs]
    return hits


def _category(reading: _Reading) -> Category:
    if _is_spam(reading):
        return "SPAM"
    # Medicine before mood: a complication in a furious or a friendly text goes to the doctor.
    if reading.has(RED_FLAG) or _is_medical(reading):
        return "MEDICAL"
    if _is_complaint(reading):
        return "COMPLAINT"
    if _is_price(reading):
        return "PRICE"
    if _is_question(reading):
        return "QUESTION"
    return "PRAISE" if reading.sentiment.label == "POSITIVE" else "OTHER"


def _urgency(category: Category, reading: _Reading) -> Urgency:
    if category == "MEDICAL":
        return "URGENT" if reading.has(RED_FLAG) else "HIGH"
    if category == "COMPLAINT":
        return "URGENT" if reading.has("THREAT") else "HIGH"
    return "LOW" if category == "SPAM" else "NORMAL"


def _is_spam(reading: _Reading) -> bool:
    hits = reading.hits.get("SPAM", [])
    places: dict[int, float] = {}
    for hit in hits:
        places[hit.first] = max(hit.signal.weight, places.get(hit.first, 0.0))
    total = sum(places.values()) + ("://" in reading.text or "www." in reading.text)
    is_strong = max(places.values(), default=0.0) >= _STRONG_SPAM
    if is_strong and "!!" in reading.text:
        total += 1
    # A possible emergency is read by a person whatever else the text looks like.
    enough = _SPAM_SUM if is_strong else _WEAK_SPAM_SUM
    return bool(hits) and total >= enough and not reading.has(RED_FLAG)


def _is_medical(reading: _Reading) -> bool:
    if reading.has("CARE") and (_asks(reading) or reading.has("WORRY")):
        return True
    is_since = reading.has("AFTER") and reading.has(TREATED) and not reading.has("PRICE")
    if is_since and reading.sentiment.label != "POSITIVE":
        return True
    if not reading.has("SYMPTOM"):
        return False
    # Without a worry, a symptom in a happy text is a small matter ("a bit swollen, love it").
    is_worried = reading.is_question or reading.has("WORRY")
    return is_worried or reading.sentiment.label != "POSITIVE"


def _asks(reading: _Reading) -> bool:
    """Also without a question mark: "do I need to fast before the surgery"."""
    tokens = reading.tokens
    return reading.is_question or any(
        word in _ASKING and (i == 0 or not tokens.is_same_sentence(i - 1, i))
        for i, word in enumerate(tokens.lowers)
    )


def _is_complaint(reading: _Reading) -> bool:
    score = reading.sentiment.score
    gripes = _places(reading.hits.get("GRIPE", ()))
    # "Love a surprise on my bill": what went wrong is believed, the praise is not.
    if reading.has("MOCK") and (reading.has("COMPLAINT") or gripes):
        return True
    if reading.has("THREAT") or reading.has("COMPLAINT") or gripes >= _MANY_GRIPES:
        return score < _CLEARLY_POSITIVE
    if reading.is_question:
        return score <= _CLEARLY_NEGATIVE
    if gripes and score < 0 and _is_about_someone(reading):
        return True
    return score <= _MILDLY_NEGATIVE and _is_about_someone(reading)


def _places(hits: Iterable[Hit]) -> int:
    """How many of them stand apart from each other."""
    count, end = 0, -1
    for hit in sorted(hits, key=_by_end):
        if hit.first > end:
            count, end = count + 1, hit.last
    return count


def _by_end(hit: Hit) -> int:
    return hit.last


def _is_about_someone(reading: _Reading) -> bool:
    """Whether a bad mood has an addressee; "I hate Mondays" complains of nobody."""
    tokens = reading.tokens
    if len(tokens) <= _FEW_WORDS or "@" in reading.text:
        return True
    return not _SOMEONE.isdisjoint(tokens.lowers)


def _is_price(reading: _Reading) -> bool:
    if not reading.has("PRICE"):
        return False
    is_short = len(reading.tokens) <= _SHORT_WORDS and reading.sentiment.label != "POSITIVE"
    return reading.is_question or is_short


def _is_question(reading: _Reading) -> bool:
    # "Isn't she the best?!" is praise; "love it, can I book again?" waits for an answer.
    if reading.has("ASK") or not reading.is_question:
        return reading.is_question
    # "Who does that? They do." has its answer.
    is_answered = not reading.tokens.text.rstrip().endswith("?")
    return reading.sentiment.score < (_POSITIVE if is_answered else _CLEARLY_POSITIVE)


_SIGNALS: dict[Category, tuple[str, ...]] = {
    "MEDICAL": (RED_FLAG, "SYMPTOM", "CARE", "AFTER", "WORRY"),
    "COMPLAINT": ("THREAT", "COMPLAINT", "GRIPE"),
    "PRICE": ("PRICE",),
    "QUESTION": ("ASK",),
    "SPAM": ("SPAM",),
}


def _reasons(category: Category, reading: _Reading) -> tuple[Reason, ...]:
    names = [name for name in _SIGNALS.get(category, ()) if reading.has(name)]
    if len(names) > 1 and "AFTER" in names:  # what is wrong says more than that something is
        names.remove("AFTER")
    hits = [hit for name in names for hit in reading.hits[name]]
    reasons = _distinct(_reason(reading, hit) for hit in hits)
    if category == "COMPLAINT":
        reasons += [reason for reason in reading.sentiment.reasons if reason.weight < 0]
    if category == "PRAISE":
        reasons += [reason for reason in reading.sentiment.reasons if reason.weight > 0]
    mark = reading.tokens.text.find("?")
    if not reasons and category == "QUESTION" and mark >= 0:
        reasons = [Reason("?", 1.0, mark, mark + 1)]
    return tuple(reasons[:_MAX_REASONS])


def _distinct(reasons: Iterable[Reason]) -> list[Reason]:
    """Without those that lie inside one that is already there."""
    kept: list[Reason] = []
    for reason in sorted(reasons, key=_strength):
        if not any(other.start <= reason.start and reason.end <= other.end for other in kept):
            kept.append(reason)
    return kept


def _strength(reason: Reason) -> tuple[float, int]:
    return -reason.weight, reason.start - reason.end


def _reason(reading: _Reading, hit: Hit) -> Reason:
    start, end = reading.tokens.starts[hit.first], reading.tokens.ends[hit.last]
    return Reason(reading.text[start:end], hit.signal.weight, start, end)
