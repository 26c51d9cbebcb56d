"""Tables of figures: every cell may lead to its conversations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext

from inbox.reports.results import Group, Tally
from inbox.views.reports.links import Links
from inbox.views.reports.tiles import part_of, share_words, time_words
from practice_hub.charts.units import plain


@dataclass(frozen=True, slots=True)
class Cells:
    """One cell."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its name, the address of its definition ("" for none), its cells, a remark."""

    label: str
    definition: str
    cells: tuple[Cells, ...]
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a heading; `empty` stands there when it has no rows."""

    key: str
    heading: str
    corner: str
    head: tuple[str, ...]
    lines: list[Line]
    hint: str = ""
    empty: str = ""


_TALLY_HEAD = (
    gettext_noop("Within target"),
    gettext_noop("Never answered"),
    gettext_noop("Waiting"),
)
_GROUP_HEAD = (*_TALLY_HEAD, gettext_noop("Median"), gettext_noop("Slowest tenth"))


def group_head() -> tuple[str, ...]:
    """Above the cells of `group_line`."""
    return (pgettext("numbers", "All"), *(_(name) for name in _GROUP_HEAD))


def tally_cells(tally: Tally, behind: Callable[[str], str]) -> tuple[Cells, ...]:
    """The first cells of `group_head`; zeros lead nowhere."""
    return (
        counted(tally.total, behind("total")),
        Cells(_met(tally), behind("met") if tally.met else ""),
        counted(tally.never_answered, behind("never_answered")),
        counted(tally.waiting, behind("waiting")),
    )


def counted(number: int, href: str) -> Cells:
    return Cells(plain(number), href if number else "")


def _met(tally: Tally) -> str:
    """ "84 % (118 of 141)": a share never without its counts."""
    if tally.share is None:
        return share_words(None)
    return f"{share_words(tally.share)} ({part_of(tally.met, tally.counted)})"


def group_line(group: Group, dimension: str, links: Links) -> Line:
    """One part of a dimension: "network", "staff", ..."""

    def behind(which: str) -> str:
        return links.behind(which, by=dimension, part=group.key)

    return Line(
        str(group.label),
        "",
        (
            *tally_cells(group.tally, behind),
            Cells(time_words(group.wall.median_seconds)),
            Cells(time_words(group.wall.p90_seconds)),
        ),
        _("has left") if group.is_former else "",
    )
