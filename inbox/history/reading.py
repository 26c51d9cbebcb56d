"""From the file to lines in the database, a slice at a time; memory does not grow with the file.

A slice begins at a byte where a record begins, so an import that was cut off goes on from the last
slice that was committed.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox.history.columns import (
    BadFileError,
    BadLineError,
    Entry,
    read_entry,
    require_columns,
)

RECORDS_A_SLICE = 5_000
MOST_PROBLEMS = 1_000
_LONGEST_FIELD = 1_000_000
_LOOKED_AT = 4096
NOT_HERE = gettext_noop(
    "The file is not on the machine that reads it. Hand it over again; if that does not help, ask "
    "whoever looks after the server whether all machines share one data folder."
)
Problem = tuple[int, str]


@dataclass(slots=True)
class Slice:
    """What one slice of the file held; `ends_at` is where the next one begins."""

    entries: list[tuple[int, Entry]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    records: int = 0
    lines: int = 0  # physical ones: a text may have several
    ends_at: int = 0
    is_last: bool = False


class _Lines:
    """Text lines of a binary file that know where they end in bytes."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.count = 0

    def __iter__(self) -> Iterator[str]:
        while line := self._file.readline(_LONGEST_FIELD):
            self.count += 1
            yield self._text(line)

    def _text(self, line: bytes) -> str:
        if self.count == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        # What is no UTF-8 is marked, and the record is refused by its line number.
        return line.decode("utf-8", "surrogateescape")


def read_header(path: Path) -> tuple[list[str], int]:
    """The column names and the byte at which the records begin. BadFileError."""
    try:
        with path.open("rb") as file:
            _require_text(file.read(_LOOKED_AT))
            file.seek(0)
            lines = _Lines(file)
            header = next(csv.reader(iter(lines)), None)
            names = [name.strip().lower() for name in header or ()]
            require_columns(names)
            return names, file.tell()
    except csv.Error as error:
        words = _("The first line is no CSV: %(reason)s.") % {"reason": error}
        raise BadFileError(words) from error
    except OSError as error:
        raise BadFileError(unreadable(error)) from error


def unreadable(error: OSError) -> str:
    """Why the kept file of an import cannot be read, for who handed it over."""
    if isinstance(error, FileNotFoundError):
        return _(NOT_HERE)
    return _("The file cannot be read: %(reason)s.") % {"reason": error.strerror}


def _require_text(start: bytes) -> None:
    """What people hand over by mistake; said in words instead of as missing columns."""
    if start.startswith(b"PK\x03\x04"):
        raise BadFileError(
            _("This is an Excel workbook. Save it as CSV (UTF-8), then choose that.")
        )
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadFileError(_("This file is in UTF-16. Save it as CSV (UTF-8), then choose that."))
    # No text holds a zero byte, and packed files, pictures and programs hold one soon. Nothing is
    # ever unpacked here.
    if b"\0" in start or start.startswith((b"%PDF", b"\x1f\x8b")):
        raise BadFileError(_("This is no text file. Choose the CSV file of the export."))


def read_slice(
    path: Path, names: list[str], *, begins_at: int, line: int, zone: ZoneInfo, now: datetime
) -> Slice:
    """The records from byte `begins_at` on; `line` is the number of the line before them."""
    found = Slice()
    with path.open("rb") as file:
        file.seek(begins_at)
        lines = _Lines(file)
        lines.count = line
        records = csv.reader(iter(lines))
        while found.records < RECORDS_A_SLICE:
            number = lines.count + 1
            try:
                record = next(records, None)
            except csv.Error as error:
                words = _("is no CSV: %(reason)s") % {"reason": error}
                found.problems.append((number, words))
                found.records += 1
                continue
            if record is None:
                found.is_last = True
                break
            _take(found, number, names, record, zone=zone, now=now)
        found.lines, found.ends_at = lines.count, file.tell()
    return found


def _take(
    found: Slice, number: int, names: list[str], record: list[str], *, zone: ZoneInfo, now: datetime
) -> None:
    if not any(record):
        return  # an empty line, as spreadsheets leave them
    found.records += 1
    if len(record) != len(names):
        words = _("has %(found)s columns instead of %(expected)s")
        counts = {"found": len(record), "expected": len(names)}
        found.problems.append((number, words % counts))
        return
    if any("\udc80" <= char <= "\udcff" for value in record for char in value):
        found.problems.append((number, _("is not UTF-8")))
        return
    try:
        entry = read_entry(dict(zip(names, record, strict=True)), zone=zone, now=now)
    except BadLineError as error:
        found.problems.append((number, str(error)))
        return
    found.entries.append((number, entry))
