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
    "two three four five six seven eight nine ten twelve twenty thirty forty several few "
    "couple many multiple half".split()
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
        self._index: dict[str, dict[str, list[tuple[tuple[Slot, ...], str, Value]]]] = {}
        for pattern, value in patterns.items():
            for slots in expand(pattern):
                entry = (slots[2:], pattern, value)
                seconds = slots[1] if len(slots) > 1 else ("",)
                for first, second in itertools.product(slots[0], seconds):
                    self._index.setdefault(first, {}).setdefault(second, []).append(entry)
        # Words after which anything may follow, so the second word rules nothing out.
        self._open = {
            word
            for word, by_second in self._index.items()
            if word in _NUMBERS or not by_second.keys().isdisjoint({"", "*", "#"})
        }

    def find(self, tokens: Tokens) -> list[Match[Value]]:
        """Phrases in reading order; the longest one wins and none overlap."""
        found: list[Match[Value]] = []
        end = 0
        for i in self._starts(tokens.lowers):
            if i < end:
                continue
            match = max(self._at(tokens, i), key=_length, default=None)
            if match is not None:
                found.append(match)
                end = i + match.length
        return found

    def find_all(self, tokens: Tokens) -> list[Match[Value]]:
        """Every phrase, overlapping ones too."""
        starts = self._starts(tokens.lowers)
        return [match for i in starts for match in self._at(tokens, i)]

    def _starts(self, lowers: list[str]) -> list[int]:
        """Where a phrase may start, judged by two words: spares most of the work."""
        starts: list[int] = []
        for i, (word, following) in enumerate(
            itertools.zip_longest(lowers, lowers[1:], fillvalue="")
        ):
            by_second = self._index.get(word)
            if by_second is None:
                if is_number(word):
                    starts.append(i)
            elif word in self._open or following in by_second:
                starts.append(i)
        return starts

    def _at(self, tokens: Tokens, i: int) -> Iterator[Match[Value]]:
        lowers = tokens.lowers
        following = lowers[i + 1] if i + 1 < len(lowers) else ""
        seconds = ("", *_keys(following), "*") if following else ("",)
        for first in _keys(lowers[i]):
            by_second = self._index.get(first, {})
            for second in seconds:
                for rest, pattern, value in by_second.get(second, ()):
                    length = len(rest) + (2 if second else 1)
                    last = i + length - 1
                    if _fits(lowers, i + 2, rest) and tokens.is_same_sentence(i, last):
                        yield Match(i, length, pattern, value)


def _keys(word: str) -> tuple[str, ...]:
    return (word, "#") if is_number(word) else (word,)


def _length(match: Match[Value]) -> int:
    return match.length


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
