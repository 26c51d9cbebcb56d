"""Names as strangers give them to themselves, made fit for the middle of a sentence."""

from __future__ import annotations

import unicodedata
from typing import Final

# Without width, but part of how words and emoji are written.
_JOINERS: Final = frozenset("\u200c\u200d")
_FLAGS: Final = range(0xE0020, 0xE0080)  # letters inside an emoji of a flag


def one_line(text: str) -> str:
    """`text` without line breaks, invisible signs and marks that turn the direction of writing.

    A name stands beside our own words, in subjects of mail and names of files: with such a mark it
    would turn them around too (Unicode Standard Annex 9), with a line break end them.
    """
    return " ".join("".join(_shown(letter) for letter in text).split())


def plain_letters(text: str) -> str:
    """`text` in small letters and without accents: for finding, where few type them, and for
    sorting, where África stands beside Afganistán."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _shown(letter: str) -> str:
    kind = unicodedata.category(letter)
    if kind in ("Cc", "Zl", "Zp"):
        return " "
    is_kept = kind != "Cf" or letter in _JOINERS or ord(letter) in _FLAGS
    return letter if is_kept else ""
