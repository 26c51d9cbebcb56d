"""What a table that leaves the hub is made of, and how its text is made harmless.

A text that begins like a formula is run by spreadsheet programs when they open a file (known as CSV
or formula injection). Names and labels come from people, some of them strangers, so every text
cell of every format passes `harmless`: an apostrophe before the sign makes it plain text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from practice_hub.bulk import storable

Unit = Literal["", "seconds"]
# What begins a formula, in whole and in half width: some programs fold the one into the other.
_STARTS: Final = "=+\\-@＝＋－＠﹢﹣﹦﹫−"
# Programs trim these before they look: white space, control characters, marks without width.
_TRIMMED: Final = (
    r"[\s\x00-\x20\x7f-\xa0\u00ad\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffd]*"
)
# Also after a semicolon or a line's end: where the semicolon separates cells, a text that a comma
# left alone would be cut there.
_FORMULA: Final = re.compile(rf"(?P<before>\A|;|[\t\r\n])(?P<gap>{_TRIMMED})(?=[{_STARTS}])")
_BREAKS: Final = re.compile(r"\A[\t\r\n]")


@dataclass(frozen=True, slots=True)
class Seconds:
    """A duration: seconds in CSV, a time of the program's own kind in XLSX."""

    value: int


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, from 0 to 1."""

    value: float


@dataclass(frozen=True, slots=True)
class Link:
    """An address of ours."""

    url: str


Cell = str | int | float | date | datetime | Seconds | Share | Link | None
Row = Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Column:
    """`unit` is told in the heading, in the way of the format; `width` is in characters."""

    title: str
    unit: Unit = ""
    width: int = 14


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table. `key` names its file; `rows` may be long and are gone through once."""

    key: str
    name: str
    columns: Sequence[Column]
    rows: Iterable[Row]


# Practice, period, filters: what stands above a table, as pairs of a name and its value.
About = Sequence[tuple[str, str]]


def seconds(value: int | None) -> Seconds | None:
    return None if value is None else Seconds(value)


def share(value: float | None) -> Share | None:
    return None if value is None else Share(value)


def harmless(text: str) -> str:
    """`text` that no spreadsheet program takes for a formula, and that every file can hold."""
    text = storable(text)
    found = _FORMULA.sub(r"\g<before>\g<gap>'", text)
    if _BREAKS.match(found):
        found = f"'{found}"
    return "".join(one if _is_writable(one) else "�" for one in found)


def _is_writable(character: str) -> bool:
    """XML has no place for control characters and non-characters."""
    if character in "\t\r\n":
        return True
    return unicodedata.category(character) != "Cc" and character not in "\ufffe\uffff"
