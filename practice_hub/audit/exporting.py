"""The audit as files: for people (CSV, XLSX), and for whoever checks the chain without us."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import IO, Final

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from practice_hub.audit.canon import START, row_text
from practice_hub.audit.filters import HUB_ONLY, HUB_TOO, Filters
from practice_hub.audit.lines import Line, lines_of
from practice_hub.audit.listing import every
from practice_hub.audit.verifying import sealed_rows
from practice_hub.audit.words import Group
from practice_hub.practices.models import Practice, User
from practice_hub.sheets.cells import About, Column, Row, Sheet
from practice_hub.sheets.csv_file import heading, lines
from practice_hub.sheets.xlsx_file import write_xlsx

XLSX_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_XLSX: Final = 50_000  # a workbook is made while somebody waits; a CSV has no end
_SLICE: Final = 500


def file_name(practice: Practice, f: Filters, ending: str) -> str:
    """ "lumen-audit-2026-11-09-to-2026-11-15.csv"."""
    days = "-to-".join(f"{day:%Y-%m-%d}" for day in (f.start, f.end) if day)
    return "-".join(part for part in (practice.slug, "audit", days) if part) + f".{ending}"


def columns() -> tuple[Column, ...]:
    """The heads in the language of now."""
    return (
        Column(_("Number")),
        Column(_("When"), width=20),
        Column(_("Who"), width=24),
        Column(_("What"), width=48),
        Column(_("Kind")),
        Column(_("Area"), width=24),
        Column(pgettext("what a row is about", "About"), width=24),
        Column(_("Details"), width=48),
        Column(_("Event"), width=28),
        Column(_("Row")),
        Column(_("Sealed at"), width=20),
        Column(_("Digest"), width=66),
    )


def csv_lines(f: Filters) -> Iterator[bytes]:
    """All rows, piece by piece."""
    yield heading(columns())
    rows = _rows(f)
    while part := list(islice(rows, _SLICE)):
        yield lines(part)


def workbook(f: Filters, practice: Practice, *, now: datetime) -> IO[bytes]:
    """The newest MOST_XLSX rows; a heading says so when there are more."""
    file: IO[bytes] = io.BytesIO()
    rows = islice(_rows(f), MOST_XLSX)
    sheet = Sheet("audit", _("Audit"), columns(), rows)
    write_xlsx(file, _about(f, practice, now), [sheet], practice.zone)
    file.seek(0)
    return file


def chain_lines(practice_id: int) -> Iterator[bytes]:
    """One JSON object a line for every seal, oldest first. A row that is gone has no text."""
    previous = START
    for seal in sealed_rows(practice_id, 0):
        text = row_text(seal.row, number=seal.number, sealed_at=seal.sealed_at) if seal.row else ""
        one = {"number": seal.number, "previous": previous, "digest": seal.digest, "row": text}
        yield json.dumps(one).encode() + b"\n"
        previous = seal.digest


def _rows(f: Filters) -> Iterator[Row]:
    events = every(f)
    while part := list(islice(events, _SLICE)):
        for line in lines_of(part, f):
            yield _cells(line, f)


def _cells(line: Line, f: Filters) -> Row:
    event = line.event
    seal = line.seal
    return (
        seal.number if seal else None,
        line.local,
        line.who,
        line.sentence,
        _("looked") if line.is_look else _("acted"),
        line.area,
        line.subject,
        "; ".join(f"{name}: {value}" for name, value in line.details),
        event.name,
        event.pk,
        seal.sealed_at.astimezone(f.zone) if seal else None,
        seal.digest if seal else "",
    )


def _about(f: Filters, practice: Practice, now: datetime) -> About:
    made_at = timezone.localtime(now, practice.zone)
    first, last = (f"{day:%Y-%m-%d}" if day else "" for day in (f.start, f.end))
    days = _("%(first)s to %(last)s") % {
        "first": first or _("the beginning"),
        "last": last or _("today"),
    }
    rows = _("The newest %(most)s at most; the CSV file has all of them")
    return (
        (_("Practice"), practice.name),
        (_("Days"), days),
        (_("Filters"), filter_words(f) or pgettext("filters", "None")),
        (_("Rows"), rows % {"most": number_format(MOST_XLSX, force_grouping=True)}),
        (_("Made at"), f"{made_at:%Y-%m-%d %H:%M} ({practice.time_zone})"),
    )


def filter_words(f: Filters) -> str:
    """ "Who: Ana Alvarez; Area: Alerts"; "" without filters."""
    chosen = {
        _("Who"): _whose(f),
        _("Area"): str(Group(f.group).label) if f.group else "",
        _("Kind"): {"looks": _("looked"), "acts": _("acted")}.get(f.kind, ""),
        pgettext("what a row is about", "About"): f.about_key.replace(":", " "),
    }
    return "; ".join(f"{name}: {value}" for name, value in chosen.items() if value)


def _whose(f: Filters) -> str:
    if f.person_id is not None:
        people: Iterable[User] = User.objects.filter(
            pk=f.person_id, memberships__practice=f.practice_id
        )
        return next((str(user) for user in people), _("not known any more"))
    hub = {HUB_TOO: _("everybody and the hub itself"), HUB_ONLY: _("the hub itself")}
    return hub.get(f.who, "")
