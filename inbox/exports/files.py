"""Writing the files: a page of the reports, or a list of conversations."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Final

from django.utils.translation import gettext as _

from inbox.exports.about import about
from inbox.exports.lists import Packed, Wanted, cells, columns, packed_rows
from inbox.exports.tables import NAMES, definition_sheet, sheets_of
from inbox.models import ExportRun
from inbox.reports.filters import Filters
from practice_hub.practices.models import Practice
from practice_hub.sheets.cells import Row, Sheet
from practice_hub.sheets.csv_file import write_bundle, write_csv
from practice_hub.sheets.xlsx_file import write_xlsx

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was written at once."""

    name: str
    content_type: str
    file: IO[bytes]


def page_file(
    page: str, f: Filters, practice: Practice, file_format: str, *, sees_private: bool
) -> Made:
    """All tables of a page with the definitions. KeyError for a page that there is not."""
    what, sheets = _(NAMES[page]), sheets_of(page, f, sees_private=sees_private)
    file: IO[bytes] = io.BytesIO()
    if file_format == ExportRun.Format.XLSX:
        write_xlsx(file, about(f, practice, what), sheets, practice.zone)
        made = Made(file_name(page, f, practice, "xlsx"), XLSX, file)
    else:
        write_bundle(file, about(f, practice, what), sheets)
        made = Made(file_name(page, f, practice, "zip"), "application/zip", file)
    file.seek(0)
    return made


def list_file(wanted: Wanted, total: int, label: str, practice: Practice, kind: str) -> Made:
    """The conversations behind a number, for lists that are not long."""
    file: IO[bytes] = io.BytesIO()
    write_list(file, packed_rows(wanted, total), wanted.f, practice, label, kind)
    file.seek(0)
    name = file_name("conversations", wanted.f, practice, kind.lower())
    return Made(name, content_type(kind), file)


def write_list(
    file: IO[bytes],
    packed: Iterable[Packed],
    f: Filters,
    practice: Practice,
    label: str,
    kind: str,
) -> None:
    """`packed` rows as the file `kind`; they are gone through once."""
    rows = _cells(packed, practice)
    sheet = Sheet("conversations", _("Conversations"), columns(), rows)
    if kind == ExportRun.Format.XLSX:
        write_xlsx(file, about(f, practice, label), [sheet, definition_sheet()], practice.zone)
    else:
        write_csv(file, sheet)


def _cells(packed: Iterable[Packed], practice: Practice) -> Iterator[Row]:
    zone = practice.zone
    for one in packed:
        yield cells(one, zone)


def content_type(kind: str) -> str:
    return XLSX if kind == ExportRun.Format.XLSX else "text/csv; charset=utf-8"


def file_name(what: str, f: Filters, practice: Practice, ending: str) -> str:
    """ "lumen-overview-2026-11-09-to-2026-11-15.xlsx"."""
    return f"{practice.slug}-{what}-{f.start:%Y-%m-%d}-to-{f.end:%Y-%m-%d}.{ending}"
