"""Who is meant by "@Name" in a note. Pure.

A name is the whole name, the name without its title, or the first name; the longest that fits wins.
Where two colleagues fit equally nobody is meant, and the writer is told to write the whole name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the practice; `can_read`: whether notes are open to them at all."""

    user_id: int
    name: str
    can_read: bool = True

    @property
    def spellings(self) -> set[str]:
        words = self.name.split()
        bare = [word for word in words if not word.endswith(".")] or words
        titled = " ".join(words[: len(words) - len(bare) + 1])
        return {each.casefold() for each in (self.name, " ".join(bare), titled, bare[0]) if each}


@dataclass(frozen=True, slots=True)
class Mention:
    """`begin` to `end` of the text is "@Name"; `fits` has one colleague, or several by mistake."""

    begin: int
    end: int
    fits: tuple[Colleague, ...]

    @property
    def is_clear(self) -> bool:
        return len(self.fits) == 1 and self.fits[0].can_read


def find_mentions(text: str, colleagues: Sequence[Colleague]) -> list[Mention]:
    """Every "@" in `text` that begins the name of somebody, in order; addresses are none."""
    found = []
    for begin, letter in enumerate(text):
        if letter == "@" and not (begin and text[begin - 1].isalnum()):
            mention = _mention_at(text, begin, colleagues)
            if mention is not None:
                found.append(mention)
    return found


def mentioned(mentions: Iterable[Mention]) -> list[int]:
    """User ids of who is clearly meant and may read it, each once."""
    return list(dict.fromkeys(m.fits[0].user_id for m in mentions if m.is_clear))


def _mention_at(text: str, begin: int, colleagues: Sequence[Colleague]) -> Mention | None:
    longest = 0
    fits: list[Colleague] = []
    for colleague in colleagues:
        length = max((_length(text, begin + 1, each) for each in colleague.spellings), default=0)
        if length > longest:
            longest, fits = length, []
        if length and length == longest:
            fits.append(colleague)
    return Mention(begin, begin + 1 + longest, tuple(fits)) if fits else None


def _length(text: str, start: int, spelling: str) -> int:
    """How many letters of `text` spell it from `start` on; 0 when it goes on as another word."""
    end = start + len(spelling)
    if text[start:end].casefold() != spelling or text[end : end + 1].isalnum():
        return 0
    return len(spelling)
