"""Is this nearly the same text as that one? Quick enough for thousands. Pure Python.

The measure is Dice's over words and neighboring pairs of words, 0 to 1, on what remains when the
salutation ("Hi Anna,") and the signature ("– Mona") are taken off: a form letter is one whoever it
greets. Twelve words with one exchanged score 0.87; two answers that share two sentences of three
stay under the line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

NEARLY_SAME = 0.75
# Below this many words a text is only ever "the same", not "nearly": "Thank you, Anna" is courtesy.
_FEWEST_WORDS = 6
_PROBES = 5
_WORD = re.compile(r"[^\W_]+")
_SALUTATION = re.compile(
    r"^\s*(?:@\w+\s+)*(?:(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|hola|buenas)"
    r"(?:[ ,]+(?!there\b)[^\W\d_]+){0,2}[ ]*[,!.:]|[^\W\d_]+[,!])",
    re.IGNORECASE,
)
_TAIL = 48  # a signature is looked for in the last so many characters
_SIGNATURE = re.compile(r"(?:\n|[-–—~^/*])\s*[^\W\d_]+(?:[ .]+[^\W\d_]+){0,2}\.?\s*$")


def is_identical(one: str, other: str) -> bool:
    """The same characters, encoded the same way: what a network calls a duplicate."""
    return one.encode("utf-8", "surrogatepass") == other.encode("utf-8", "surrogatepass")


def core(text: str) -> str:
    """`text` without salutation and signature; all of it when nothing else would remain."""
    text = unicodedata.normalize("NFC", text)
    greeted, signed = _SALUTATION.match(text), _SIGNATURE.search(text, max(0, len(text) - _TAIL))
    start, end = greeted.end() if greeted else 0, signed.start() if signed else len(text)
    inner = text[start:end]
    return inner if _WORD.search(inner) else text


@lru_cache(maxsize=8192)
def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(core(text).casefold()))


@lru_cache(maxsize=8192)
def _shingles(text: str) -> frozenset[str | tuple[str, str]]:
    words = _words(text)
    return frozenset(words).union(pairwise(words))


def similarity(one: str, other: str) -> float:
    """How alike two texts are: 0.0 nothing in common, 1.0 the same words in the same order."""
    if one == other or _words(one) == _words(other):
        return 1.0 if one == other or _words(one) else 0.0
    if min(len(_words(one)), len(_words(other))) < _FEWEST_WORDS:
        return 0.0
    mine, theirs = _shingles(one), _shingles(other)
    return 2 * len(mine & theirs) / (len(mine) + len(theirs))


def nearly_same(text: str, others: Sequence[str]) -> list[tuple[int, float]]:
    """Indexes of the `others` that are the same or nearly the same, with their similarity."""
    probes = sorted(set(_words(text)), key=lambda word: (-len(word), word))[:_PROBES]
    needed = 3 if len(probes) == _PROBES else 0
    low, high = len(text) * 0.5 - 60, len(text) * 2 + 60
    scores: dict[str, float] = {}
    found: list[tuple[int, float]] = []
    for index, other in enumerate(others):
        if not low <= len(other) <= high:
            continue
        score = scores.get(other)
        if score is None:
            score = scores[other] = _probed(text, other, probes, needed)
        if score >= NEARLY_SAME:
            found.append((index, score))
    return found


def _probed(text: str, other: str, probes: Sequence[str], needed: int) -> float:
    """The similarity, or 0.0 at once when too few of the longest words occur: most texts do not."""
    if needed:
        folded = unicodedata.normalize("NFC", other).casefold()
        if sum(probe in folded for probe in probes) < needed:
            return 0.0
    return similarity(text, other)
