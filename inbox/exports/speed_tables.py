"""The tables of the pages about speed: report card, trend, steps, hours."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext

from inbox.exports.columns import tally_cells, tally_columns, time_cells, time_columns
from inbox.reports.benchmarks import BENCHMARKS
from inbox.reports.card import report_card
from inbox.reports.filters import Filters
from inbox.reports.results import ReportCard
from inbox.reports.steps import clock_kinds, steps
from inbox.reports.times import hour_grid
from inbox.reports.trend import by_day
from inbox.reports.words import first_things
from practice_hub.sheets.cells import Cell, Column, Row, Sheet, seconds, share
from practice_hub.times import weekday_name

_TIME: Final = gettext_noop("time (seconds in CSV)")
_COUNTS: Final = (
    (gettext_noop("All public posts"), "total"),
    (gettext_noop("Time is up"), "counted"),
    (gettext_noop("Answered within target"), "met"),
    (gettext_noop("Answered in acceptable time"), "acceptable"),
    (gettext_noop("Lost"), "lost"),
    (gettext_noop("Never answered"), "never_answered"),
    (gettext_noop("Still waiting"), "waiting"),
    (gettext_noop("Closed in time without an answer"), "excused"),
    (gettext_noop("Heard late, because a channel was down"), "detected_late"),
)


def overview_tables(f: Filters) -> list[Sheet]:
    """Report card, trend, what to do first, public benchmarks."""
    return [_card(f), _trend(f), _first_things(f), _benchmarks()]


def _card(f: Filters) -> Sheet:
    now, before = _card_cells(report_card(f)), _card_cells(report_card(f.before()))
    rows: list[Row] = [
        (name, unit, value, old)
        for (name, unit, value), (_, _, old) in zip(now, before, strict=True)
    ]
    columns = (
        Column(_("Figure"), width=40),
        Column(_("Unit"), width=22),
        Column(_("Now")),
        Column(_("Before")),
    )
    return Sheet("report-card", _("Report card"), columns, rows)


def _card_cells(card: ReportCard) -> list[tuple[str, str, Cell]]:
    tally, fast, slow = card.tally, card.fastest, card.slowest
    unit = _(_TIME)
    found: list[tuple[str, str, Cell]] = [
        (_("Grade"), _("letter"), card.grade.letter),
        (_("Answered within target, share"), pgettext("unit", "share"), share(tally.share)),
    ]
    found += [(_(label), _("posts"), getattr(tally, name)) for label, name in _COUNTS]
    return [
        *found,
        (_("Median, on the clock"), unit, seconds(card.wall.median_seconds)),
        (_("Slowest tenth, on the clock"), unit, seconds(card.wall.p90_seconds)),
        (_("Median, in opening hours"), unit, seconds(card.open.median_seconds)),
        (_("Slowest tenth, in opening hours"), unit, seconds(card.open.p90_seconds)),
        (_("Fastest"), unit, seconds(fast.seconds if fast else None)),
        (_("Slowest"), unit, seconds(slow.seconds if slow else None)),
        (_("Public thanks due"), _("conversations"), card.loops_due),
        (_("Thanked in public"), _("conversations"), card.loops_closed),
    ]


def _trend(f: Filters) -> Sheet:
    columns = (Column(_("First day")), Column(_("Last day")), *tally_columns(), *time_columns())
    rows: list[Row] = [
        (one.day, one.last_day, *tally_cells(one.tally), *time_cells(one.wall)) for one in by_day(f)
    ]
    return Sheet("trend", _("Trend"), columns, rows)


def _first_things(f: Filters) -> Sheet:
    rows: list[Row] = [(one.text,) for one in first_things(f, limit=5)]
    return Sheet("first-things", _("What to do first"), (Column(_("What to do"), width=100),), rows)


def _benchmarks() -> Sheet:
    columns = (Column(_("Elsewhere"), width=80), Column(_("Source"), width=32))
    rows: list[Row] = [(one.text, one.source) for one in BENCHMARKS]
    return Sheet("benchmarks", _("Elsewhere"), columns, rows)


def time_tables(f: Filters) -> list[Sheet]:
    """The steps of an answer and the other clocks."""
    found: list[Row] = [
        (str(one.label), *time_cells(one.times), one.times.count, one.left_out) for one in steps(f)
    ]
    columns = (
        Column(_("Step"), width=24),
        *time_columns(),
        Column(_("Times")),
        Column(_("Left out: heard late")),
    )
    kinds: list[Row] = [
        (str(one.label), *tally_cells(one.tally), *time_cells(one.times)) for one in clock_kinds(f)
    ]
    return [
        Sheet("steps", _("Where the time goes"), columns, found),
        Sheet(
            "clocks",
            _("All clocks"),
            (Column(_("Clock"), width=28), *tally_columns(), *time_columns()),
            kinds,
        ),
    ]


def when_tables(f: Filters) -> list[Sheet]:
    """168 hours of the week."""
    columns = (
        *(Column(_("Weekday")), Column(_("Hour")), Column(_("Written")), Column(_("Answered"))),
        Column(_("Median of what was written"), "seconds", 22),
    )
    rows: list[Row] = [
        (
            weekday_name(one.weekday),
            one.hour,
            one.written,
            one.answered,
            seconds(one.median_seconds),
        )
        for one in hour_grid(f)
    ]
    return [Sheet("hours", _("Hour by hour"), columns, rows)]
