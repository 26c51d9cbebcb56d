"""Find the signals of ``lexicon/triage.json`` in a text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from listening.scoring.lexicon import fill
from listening.scoring.phrases import PhraseBook
from listening.scoring.tokens import Tokens

RED_FLAG, SIGN, TREATED = "RED_FLAG", "SIGN", "TREATED"
_GRAVE = frozenset({RED_FLAG, SIGN})
# What the name of a treatment on sale says nothing of. A red flag is not among them: it counts.
_OF_THE_BODY = frozenset({SIGN, "SYMPTOM", "CARE", "AFTER"})
_SHOPPING = frozenset({"PRICE", "BUY"})
# How far back a "no" is looked for, and how far off a "gone".
_NEGATION_REACH, _RESOLVED_REACH = 3, 4


@dataclass(frozen=True, slots=True)
class Signal:
    """A rule's name and weight; the flags say when what it found does not count."""

    name: str
    weight: float
    is_negatable: bool
    is_resolvable: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """``signal`` in the tokens ``first`` to ``last``, both included."""

    signal: Signal
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Near:
    signal: Signal
    left: frozenset[str]
    right: frozenset[str]
    within: int


@dataclass(frozen=True, slots=True)
class _Hidden:
    """Places that count for nothing, for no advertising, and for nothing about the body."""

    ignored: frozenset[int]
    asked: frozenset[int]
    sold: frozenset[int]

    def has(self, signal: Signal, place: int) -> bool:
        if place in self.ignored:
            return signal.name != TREATED
        if place in self.asked and signal.name == "SPAM":
            return True
        return place in self.sold and signal.name in _OF_THE_BODY

    def without(self, signal: Signal, places: list[int]) -> list[int]:
        """Those that count for ``signal``; mostly nothing is hidden, and all do."""
        if not (self.ignored or self.asked or self.sold):
            return places
        return [i for i in places if not self.has(signal, i)]


