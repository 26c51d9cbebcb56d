"""Tables as CSV (RFC 4180): comma, double quotes, CRLF, UTF-8 with the mark that Excel needs.

Only a heading and rows, so that programs can read them; period and filters stand in `about.csv`
of a bundle and in the name of the file.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable
from datetime import date, datetime
from typing import IO

from django.utils.translation import gettext as _

from practice_hub.sheets.cells import (
    About,
    Cell,
    Column,
    Link,
    Row,
    Seconds,
    Share,
    Sheet,
    harmless,
)

MARK = b"\xef\xbb\xbf"


def heading(columns: Iterable[Column]) -> bytes:
    """The first line, with the mark before it."""
    titles = [_title(column) for column in columns]
    return MARK + lines([titles])


def _title(column: Column) -> str:
    return _("%(title)s (seconds)") % {"title": column.title} if column.unit else column.title


def lines(rows: Iterable[Row]) -> bytes:
    """Rows as they stand in the file. Every text is in quotes, numbers are not."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_plain(cell) for cell in row])
    return text.getvalue().encode()


def write_csv(file: IO[bytes], sheet: Sheet) -> None:
    file.write(heading(sheet.columns))
    for row in sheet.rows:
        file.write(lines([row]))


def write_bundle(file: IO[bytes], about: About, sheets: Iterable[Sheet]) -> None:
    """A ZIP with one CSV for each table, and what they are about."""
    first = Sheet("about", _("About"), (Column(_("Name")), Column(_("Value"))), about)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:
        for sheet in (first, *sheets):
            with bundle.open(f"{sheet.key}.csv", "w") as part:
                write_csv(part, sheet)


def _plain(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return harmless(cell)
    if isinstance(cell, Seconds):
        return cell.value
    if isinstance(cell, Share):
        return round(cell.value, 4)
    if isinstance(cell, Link):
        return cell.url
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="seconds")
    return cell.isoformat() if isinstance(cell, date) else cell
