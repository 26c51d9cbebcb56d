"""Writes static/js/emoji-list.js and emoji-list-es.js: the emoji that the composer offers, by their
names in Unicode and by the Spanish ones of its locale data, as the package `emoji` has them.

python scripts/make_emoji.py
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import emoji

PLACE = Path(__file__).resolve().parents[1] / "static" / "js"
# What fits an answer of a practice; all of them are shown in color without a sign that asks for it.
RANGES = (
    (0x1F600, 0x1F64F),  # faces and gestures
    (0x1F917, 0x1F91F),
    (0x1F923, 0x1F92A),
    (0x1F970, 0x1F973),
    (0x1F44B, 0x1F450),  # hands
    (0x1F493, 0x1F49F),  # hearts
    (0x1F90D, 0x1F90E),
    (0x1F9E1, 0x1F9E1),
    (0x1F337, 0x1F33C),  # flowers, weather, light
    (0x1F490, 0x1F490),
    (0x1F31E, 0x1F31F),
    (0x1F308, 0x1F308),
    (0x2728, 0x2728),
    (0x2B50, 0x2B50),
    (0x2705, 0x2705),  # work
    (0x1F4C5, 0x1F4C6),
    (0x1F4DE, 0x1F4DE),
    (0x1F4E9, 0x1F4E9),
    (0x1F552, 0x1F552),
    (0x1F389, 0x1F38A),  # feasts
    (0x1F381, 0x1F382),
)


def rows() -> Iterator[tuple[str, str]]:
    """Each emoji with its name in lower case."""
    for first, last in RANGES:
        for point in range(first, last + 1):
            yield chr(point), unicodedata.name(chr(point)).lower()


def spanish_rows() -> Iterator[tuple[str, str]]:
    """The same emoji with their Spanish names."""
    emoji.config.load_language("es")
    for sign, _ in rows():
        # A few are listed only with the sign that asks for color.
        data = emoji.EMOJI_DATA.get(sign) or emoji.EMOJI_DATA[f"{sign}\ufe0f"]
        yield sign, data["es"].strip(":").replace("_", " ").lower()


def module(named: Iterator[tuple[str, str]]) -> str:
    """The text of a file."""
    lines = [json.dumps(row, ensure_ascii=False) for row in named]
    return "\n".join(
        [
            "// Made by scripts/make_emoji.py from the names of Unicode; not written by hand.",
            "export const EMOJI = [",
            *(f"  {line}," for line in lines),
            "];\n",
        ]
    )


FILES = {"emoji-list.js": rows, "emoji-list-es.js": spanish_rows}

if __name__ == "__main__":
    for name, named in FILES.items():
        (PLACE / name).write_text(module(named()), encoding="utf-8")
