"""The conversations behind a number, as rows of facts: no text, and nobody who wrote one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from inbox.exports.links import conversation_link
from inbox.models import Conversation
from inbox.reports.behind import Place, behind
from inbox.reports.behind_rows import Behind, BehindRow
from inbox.reports.filters import Filters
from listening.models import Category, Network
from practice_hub.sheets.cells import Column, Row, seconds

SMALL: Final = 5000  # so many rows are a file at once
_FEW: Final = 500  # so many are read as one list; longer ones day by day
# These count a conversation once in the whole period, so the days must stay together.
_UNDIVIDED: Final = "outcome:"
# What is kept of a row until its file is written.
Packed = list[Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One number of one report."""

    f: Filters
    which: str
    place: Place
    sees_private: bool

    def page(self, f: Filters, number: int) -> Behind:
        return behind(f, self.which, self.place, number, sees_private=self.sees_private)

    def count(self) -> Behind:
        """Its first page; UnknownSetError for a number that there is not."""
        return self.page(self.f, 1)

    def spans(self, total: int) -> list[Filters]:
        """The report in parts that are quick to read, newest first."""
        f = self.f
        if total <= _FEW or self.which.startswith(_UNDIVIDED):
            return [f]
        days = [f.end - timedelta(days=back) for back in range(f.day_count)]
        return [f.for_days(day, day) for day in days]


def packed_rows(wanted: Wanted, total: int) -> Iterator[Packed]:
    """All rows, newest day first."""
    for span in wanted.spans(total):
        number = 1
        while True:
            found = wanted.page(span, number)
            yield from pack(found.rows)
            if number >= found.pages:
                break
            number += 1


def pack(rows: list[BehindRow]) -> list[Packed]:
    """Plain values for JSON. One query."""
    ids = {row.conversation_id for row in rows}
    kinds = dict(Conversation.objects.filter(pk__in=ids).values_list("pk", "category"))
    return [_packed(row, kinds.get(row.conversation_id, "")) for row in rows]


def _packed(row: BehindRow, kind: str) -> Packed:
    return [
        *(row.conversation_id, row.network, kind, row.at.isoformat(), str(row.verdict)),
        *(row.wall_seconds, row.open_seconds, row.staff, row.location),
        *(row.is_imported, row.is_detected_late),
    ]


def columns() -> tuple[Column, ...]:
    """Above `cells`."""
    return (
        Column(_("Conversation")),
        Column(_("Network")),
        Column(_("Kind"), width=18),
        Column(_("When"), width=20),
        Column(_("How it ended"), width=30),
        Column(_("On the clock"), "seconds", 18),
        Column(_("In opening hours"), "seconds", 18),
        Column(_("Colleague"), width=22),
        Column(_("Location"), width=22),
        Column(_("From history")),
        Column(_("Heard late")),
        Column(_("Address")),
    )


def cells(packed: Packed, zone: ZoneInfo) -> Row:
    """The row of a file; `zone` is the practice's."""
    pk, network, kind, at, verdict, wall, open_, staff, location, imported, late = packed
    return (
        pk,
        str(dict(Network.choices).get(network, network)),
        str(dict(Category.choices).get(kind, kind)),
        datetime.fromisoformat(at).astimezone(zone),
        verdict,
        seconds(wall),
        seconds(open_),
        staff,
        location,
        _("yes") if imported else _("no"),
        _("yes") if late else _("no"),
        conversation_link(pk),
    )
