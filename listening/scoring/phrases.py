"""Many phrases found in one pass by a word machine, instead of a long regex.

A pattern is a line of words. ``a|b`` is a choice, ``word?`` may be missing, ``*`` is any one
word, ``~`` is none to two words, ``#`` is a number ("3", "two", "several").
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from listening.scoring.tokens import Tokens

Value = TypeVar("Value")
Slot = frozenset[str]
_Item = tuple[tuple[Slot, ...], str, Value]
_ANY: Slot = frozenset("*")
_END = "\n"
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
    slot = _ANY if words == "*" else frozenset(words.split("|"))
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


class _State(Generic[Value]):
    """What the words so far may still become, and what they already are."""

    __slots__ = ("_by_word", "done", "edges", "heads", "is_open", "open")

    def __init__(self, items: Iterable[_Item[Value]]) -> None:
        # "a ~ b" reaches the same place in several ways.
        distinct = {(rest, pattern): value for rest, pattern, value in items}
        self.done = [(pattern, value) for (rest, pattern), value in distinct.items() if not rest]
        self.open = [(rest, pattern, value) for (rest, pattern), value in distinct.items() if rest]
        self.heads = frozenset().union(*(rest[0] for rest, _, _ in self.open))
        # What may come next need not be one of ``heads``, or there is no need to look.
        self.is_open = bool(self.done) or not self.heads.isdisjoint({"*", "#"})
        # Both filled on first use; edges hold words of the patterns only, so they stay few.
        self.edges: dict[str, _State[Value] | None] = {_END: None}
        self._by_word: dict[str, list[_Item[Value]]] | None = None

    def step(self, key: str) -> _State[Value] | None:
        """The state after one more word, or None if no phrase goes on like that."""
        by_word = self._sorted() if self._by_word is None else self._by_word
        after = [*by_word.get(key, ())]
        if key and key != "#" and is_number(key):
            after += by_word.get("#", ())
        if not after and key:
            # Words no phrase names here all lead to one state, which keeps the states few.
            self.edges[key] = state = self.edges[""] if "" in self.edges else self.step("")
            return state
        after += by_word.get("*", ())
        self.edges[key] = state = _State(after) if after else None
        return state

    def _sorted(self) -> dict[str, list[_Item[Value]]]:
        by_word: dict[str, list[_Item[Value]]] = {}
        for rest, pattern, value in self.open:
            item = (rest[1:], pattern, value)
            for word in rest[0]:
                by_word.setdefault(word, []).append(item)
        self._by_word = by_word
        return by_word


class PhraseBook(Generic[Value]):
    """Phrases with a value each, as a word machine that is built where texts lead it."""

    def __init__(self, patterns: Mapping[str, Value]) -> None:
        items = [(slots, p, value) for p, value in patterns.items() for slots in expand(p)]
        self._words = _NUMBERS.union(*(slot for slots, _, _ in items for slot in slots))
        by_first: dict[str, list[_Item[Value]]] = {}
        for slots, pattern, value in items:
            for word in slots[0]:
                by_first.setdefault(word, []).append((slots[1:], pattern, value))
        for word in filter(is_number, self._words):
            by_first.setdefault(word, []).extend(by_first.get("#", ()))
        self._first = {word: _State(found) for word, found in by_first.items()}

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
        """Every phrase by its first word, overlapping ones too."""
        words, first = self._words, self._first
        # Other words are all alike: what the machine remembers is bounded by the patterns.
        keys = [w if w in words else "#" if w[0].isdigit() else "" for w in tokens.lowers]
        found: list[Match[Value]] = []
        keys.append(_END)
        for i, key in enumerate(keys):
            state = first.get(key)
            # Two words rule out most places; that is where the time goes otherwise.
            if state is not None and (state.is_open or keys[i + 1] in state.heads):
                self._walk(tokens, keys, i, found)
        return found

    def _walk(self, tokens: Tokens, keys: list[str], i: int, found: list[Match[Value]]) -> None:
        state: _State[Value] | None = self._first[keys[i]]
        last = i
        while state is not None:
            if state.done and tokens.is_same_sentence(i, last):
                found += [Match(i, last - i + 1, pattern, value) for pattern, value in state.done]
            last += 1
            key = keys[last]
            state = state.edges[key] if key in state.edges else state.step(key)


def _by_place(match: Match[Value]) -> tuple[int, int]:
    return match.index, -match.length
