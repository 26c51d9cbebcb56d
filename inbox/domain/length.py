"""Counting characters the network's way. Pure Python."""

from __future__ import annotations

import re
import unicodedata

_LINK = re.compile(r"https?://\S+", re.IGNORECASE)
# Code points that X counts as one (its published weighting); all others count as two.
_LIGHT_RANGES = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
_JOINER = "\u200d"


def _is_light(character: str) -> bool:
    point = ord(character)
    return any(low <= point <= high for low, high in _LIGHT_RANGES)


def _is_modifier(character: str) -> bool:
    point = ord(character)
    return character == "\ufe0f" or 0x1F3FB <= point <= 0x1F3FF


def weighted_length(text: str, *, link_length: int | None, wide_as_two: bool) -> int:
    """Length of `text` as the network counts it.

    `link_length`: every link counts as so many characters (X: 23). `wide_as_two`: characters
    outside the light ranges count as two and an emoji sequence counts as one wide character (X).
    """
    text = unicodedata.normalize("NFC", text)
    total = 0
    if link_length is not None:
        total += link_length * len(_LINK.findall(text))
        text = _LINK.sub("", text)
    return total + (_wide_length(text) if wide_as_two else len(text))


def _wide_length(text: str) -> int:
    total, is_joined = 0, False
    for character in text:
        if character == _JOINER:
            is_joined = True
            continue
        if _is_modifier(character):
            continue
        if not is_joined:
            total += 1 if _is_light(character) else 2
        is_joined = False
    return total
