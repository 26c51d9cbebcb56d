"""A text as a network shows it: its links, names and tags, and what is too much. Pure Python."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

from inbox.domain.length import weighted_length

_MARKED: Final = re.compile(
    r"(?P<link>https?://\S+)|(?P<name>(?<![\w@])@\w{1,15}\b)|(?P<tag>(?<![\w#&])#\w*[^\W\d_]\w*)",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"https?://(www\.)?", re.IGNORECASE)
_LONGEST_LINK: Final = 30  # what X shows of one, without "https://"


@dataclass(frozen=True, slots=True)
class Look:
    """How a network counts and marks. `links_as`: it shows links cut to their beginning, too."""

    most: int
    links_as: int | None
    wide_as_two: bool
    names_lead: bool  # "@name" in a text leads to that account

    def length(self, text: str) -> int:
        return weighted_length(text, link_length=self.links_as, wide_as_two=self.wide_as_two)


@dataclass(frozen=True, slots=True)
class Piece:
    """`kind` is "text", "link", "name" or "tag"; `is_over`: beyond what the network takes."""

    kind: str
    text: str
    is_over: bool = False


def pieces_of(text: str, look: Look) -> tuple[Piece, ...]:
    """`text` cut where its look changes; put together it is what people read."""
    fits = _fitting(text, look)
    found: list[Piece] = []
    at = 0
    for match in _MARKED.finditer(text):
        kind = match.lastgroup or "text"
        if kind == "name" and not look.names_lead:
            continue
        found += _plain(text, at, match.start(), fits)
        shown = _shortened(match[0]) if kind == "link" and look.links_as else match[0]
        found.append(Piece(kind, shown, is_over=match.end() > fits))
        at = match.end()
    return (*found, *_plain(text, at, len(text), fits))


def _plain(text: str, start: int, end: int, fits: int) -> list[Piece]:
    cut = min(max(fits, start), end)
    parts = (Piece("text", text[start:cut]), Piece("text", text[cut:end], is_over=True))
    return [part for part in parts if part.text]


def _fitting(text: str, look: Look) -> int:
    """How many characters from the beginning the network takes."""
    if look.length(text) <= look.most:
        return len(text)
    return bisect_right(range(len(text)), look.most, key=lambda end: look.length(text[:end])) - 1


def _shortened(link: str) -> str:
    bare = _SCHEME.sub("", link)
    return bare if len(bare) <= _LONGEST_LINK else f"{bare[:_LONGEST_LINK]}…"
