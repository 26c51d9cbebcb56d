"""Where to underline a text in a browser: no overlaps, counted as browsers count. Pure Python.

Python counts characters, a browser counts UTF-16 units: an emoji is one here and two there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate, pairwise

from inbox.domain.coach_text import fold

LEVELS = ("coach", "doubt", "blocked")  # the gravest last: it is the one that is seen
_WIDE = 0xFFFF


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece to underline: `start` and `end` in UTF-16 units, end exclusive."""

    start: int
    end: int
    level: str


class Units:
    """The way from a character of `text` to its UTF-16 unit."""

    def __init__(self, text: str) -> None:
        widths = (2 if ord(character) > _WIDE else 1 for character in text)
        self._places = (0, *accumulate(widths))

    def at(self, place: int) -> int:
        """The unit of character `place`; beyond the text it is the end of it."""
        return self._places[max(0, min(place, len(self._places) - 1))]


def marks(text: str, spans: Iterable[tuple[int, int, str]]) -> tuple[Mark, ...]:
    """`spans` (characters, level) as marks in order; where they overlap the gravest counts."""
    found = [span for span in spans if 0 <= span[0] < span[1] <= len(text)]
    edges = sorted({edge for start, end, _ in found for edge in (start, end)})
    units, kept = Units(text), list[Mark]()
    for start, end in pairwise(edges):
        levels = [level for first, last, level in found if first <= start and end <= last]
        if not levels:
            continue
        level = max(levels, key=LEVELS.index)
        begin = units.at(start)
        if kept and kept[-1].end == begin and kept[-1].level == level:
            begin = kept.pop().start
        kept.append(Mark(begin, units.at(end), level))
    return tuple(kept)


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence or sentences that hold characters `start` to `end`, without space around."""
    folded = fold(text)
    last_place = max(end, start + 1)
    inside = [at for at, place in enumerate(folded.places[:-1]) if start <= place < last_place]
    if not inside:
        return start, end
    first, _ = folded.sentence(inside[0])
    _, last = folded.sentence(inside[-1])
    begin, stop = folded.span(first, last)
    begin, stop = min(begin, start), max(stop, end)
    while begin < start and text[begin].isspace():
        begin += 1
    while stop > end and text[stop - 1].isspace():
        stop -= 1
    return begin, stop
