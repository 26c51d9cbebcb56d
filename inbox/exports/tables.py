"""The tables of each page of the reports, as sheets."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext

from inbox.exports.people_tables import care_tables, voice_tables, who_tables
from inbox.exports.speed_tables import overview_tables, time_tables, when_tables
from inbox.reports.definitions import DEFINITIONS
from inbox.reports.filters import Filters
from inbox.reports.grade import grade_rule
from practice_hub.sheets.cells import Column, Row, Sheet

EVERYTHING: Final = "all"
# Page, how its file is called.
NAMES: Final = {
    "overview": gettext_noop("How fast were we"),
    "time": gettext_noop("Where time goes"),
    "when": gettext_noop("When"),
    "who": gettext_noop("Who and what"),
    "care": gettext_noop("Approvals and guard"),
    "voice": gettext_noop("Voice of the people"),
    "definitions": gettext_noop("Definitions"),
    EVERYTHING: gettext_noop("Whole report"),
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
    units = {"share": pgettext("unit", "share"), "seconds": pgettext("unit", "seconds")}
    rows: list[Row] = [
        (str(one.label), one.text, units.get(one.unit, ""), one.source)
        for one in DEFINITIONS.values()
    ]
    rows.append((_("The rule of the grade"), grade_rule(), "", ""))
    columns = (
        *(Column(_("Number"), width=32), Column(_("What it means"), width=110)),
        *(Column(_("Unit")), Column(_("Source"), width=32)),
    )
    return Sheet("definitions", _("Definitions"), columns, rows)
