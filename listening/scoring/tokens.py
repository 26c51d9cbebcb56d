"""Split a cleaned text into words, emoticons and emojis that know where they stand."""

from __future__ import annotations

import re
import string
from dataclasses import dataclass

_CHUNK = re.compile(r"\S+")
# Pictographs, dingbats, flags. Joiners, skin tones and variation selectors are left out:
# they are separators here, else "❤" plus a selector is not found as "❤".
_EMOJI = (
    "\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001f3fa\U0001f400-\U0001faff"
)
_JOINERS = "\u200b-\u200d\ufe0e\ufe0f\U0001f3fb-\U0001f3ff\u2066-\u2069"
_PIECE = re.compile(f"[{_EMOJI}]|[^{_EMOJI}{_JOINERS}]+")
# "great...thanks", "rude/slow", "bad,worse": several words without a space between them.
_GLUED = re.compile(r"[^\W\d](?:\.{2,}|[,/;:!?…—–]|--)+[^\W\d]")
_PARTS = re.compile(r"[^\W_](?:[\w'’]|\.(?!\.)|-(?!-))*")
_EDGES = string.punctuation + "…—–¡¿«»·•"
_SENTENCE_END = re.compile(r"[.!?;\n…]")


Pieces = list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Tokens:
    """Parallel lists; ``lowers`` is for lookup, ``starts`` and ``ends`` index ``text``."""

    text: str
    words: list[str]
    lowers: list[str]
    starts: list[int]
    ends: list[int]

    def __len__(self) -> int:
        return len(self.words)

    def copy(self) -> Tokens:
        return Tokens(self.text, [*self.words], [*self.lowers], [*self.starts], [*self.ends])

    def is_same_sentence(self, first: int, last: int) -> bool:
        """Whether no sentence ends between the two tokens."""
        if first == last:
            return True
        return _SENTENCE_END.search(self.text, self.ends[first], self.starts[last]) is None


def tokenize(text: str, emoticons: frozenset[str]) -> Tokens:
    """Tokens of a cleaned text; ``emoticons`` are kept with their punctuation (":)", "<3")."""
    pieces: Pieces = []
    is_ascii = text.isascii()
    for chunk in _CHUNK.finditer(text):
        raw = chunk.group()
        if raw.isalpha() and (is_ascii or raw.isascii()):
            pieces.append((raw, chunk.start()))
        elif is_ascii or raw.isascii():
            _add_word(pieces, raw, chunk.start(), emoticons)
        else:
            for piece in _PIECE.finditer(raw):
                _add_word(pieces, piece.group(), chunk.start() + piece.start(), emoticons)
    words = [word for word, _ in pieces]
    return Tokens(
        text,
        words,
        [word.lower() for word in words],
        [start for _, start in pieces],
        [start + len(word) for word, start in pieces],
    )


def _add_word(pieces: Pieces, raw: str, start: int, emoticons: frozenset[str]) -> None:
    if raw.isalnum():
        pieces.append((raw, start))
        return
    if raw.lower() in emoticons:
        pieces.append((raw, start))
        return
    left = raw.lstrip(_EDGES)
    word = left.rstrip(_EDGES)
    if not word:
        _add_symbol(pieces, raw, start)
        return
    start += len(raw) - len(left)
    if not word.isalnum() and _GLUED.search(word):
        for part in _PARTS.finditer(word):
            pieces.append((part.group().rstrip(_EDGES), start + part.start()))
        return
    pieces.append((word, start))


def _add_symbol(pieces: Pieces, raw: str, start: int) -> None:
    # Bare punctuation is no word; an emoji or another symbol may be one.
    if any(character not in _EDGES for character in raw):
        pieces.append((raw, start))
