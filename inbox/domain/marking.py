"""Marks words of the domain for the catalogs. Pure Python: who shows them translates them."""

from __future__ import annotations

from dataclasses import dataclass


def gettext_noop(text: str) -> str:
    """`text` itself, in English; scripts/words.py finds it by the name of this function."""
    return text


@dataclass(frozen=True, slots=True)
class Counted:
    """Words with a number in them, %(count)s; in English as a text."""

    one: str
    many: str
    count: int

    def __str__(self) -> str:
        return (self.one if self.count == 1 else self.many) % {"count": self.count}


def ngettext_noop(one: str, many: str, count: int) -> Counted:
    """`one` or `many` by `count`, in English; scripts/words.py finds both by this name."""
    return Counted(one, many, count)