class SignalBook:
    """All signals, compiled once; holds nothing of the texts it has read."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        sets: Mapping[str, str] = data["sets"]
        phrases: dict[str, list[Signal]] = defaultdict(list)
        self._near: list[_Near] = []
        for entry in data["signals"]:
            signal = _signal(entry)
            for pattern in entry.get("phrases", ()):
                phrases[fill(pattern, sets)].append(signal)
            for left, right, within in entry.get("near", ()):
                self._near.append(_Near(signal, _words(left, sets), _words(right, sets), within))
        self._phrases = PhraseBook(phrases)
        self._near_words = frozenset().union(*(near.left | near.right for near in self._near))
        self._negations = frozenset(data["negations"].split())
        self._not_negations = PhraseBook(dict.fromkeys(data["not_negations"].split(", "), True))
        self._bridges = frozenset(data["bridges"].split())
        self._resolved = frozenset(data["resolved"].split())
        self._unresolved = frozenset(data["unresolved"].split()) | self._negations
        self._had = frozenset(data["had"].split())
        self._sold_words = _words(data["sold"], sets)

    def find(self, tokens: Tokens) -> dict[str, list[Hit]]:
        """Hits by signal name, in reading order of their rules."""
        found: dict[str, list[Hit]] = defaultdict(list)
        phrases = [*self._phrase_hits(tokens)]
        hidden = _Hidden(
            _places(phrases, "IGNORE"), _places(phrases, "ASKED"), self._sold(tokens, phrases)
        )
        negations = self._negation_places(tokens)
        for hit in [*phrases, *self._near_hits(tokens, hidden)]:
            if hidden.has(hit.signal, hit.first) or hidden.has(hit.signal, hit.last):
                continue
            if hit.signal.is_negatable and self._is_negated(tokens, hit, negations):
                continue
            if hit.signal.is_resolvable and self._is_resolved(tokens, hit):
                continue
            found[hit.signal.name].append(hit)
        return found

    def _sold(self, tokens: Tokens, phrases: list[Hit]) -> frozenset[int]:
        """Where words only name what can be bought; what somebody had done is told otherwise."""
        sold = _places(phrases, "SERVICE")
        is_shopping = any(hit.signal.name in _SHOPPING for hit in phrases)
        if is_shopping and self._had.isdisjoint(tokens.lowers):
            sold |= _places(phrases, "WANTED")
        return frozenset(i for i in sold if tokens.lowers[i] in self._sold_words)

    def _phrase_hits(self, tokens: Tokens) -> Iterator[Hit]:
        for match in self._phrases.find_all(tokens):
            for signal in match.value:
                yield Hit(signal, match.index, match.index + match.length - 1)

    def _near_hits(self, tokens: Tokens, hidden: _Hidden) -> Iterator[Hit]:
        places = [i for i, word in enumerate(tokens.lowers) if word in self._near_words]
        if len(places) < 2:
            return
        for near in self._near:
            seen = hidden.without(near.signal, places)
            left = [i for i in seen if tokens.lowers[i] in near.left]
            right = {i for i in seen if tokens.lowers[i] in near.right}
            if left and right and (pair := _pair(tokens, left, right, near.within)):
                yield Hit(near.signal, *pair)

    def _negation_places(self, tokens: Tokens) -> frozenset[int]:
        places = {i for i, word in enumerate(tokens.lowers) if word in self._negations}
        if places:
            places -= {match.index for match in self._not_negations.find(tokens)}
        return frozenset(places)

    def _is_negated(self, tokens: Tokens, hit: Hit, negations: frozenset[int]) -> bool:
        for i in range(max(0, hit.first - _NEGATION_REACH), hit.first):
            if i not in negations or not tokens.is_same_sentence(i, hit.first):
                continue
            # "Did not expect white lips" still is a white lip: a red flag needs a plain "no".
            between = tokens.lowers[i + 1 : hit.first]
            if hit.signal.name not in _GRAVE or self._bridges.issuperset(between):
                return True
        # "Lips are not white": the last word of a pair is denied.
        is_pair_apart = hit.signal.is_resolvable and hit.last - hit.first > 1
        return is_pair_apart and tokens.lowers[hit.last - 1] in {"no", "not"}

    def _is_resolved(self, tokens: Tokens, hit: Hit) -> bool:
        if "?" in tokens.text:
            return False
        after = range(hit.last + 1, min(hit.last + _RESOLVED_REACH + 1, len(tokens)))
        # What comes before counts for small matters only: "it has gone all white, my lip".
        before = range(max(0, hit.first - _RESOLVED_REACH), hit.first)
        places = after if hit.signal.name in _GRAVE else (*before, *after)
        return any(self._is_end_of_trouble(tokens, hit, i) for i in places)

    def _is_end_of_trouble(self, tokens: Tokens, hit: Hit, i: int) -> bool:
        if tokens.lowers[i] not in self._resolved:
            return False
        if not self._unresolved.isdisjoint(tokens.lowers[max(0, i - 3) : i]):
            return False
        if tokens.lowers[i] == "gone" and not _ends_there(tokens, i):
            return False
        return tokens.is_same_sentence(min(i, hit.first), max(i, hit.last))


def _ends_there(tokens: Tokens, i: int) -> bool:
    """Whether "gone" is a goodbye ("gone", "gone now") and not a change ("gone white")."""
    if i + 1 == len(tokens) or not tokens.is_same_sentence(i, i + 1):
        return True
    is_comma = "," in tokens.text[tokens.ends[i] : tokens.starts[i + 1]]
    return is_comma or tokens.lowers[i + 1] in {"now", "away", "thanks", "thank", "today", "and"}


def _places(hits: list[Hit], name: str) -> frozenset[int]:
    return frozenset(
        i for hit in hits if hit.signal.name == name for i in range(hit.first, hit.last + 1)
    )


def _signal(entry: Mapping[str, Any]) -> Signal:
    return Signal(
        entry["name"],
        float(entry["weight"]),
        bool(entry.get("negatable", False)),
        bool(entry.get("resolvable", False)),
    )


def _words(line: str, sets: Mapping[str, str]) -> frozenset[str]:
    return frozenset(fill(line, sets).replace("|", " ").split())


def _pair(tokens: Tokens, left: list[int], right: set[int], within: int) -> tuple[int, int] | None:
    """The first word of the left list with one of the right list near it, in reading order."""
    for i in left:
        for j in range(i - within, i + within + 1):
            first, last = min(i, j), max(i, j)
            if j in right and first != last and tokens.is_same_sentence(first, last):
                return first, last
    return None
