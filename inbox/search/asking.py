"""What somebody typed into the search field: words, "exact words", -not and operators.

Pure text, no database. An operator with a value that says nothing is searched as words, because
people write "price: 300" too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from inbox.search.words import is_single, words_of
from listening.models import Category, Network, Sentiment, Urgency
from listening.scoring.topics import SUBJECTS

# Parts of a search document: who wrote, what they wrote, our answers, notes.
WHO, POST, ANSWER, NOTE = "A", "B", "C", "D"
_PARTS: Final = {"from": WHO, "post": POST, "answer": ANSWER, "note": NOTE}
MOST_TERMS: Final = 12
IS: Final = {
    **{key: key for key in ("unanswered", "mine", "private", "snoozed", "approval", "all")},
    **{"close": "close", "resolved": "close", "open": "open", "closed": "ended", "done": "ended"},
    **{"medical": "medical", "late": "late", "free": "free", "claimed": "claimed"},
}
HAS: Final = ("picture", "note", "answer", "call")
_NETWORKS: Final = {
    **{"fb": Network.FACEBOOK.value, "twitter": Network.X.value},
    **{value.lower(): value for value in Network.values},
    **{label.lower(): value for value, label in Network.choices},
}
_LABELS: Final[dict[str, tuple[str, str]]] = {
    **{key.lower(): ("topic", key) for key in SUBJECTS},
    **{value.lower(): ("urgency", value) for value in Urgency.values},
    # The English names beside the values: operators are the same in every language.
    "happy": ("sentiment", Sentiment.POSITIVE.value),
    "unhappy": ("sentiment", Sentiment.NEGATIVE.value),
    **{value.lower(): ("sentiment", value) for value in Sentiment.values},
    "small talk": ("category", Category.OTHER.value),
    **{value.lower(): ("category", value) for value in Category.values},
}
_PIECE = re.compile(r'(-?)(?:([A-Za-z]+):)?(?:"([^"]*)"?|(\S+))')


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand side by side; the last may be the beginning of a longer one, unless it was
    put in quotes. `part` "" is anywhere; `start` and `end`: where it stands in what was typed."""

    words: tuple[str, ...]
    is_exact: bool = False
    is_not: bool = False
    part: str = ""
    start: int = 0
    end: int = 0

    def as_query(self) -> str:
        """For PostgreSQL's tsquery; a word holds neither quotes nor backslashes."""
        *first, last = self.words
        marks = self.part if self.is_exact or is_single(last) else f"*{self.part}"
        ends = [f"'{word}'{':' + self.part if self.part else ''}" for word in first]
        found = " <-> ".join([*ends, f"'{last}'{':' + marks if marks else ''}"])
        return f"!({found})" if self.is_not else f"({found})"


@dataclass(frozen=True, slots=True)
class Condition:
    """What is no word: `name` is "network", "is", "has", "by", "category", "sentiment",
    "urgency", "topic", "before" or "after"; the last two have an aware time as value."""

    name: str
    value: str | datetime
    is_not: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    terms: tuple[Term, ...] = ()
    conditions: tuple[Condition, ...] = ()

    @property
    def scopes(self) -> bool:
        """Whether it says itself where to look, so that the queue does not matter."""
        return any(each.name == "is" and not each.is_not for each in self.conditions)

    @property
    def wanted(self) -> tuple[Term, ...]:
        """What is found, and marked."""
        return tuple(term for term in self.terms if not term.is_not)

    def as_query(self) -> str:
        """All terms for a tsquery, "" without any."""
        return " & ".join(term.as_query() for term in self.terms)


@dataclass(frozen=True, slots=True)
class Setting:
    """Who asks, when, on the practice's clock: `names` are the words of each colleague's name by
    their id, "me" is `me`."""

    names: Mapping[int, tuple[str, ...]]
    me: int
    now: datetime


def read(text: str, setting: Setting) -> Asked:
    """What `text` asks for. Never fails: what is no operator is words."""
    terms: list[Term] = []
    conditions: list[Condition] = []
    for match in _PIECE.finditer(text):
        minus, name, quoted, bare = match.groups()
        value = bare if quoted is None else quoted
        condition = _condition((name or "").lower(), value, setting)
        if condition:
            conditions.append(Condition(*condition, is_not=bool(minus)))
            continue
        part = _PARTS.get((name or "").lower(), "")
        words = words_of(value if part or not name else f"{name} {value}")
        if words:
            at = (match.start(), match.end())
            terms.append(Term(words, quoted is not None, bool(minus), part, *at))
    return Asked(tuple(terms[:MOST_TERMS]), tuple(conditions[:MOST_TERMS]))


def _condition(name: str, value: str, setting: Setting) -> tuple[str, str | datetime] | None:
    key = value.lower()
    match name:
        case "in" if key in _NETWORKS:
            return "network", _NETWORKS[key]
        case "is" if key in IS:
            return "is", IS[key]
        case "has" if key.rstrip("s") in HAS:
            return "has", key.rstrip("s")
        case "label" if key in _LABELS:
            return _LABELS[key]
        case "by":
            return _by(value, setting)
        case "before" | "after":
            day = _day(key, setting.now)
            return None if day is None else (name, _midnight(day, setting.now))
        case _:
            return None


def _by(value: str, setting: Setting) -> tuple[str, str] | None:
    """Colleagues by their name or its beginning, as ids with commas."""
    asked = words_of(value)
    if asked == ("me",):
        return "by", str(setting.me)
    found = [
        str(pk)
        for pk, names in setting.names.items()
        if asked and all(any(name.startswith(word) for name in names) for word in asked)
    ]
    return ("by", ",".join(found)) if found else None


def _day(text: str, now: datetime) -> date | None:
    """ "2026-11-20", "2026-11", "2026", "today", "yesterday" or "7d" (so many days ago)."""
    today = now.date()
    if text in ("today", "yesterday"):
        return today - timedelta(days=text == "yesterday")
    if re.fullmatch(r"\d{1,4}d", text):
        return today - timedelta(days=int(text[:-1]))
    parts = text.split("-")
    if not re.fullmatch(r"(19|20)\d\d(-\d{1,2}){0,2}", text):
        return None
    try:
        return date(*(int(part) for part in [*parts, "1", "1"][:3]))
    except ValueError:
        return None


def _midnight(day: date, now: datetime) -> datetime:
    return datetime.combine(day, time.min, tzinfo=now.tzinfo)
