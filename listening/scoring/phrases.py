"""Many phrases found in one pass: a dictionary by first words instead of a long regex.

A pattern is a line of words. ``a|b`` is a choice, ``word?`` may be missing, ``*`` is any one
word, ``~`` is none to two words, ``#`` is a number ("3", "two", "several").
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from listening.scoring.tokens import Tokens

Value = TypeVar("Value")
Slot = frozenset[str]
_ANY: Slot = frozenset("*")
_NUMBER: Slot = frozenset("#")
_NUMBERS = frozenset(
    [
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "twelve",
        "twenty",
        "thirty",
        "forty",
        "several",
        "few",
        "couple",
        "many",
        "multiple",
        "half",
    ]
)


def expand(pattern: str) -> Iterator[tuple[Slot, ...]]:
    """Each sequence of word choices a pattern stands for. Raises ValueError if it is empty."""
    for combination in itertools.product(*map(_choices, pattern.lower().split())):
        slots = tuple(slot for group in combination for slot in group)
        if not slots or slots[0] is _ANY:
            raise ValueError(f"A phrase needs a first word: {pattern!r}")
        yield slots


def _choices(part: str) -> list[tuple[Slot, ...]]:
    if part == "~":
        return [(), (_ANY,), (_ANY, _ANY)]
    words = part.removesuffix("?")
    slot = {"*": _ANY, "#": _NUMBER}.get(words) or frozenset(words.split("|"))
    return [(slot,), ()] if part.endswith("?") else [(slot,)]


def is_number(word: str) -> bool:
    return word in _NUMBERS or word[0].isdigit()


@dataclass(frozen=True, slots=True)
class Match(Generic[Value]):
    """``length`` words from the token at ``index`` are the phrase written as ``pattern``."""

    index: int
    length: int
    pattern: str
    value: Value


class PhraseBook(Generic[Value]):
    """Phrases with a value each, indexed by their first two words."""

    def __init__(self, patterns: Mapping[str, Value]) -> None:
        self._singles: dict[str, list[tuple[str, Value]]] = {}
        self._index: dict[str, dict[str, list[tuple[tuple[Slot, ...], str, Value]]]] = {}
        for pattern, value in patterns.items():
            for slots in expand(pattern):
                self._add(slots, pattern, value)
        # Words after which anything may follow, so the second word rules nothing out.
        self._open = {
            word
            for word, by_second in self._index.items()
            if word in _NUMBERS or not by_second.keys().isdisjoint({"*", "#"})
        }

    def _add(self, slots: tuple[Slot, ...], pattern: str, value: Value) -> None:
        if len(slots) == 1:
            for word in slots[0]:
                self._singles.setdefault(word, []).append((pattern, value))
            return
        for first, second in itertools.product(slots[0], slots[1]):
            by_second = self._index.setdefault(first, {})
            by_second.setdefault(second, []).append((slots[2:], pattern, value))

    def find(self, tokens: Tokens) -> list[Match[Value]]:
        """Phrases in reading order; the longest one wins and none overlap."""
        found: list[Match[Value]] = []
        end = 0
        for match in sorted(self.find_all(tokens), key=_by_place):
            if match.index >= end:
                found.append(match)
                end = match.index + match.length
        return found

    def find_all(self, tokens: Tokens) -> list[Match[Value]]:
        """Every phrase in no set order, overlapping ones too."""
        found = [match for i in self._starts(tokens.lowers) for match in self._at(tokens, i)]
        for i, word in enumerate(tokens.lowers):
            if word in self._singles:
                found += [Match(i, 1, pattern, value) for pattern, value in self._singles[word]]
        return found

    def _starts(self, lowers: list[str]) -> list[int]:
        """Where a phrase may start, judged by two words: spares most of the work."""
        starts: list[int] = []
        for i, following in enumerate(lowers[1:]):
            word = lowers[i]
            by_second = self._index.get(word)
            if by_second is None:
                if is_number(word):
                    starts.append(i)
            elif word in self._open or following in by_second:
                starts.append(i)
        return starts

    def _at(self, tokens: Tokens, i: int) -> Iterator[Match[Value]]:
        lowers = tokens.lowers
        seconds = (*_keys(lowers[i + 1]), "*")
        for first in _keys(lowers[i]):
            by_second = self._index.get(first, {})
            for second in seconds:
                for rest, pattern, value in by_second.get(second, ()):
                    last = i + len(rest) + 1
                    if _fits(lowers, i + 2, rest) and tokens.is_same_sentence(i, last):
                        yield Match(i, len(rest) + 2, pattern, value)


def _keys(word: str) -> tuple[str, ...]:
    return (word, "#") if is_number(word) else (word,)


def _by_place(match: Match[Value]) -> tuple[int, int]:
    return match.index, -match.length


def _fits(words: list[str], start: int, rest: tuple[Slot, ...]) -> bool:
    if not rest:
        return True
    if start + len(rest) > len(words):
        return False
    for word, slot in zip(words[start : start + len(rest)], rest, strict=True):
        if word in slot or slot is _ANY or (slot is _NUMBER and is_number(word)):
            continue
        return False
    return True
