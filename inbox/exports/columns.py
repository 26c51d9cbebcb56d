"""The columns that many tables share."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from inbox.reports.results import Reason, Tally, Times
from practice_hub.sheets.cells import Cell, Column, Row, Sheet, seconds, share


def tally_columns() -> tuple[Column, ...]:
    """Above `tally_cells`."""
    return (
        Column(pgettext("numbers", "All")),
        Column(_("Time is up")),
        Column(_("Within target")),
        Column(_("Within target, share")),
        Column(_("In acceptable time")),
        Column(_("Lost")),
        Column(_("Never answered")),
        Column(_("Waiting")),
        Column(_("Closed in time without an answer")),
        Column(_("Heard late")),
        Column(_("Answered")),
    )


def time_columns() -> tuple[Column, Column]:
    """Above `time_cells`."""
    return Column(_("Median"), "seconds"), Column(_("Slowest tenth"), "seconds")


def tally_cells(tally: Tally) -> tuple[Cell, ...]:
    """The cells below `tally_columns`."""
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
    """The cells below `time_columns`."""
    return seconds(times.median_seconds), seconds(times.p90_seconds)


def reason_sheet(key: str, name: str, found: list[Reason]) -> Sheet:
    """Counted reasons."""
    rows: list[Row] = [(str(one.label), one.count) for one in found]
    return Sheet(key, name, (Column(_("Reason"), width=48), Column(_("Count"))), rows)


def figure_sheet(key: str, name: str, rows: list[Row]) -> Sheet:
    """Single figures, one a line."""
    return Sheet(key, name, (Column(_("Figure"), width=40), Column(_("Value"))), rows)
