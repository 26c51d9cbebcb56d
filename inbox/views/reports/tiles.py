"""Numbers as a page shows them: with conversations, definition and the period before."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import pgettext

from inbox.views.reports.changes import Change
from inbox.views.reports.links import definition
from practice_hub.charts.units import in_words, plain


@dataclass(frozen=True, slots=True)
class Tile:
    """A big number. `key` is that of its definition; `href` leads to what is behind it."""

    key: str
    label: str
    value: str
    href: str = ""
    change: Change | None = None
    note: str = ""

    @property
    def definition(self) -> str:
        return definition(self.key)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table of figures, with the same figure before."""

    key: str
    label: str
    value: str
    href: str
    before: str
    before_href: str
    change: Change | None = None

    @property
    def definition(self) -> str:
        return definition(self.key)


def time_words(seconds: int | None) -> str:
    return in_words(seconds, "seconds")


def share_words(share: float | None) -> str:
    return in_words(share, "share")


def part_of(number: int, whole: int) -> str:
    """ "118 of 141"."""
    return pgettext("numbers", "%(part)s of %(whole)s") % {
        "part": plain(number),
        "whole": plain(whole),
    }
