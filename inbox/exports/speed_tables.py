"""The tables of the pages about speed: report card, trend, steps, hours."""

from __future__ import annotations

from typing import Final

from inbox.exports.columns import TALLY, TIMES, tally_cells, time_cells
from inbox.reports.benchmarks import BENCHMARKS
from inbox.reports.card import report_card
from inbox.reports.filters import Filters
from inbox.reports.pictures import WEEKDAYS
from inbox.reports.results import ReportCard
from inbox.reports.steps import clock_kinds, steps
from inbox.reports.times import hour_grid
from inbox.reports.trend import by_day
from inbox.reports.words import first_things
from practice_hub.sheets.cells import Cell, Column, Row, Sheet, seconds, share

_TIME: Final = "time (seconds in CSV)"
_COUNTS: Final = (
    ("All public posts", "total"),
    ("Time is up", "counted"),
    ("Answered within target", "met"),
    ("Answered in acceptable time", "acceptable"),
    ("Lost", "lost"),
    ("Never answered", "never_answered"),
    ("Still waiting", "waiting"),
    ("Closed in time without an answer", "excused"),
    ("Heard late, because a channel was down", "detected_late"),
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
        Column("Figure", width=40),
        Column("Unit", width=22),
        Column("Now"),
        Column("Before"),
    )
    return Sheet("report-card", "Report card", columns, rows)


def _card_cells(card: ReportCard) -> list[tuple[str, str, Cell]]:
    tally, fast, slow = card.tally, card.fastest, card.slowest
    found: list[tuple[str, str, Cell]] = [
        ("Grade", "letter", card.grade.letter),
        ("Answered within target, share", "share", share(tally.share)),
    ]
    found += [(label, "posts", getattr(tally, name)) for label, name in _COUNTS]
    for where, times in (("on the clock", card.wall), ("in opening hours", card.open)):
        found.append((f"Median, {where}", _TIME, seconds(times.median_seconds)))
        found.append((f"Slowest tenth, {where}", _TIME, seconds(times.p90_seconds)))
    return [
        *found,
        ("Fastest", _TIME, seconds(fast.seconds if fast else None)),
        ("Slowest", _TIME, seconds(slow.seconds if slow else None)),
        ("Public thanks due", "conversations", card.loops_due),
        ("Thanked in public", "conversations", card.loops_closed),
    ]


def _trend(f: Filters) -> Sheet:
    columns = (Column("First day"), Column("Last day"), *TALLY, *TIMES)
    rows: list[Row] = [
        (one.day, one.last_day, *tally_cells(one.tally), *time_cells(one.wall)) for one in by_day(f)
    ]
    return Sheet("trend", "Trend", columns, rows)


def _first_things(f: Filters) -> Sheet:
    rows: list[Row] = [(one.text,) for one in first_things(f, limit=5)]
    return Sheet("first-things", "What to do first", (Column("What to do", width=100),), rows)


def _benchmarks() -> Sheet:
    columns = (Column("Elsewhere", width=80), Column("Source", width=32))
    rows: list[Row] = [(one.text, one.source) for one in BENCHMARKS]
    return Sheet("benchmarks", "Elsewhere", columns, rows)


def time_tables(f: Filters) -> list[Sheet]:
    """The steps of an answer and the other clocks."""
    found: list[Row] = [
        (str(one.label), *time_cells(one.times), one.times.count, one.left_out) for one in steps(f)
    ]
    columns = (Column("Step", width=24), *TIMES, Column("Times"), Column("Left out: heard late"))
    kinds: list[Row] = [
        (str(one.label), *tally_cells(one.tally), *time_cells(one.times)) for one in clock_kinds(f)
    ]
    return [
        Sheet("steps", "Where the time goes", columns, found),
        Sheet("clocks", "All clocks", (Column("Clock", width=28), *TALLY, *TIMES), kinds),
    ]


def when_tables(f: Filters) -> list[Sheet]:
    """168 hours of the week."""
    columns = (
        *(Column("Weekday"), Column("Hour"), Column("Written"), Column("Answered")),
        Column("Median of what was written", "seconds", 22),
    )
    rows: list[Row] = [
        (
            WEEKDAYS[one.weekday],
            one.hour,
            one.written,
            one.answered,
            seconds(one.median_seconds),
        )
        for one in hour_grid(f)
    ]
    return [Sheet("hours", "Hour by hour", columns, rows)]
