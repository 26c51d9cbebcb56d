"""What counts as a word, and which words are the same: the one rule of search.

The database cuts texts into words by the very same rule (`sql.py`), written into its search
documents; a test holds both together. Case, accents and apostrophes make no difference. Scripts
that put no spaces between words (Chinese, Japanese, Thai) and emoji are one word a character, so
that any piece of a sentence is found as a phrase. Korean, Arabic and the rest are words between
spaces. Unicode: UAX 15 (NFKD, NFC) and the blocks named below.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final, NamedTuple

LONGEST = 60  # characters of a word that are told apart; addresses are longer
# Between two texts of one document, so that no phrase reaches from one into the next.
BREAK = "\ue000"
# Combining accents, joiners, variation selectors, apostrophes, skin tones.
DROPPED = "\u0300-\u036f\u200b-\u200f\u2060\ufe00-\ufe0f'\u2018\u2019\u02bc\U0001f3fb-\U0001f3ff"
# Thai, Lao, Burmese, Khmer, kana, Han, pictures.
SINGLE = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u231a-\u23ff\u2600-\u27bf\u2b00-\u2bff"
    "\u3005-\u3007\u3040-\u3096\u309d-\u30fa\u30fc-\u312f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\ue000\U0001f000-\U0001faff\U00020000-\U0003ffff"
)
LETTERS = (
    "0-9a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u0dff\u0f00-\u0fff\u10a0-\u177f\u1800-\u1fff"
    "\u2c00-\u2dff\ua640-\ud7ff\ufe70-\ufefc"
)
ONE_FOR_ONE: Final = ("øđłıς", "odliσ")
TWO_FOR_ONE: Final = (("ß", "ss"), ("æ", "ae"), ("œ", "oe"))

_DROPPED = re.compile(f"[{DROPPED}]")
_WORD = re.compile(f"[{SINGLE}]|[{LETTERS}]+")
_SINGLE = re.compile(f"[{SINGLE}]")
_ALIKE = str.maketrans({**dict(zip(*ONE_FOR_ONE, strict=True)), **dict(TWO_FOR_ONE)})


class Word(NamedTuple):
    """One word of a text, folded, with where it stands in the text as written."""

    text: str
    start: int
    end: int


def fold(text: str) -> str:
    """`text` without what makes no difference."""
    if text.isascii():
        return text.lower().replace("'", "")
    bare = _DROPPED.sub("", unicodedata.normalize("NFKD", text))
    return unicodedata.normalize("NFC", bare.lower().translate(_ALIKE))


def words_of(text: str) -> tuple[str, ...]:
    """The words of `text`, folded, in order."""
    return tuple(found[:LONGEST] for found in _WORD.findall(fold(text)))


def places_of(text: str) -> Iterator[Word]:
    """The same with their places, for marks in the text as people wrote it."""
    if text.isascii() and "'" not in text:  # most are, and nothing moves
        for match in _WORD.finditer(text.lower()):
            yield Word(match.group()[:LONGEST], match.start(), match.end())
        return
    folded: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        some = fold(char)
        folded.append(some)
        places += [place] * len(some)
    for match in _WORD.finditer("".join(folded)):
        start, last = places[match.start()], places[match.end() - 1]
        yield Word(match.group()[:LONGEST], start, last + 1)


def is_single(word: str) -> bool:
    """A character that is a word by itself: nothing is a beginning of it."""
    return _SINGLE.fullmatch(word) is not None
