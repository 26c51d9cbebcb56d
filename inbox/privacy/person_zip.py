"""The file that a person gets: a page to read, the same as tables and as JSON, and pictures."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import IO, Final
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string

from inbox.models import PersonFile, ReplyAttachment
from inbox.privacy.holdings import conversations_of, mentions_of
from inbox.privacy.person_tables import tables
from listening.models import Author
from listening.pictures import load, source_of
from practice_hub.sheets.cells import Cell, Link, Row, Seconds, Share, Sheet
from practice_hub.sheets.csv_file import write_csv

MOST_PICTURES: Final = 200
_ENDINGS: Final = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
}


def write_person_file(file: IO[bytes], run: PersonFile, now: datetime) -> None:
    """Network calls only for pictures; one that cannot be had is left out, its address stays."""
    people = list(Author.objects.filter(pk__in=run.author_ids).order_by("pk"))
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:
        sheets = [_read(one, run.practice.zone) for one in tables(people, has_notes=run.has_notes)]
        for sheet in sheets:
            with bundle.open(f"{sheet.key}.csv", "w") as part:
                write_csv(part, sheet)
        bundle.writestr("everything.json", _as_json(sheets))
        names = [_add(bundle, name, data) for name, data in _pictures(run.author_ids)]
        about = {"run": run, "people": people, "sheets": sheets, "pictures": names, "now": now}
        about["names"] = ", ".join(one.name for one in people)
        bundle.writestr("read-me.html", render_to_string("inbox/privacy/file.html", about))


def _read(sheet: Sheet, zone: ZoneInfo) -> Sheet:
    """Its rows at once, with times in the zone of the practice: they are written three times."""
    rows = [[_local(cell, zone) for cell in row] for row in sheet.rows]
    return Sheet(sheet.key, sheet.name, sheet.columns, rows)


def _local(cell: Cell, zone: ZoneInfo) -> Cell:
    return cell.astimezone(zone) if isinstance(cell, datetime) else cell


def _as_json(sheets: Sequence[Sheet]) -> str:
    found = {
        sheet.key: [
            dict(zip([one.title for one in sheet.columns], _plain(row), strict=True))
            for row in sheet.rows
        ]
        for sheet in sheets
    }
    return json.dumps(found, indent=1, ensure_ascii=False)


def _plain(row: Row) -> list[str | int | float | None]:
    return [_value(cell) for cell in row]


def _value(cell: Cell) -> str | int | float | None:
    if isinstance(cell, Seconds | Share):
        return cell.value
    if isinstance(cell, Link):
        return cell.url
    return cell if isinstance(cell, str | int | float | None) else cell.isoformat()


def _pictures(author_ids: Sequence[int]) -> Iterator[tuple[str, bytes]]:
    """Theirs, as far as they can still be had, and those that we sent them."""
    found = mentions_of(author_ids).filter(deleted_at=None).exclude(media=[]).order_by("pk")
    wanted = [(mention, number) for mention in found for number in range(len(mention.media))][
        :MOST_PICTURES
    ]
    for mention, number in wanted:
        source = source_of(mention, number, "large")
        kept = load(mention, source) if source else None
        if kept is not None and kept.data:
            yield (
                f"post-{mention.pk}-{number + 1}.{_ENDINGS.get(kept.content_type, 'bin')}",
                kept.data,
            )
    sent = ReplyAttachment.objects.filter(
        conversation__in=conversations_of(author_ids), reply__status="SENT"
    )
    for one in sent.order_by("pk").iterator(5):
        yield (
            f"answer-{one.reply_id}-{one.position + 1}.{_ENDINGS.get(one.content_type, 'bin')}",
            bytes(one.data),
        )


def _add(bundle: zipfile.ZipFile, name: str, data: bytes) -> str:
    bundle.writestr(f"pictures/{name}", data)
    return name
