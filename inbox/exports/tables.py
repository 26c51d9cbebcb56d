"""The tables of each page of the reports, as sheets."""

from __future__ import annotations

from typing import Final

from inbox.exports.people_tables import care_tables, voice_tables, who_tables
from inbox.exports.speed_tables import overview_tables, time_tables, when_tables
from inbox.reports.definitions import DEFINITIONS
from inbox.reports.filters import Filters
from inbox.reports.grade import grade_rule
from practice_hub.sheets.cells import Column, Row, Sheet

EVERYTHING: Final = "all"
# Page, how its file is called.
NAMES: Final = {
    "overview": "How fast were we",
    "time": "Where time goes",
    "when": "When",
    "who": "Who and what",
    "care": "Approvals and guard",
    "voice": "Voice of the people",
    "definitions": "Definitions",
    EVERYTHING: "Whole report",
}
_SPEED: Final = {
    "overview": overview_tables,
    "time": time_tables,
    "when": when_tables,
    "who": who_tables,
    "care": care_tables,
}


def sheets_of(page: str, f: Filters, *, sees_private: bool) -> list[Sheet]:
    """The tables of `page` (a key of NAMES), then the definitions. KeyError for another."""
    NAMES[page]
    found: list[Sheet] = []
    for name, read in _SPEED.items():
        if page in (name, EVERYTHING):
            found += read(f)
    if page in ("voice", EVERYTHING):
        found += voice_tables(f, sees_private=sees_private)
    return [*found, definition_sheet()]


def definition_sheet() -> Sheet:
    """Every number in words."""
    rows: list[Row] = [
        (str(one.label), one.text, one.unit, one.source) for one in DEFINITIONS.values()
    ]
    rows.append(("The rule of the grade", grade_rule(), "", ""))
    columns = (
        *(Column("Number", width=32), Column("What it means", width=110)),
        *(Column("Unit"), Column("Source", width=32)),
    )
    return Sheet("definitions", "Definitions", columns, rows)
