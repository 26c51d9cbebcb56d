"""A draft as the rules read it: folded, with the way back to the characters as typed. Pure Python.

Folding is for plain matching (curly apostrophes, wide letters, accents, capitals), not for
catching tricks: the coach helps a willing author, the guard is for the rest.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

MAX_READ = 10_000  # characters; no network shows more
_SAME = {"‘": "'", "’": "'", "ʼ": "'", "`": "'", "´": "'", "“": '"', "”": '"', "‐": "-", "‑": "-"}
_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad\ufe0f")
_LINK = re.compile(r"\bhttps?://[^\s<>\"]+|\bwww\.[^\s<>\"]+", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…]+(?=[\s\"')\]]|$)|\n+")
# A full stop after these ends no sentence.
_SHORTENED = re.compile(r"(?:\b(?:dr|mr|mrs|ms|st|no|vs|approx|e\.g|i\.e|a\.m|p\.m)|\b[a-z])\.$")


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` is folded; `places[i]` is where its character `i` stood; one entry past the end."""

    text: str
    places: tuple[int, ...]
    sentences: tuple[tuple[int, int], ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The folded span `start`:`end` in characters of the draft."""
        if start >= end:
            return self.places[start], self.places[start]
        return self.places[start], self.places[end - 1] + 1

    def sentence(self, at: int) -> tuple[int, int]:
        """Start and end of the folded sentence that holds character `at`."""
        for start, end in self.sentences:
            if start <= at < end:
                return start, end
        return 0, len(self.text)


def _fold_character(character: str) -> str:
    if character.isascii():
        return character.lower()
    if character in _INVISIBLE:
        return ""
    if character in _SAME:
        return _SAME[character]
    if character == "\u2028" or character == "\u2029":
        return "\n"
    if character.isspace():
        return " "
    parts = unicodedata.normalize("NFKD", character)
    return "".join(part for part in parts if not unicodedata.combining(part)).casefold()


def _sentences(text: str) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        if match.group() == "." and _SHORTENED.search(
            text, max(start, match.end() - 8), match.end()
        ):
            continue
        found.append((start, match.end()))
        start = match.end()
    if start < len(text):
        found.append((start, len(text)))
    return tuple(found)


@lru_cache(maxsize=64)
def fold(text: str) -> Folded:
    """Fold the first 10,000 characters of `text`."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text[:MAX_READ]):
        folded = _fold_character(character)
        letters.append(folded)
        places.extend([place] * len(folded))
    whole = "".join(letters)
    places.append(min(len(text), MAX_READ))
    return Folded(whole, tuple(places), _sentences(whole))


def links(text: str) -> tuple[tuple[int, int], ...]:
    """Spans of the links in `text`."""
    return tuple(match.span() for match in _LINK.finditer(text[:MAX_READ]))


def words(text: str) -> tuple[str, ...]:
    """The folded words, without digits or signs."""
    return tuple(re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)*", fold(text).text))
