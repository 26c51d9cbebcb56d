"""Folding: any writing of a letter to the plain letter, with the way back to the original index."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

from inbox.domain.guard_data import load_table

ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});?")
PLAIN = re.compile(r"[ -%\x27-_a-~]+")  # ASCII but the ampersand and the backtick
REGIONAL_A = 0x1F1E6
# Blank or filling characters that Unicode does not class as format characters.
BLANKS = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5")


@dataclass(slots=True)
class Folded:
    """`text` is folded; character i stands for original[starts[i]:ends[i]]."""

    text: str = ""
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)


@lru_cache(maxsize=1)
def _confusables() -> dict[str, str]:
    table = load_table("confusables.toml")
    pairs: dict[str, str] = {}
    for group in table.values():
        for plain, lookalikes in group.items():
            pairs.update(dict.fromkeys(lookalikes, plain))
    return pairs


def _is_dropped(character: str) -> bool:
    return character in BLANKS or unicodedata.category(character) in {"Cf", "Mn", "Me", "Cc", "Cs"}


@lru_cache(maxsize=4096)
def fold_character(character: str) -> str:
    """The plain writing of one character; empty when it is invisible or only a mark."""
    if character in "\n\r\u2028\u2029\x0b\x0c\x85":
        return "\n"
    if character.isspace():
        return " "
    point = ord(character)
    if REGIONAL_A <= point < REGIONAL_A + 26:
        return chr(ord("a") + point - REGIONAL_A)
    table = _confusables()
    if character in table:
        return table[character]
    plain = []
    for part in unicodedata.normalize("NFKD", character):
        if _is_dropped(part):
            continue
        lowered = part.lower()
        plain.append(table.get(part) or table.get(lowered) or lowered)
    return "".join(plain)


def fold(text: str) -> Folded:
    """Fold `text`. HTML entities are read, marks and invisible characters vanish."""
    folded = Folded()
    pieces: list[str] = []
    index = 0
    while index < len(text):
        if plain_run := PLAIN.match(text, index):
            pieces.append(plain_run.group().lower())
            folded.starts.extend(range(index, plain_run.end()))
            folded.ends.extend(range(index + 1, plain_run.end() + 1))
            index = plain_run.end()
            continue
        end = index + 1
        source = text[index]
        if source == "&" and (match := ENTITY.match(text, index)):
            source, end = html.unescape(match.group()), match.end()
            if source == match.group():
                source, end = "&", index + 1
        for character in source:
            plain = character.lower() if " " <= character < "\x7f" else fold_character(character)
            pieces.append(plain)
            folded.starts.extend([index] * len(plain))
            folded.ends.extend([end] * len(plain))
        index = end
    folded.text = "".join(pieces)
    return folded


def rewrite(folded: Folded, edits: list[tuple[int, int, str]]) -> Folded:
    """Replace folded[start:end] by new words; edits are sorted and do not overlap.

    Every new character maps to its share of the replaced stretch, so findings keep exact spans.
    """
    if not edits:
        return folded
    result, pieces, at = Folded(), [], 0
    for start, end, new in edits:
        pieces += [folded.text[at:start], new]
        result.starts += folded.starts[at:start]
        result.ends += folded.ends[at:start]
        width = end - start
        for number in range(len(new)):
            place = start + number * width // len(new)
            last = start + max((number + 1) * width // len(new) - 1, 0)
            result.starts.append(folded.starts[place])
            result.ends.append(max(folded.ends[last], folded.ends[place]))
        at = end
    pieces.append(folded.text[at:])
    result.starts += folded.starts[at:]
    result.ends += folded.ends[at:]
    result.text = "".join(pieces)
    return result
