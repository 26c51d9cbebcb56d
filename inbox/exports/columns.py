"""The columns that many tables share."""

from __future__ import annotations

from inbox.reports.results import Reason, Tally, Times
from practice_hub.sheets.cells import Cell, Column, Row, Sheet, seconds, share

TALLY = (
    Column("All"),
    Column("Time is up"),
    Column("Within target"),
    Column("Within target, share"),
    Column("In acceptable time"),
    Column("Lost"),
    Column("Never answered"),
    Column("Waiting"),
    Column("Closed in time without an answer"),
    Column("Heard late"),
    Column("Answered"),
)
TIMES = (Column("Median", "seconds"), Column("Slowest tenth", "seconds"))


def tally_cells(tally: Tally) -> tuple[Cell, ...]:
    """The cells of TALLY."""
    return (
        tally.total,
        tally.counted,
        tally.met,
        share(tally.share),
        tally.acceptable,
        tally.lost,
        tally.never_answered,
        tally.waiting,
        tally.excused,
        tally.detected_late,
        tally.answered,
    )


def time_cells(times: Times) -> tuple[Cell, Cell]:
    """The cells of TIMES."""
    return seconds(times.median_seconds), seconds(times.p90_seconds)


def reason_sheet(key: str, name: str, found: list[Reason]) -> Sheet:
    """Counted reasons."""
    rows: list[Row] = [(str(one.label), one.count) for one in found]
    return Sheet(key, name, (Column("Reason", width=48), Column("Count")), rows)


def figure_sheet(key: str, name: str, rows: list[Row]) -> Sheet:
    """Single figures, one a line."""
    return Sheet(key, name, (Column("Figure", width=40), Column("Value")), rows)
