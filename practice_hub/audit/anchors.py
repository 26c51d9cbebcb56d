"""Heads of the chains, kept in a file outside the database.

Whoever may write to the database could take away the end of a chain, or compute the whole of it
anew: inside the database nothing would tell. A head that was noted elsewhere does. This file is one
such place (the log, the mail of every Monday and every backup are others); each machine that runs
workers has its own.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings

from practice_hub.audit.canon import moment
from practice_hub.audit.heads import Head, all_heads

logger = logging.getLogger(__name__)
NAME: Final = "anchors.jsonl"
EVERY: Final = timedelta(minutes=55)
_TAIL: Final = 256 * 1024  # bytes that are looked at for the newest of each practice


@dataclass(frozen=True, slots=True)
class Anchor:
    """At `noted_at` (as text) the chain of the practice had `digest` at `number`."""

    number: int
    digest: str
    noted_at: str = ""


class AnchorError(ValueError):
    """An anchor that somebody typed is none."""


def parse_anchor(text: str) -> Anchor:
    """ "1234:9f86d0…" as `--expect` takes it. Raises AnchorError."""
    number, _, digest = text.strip().partition(":")
    is_digest = len(digest) == 64 and set(digest) <= set("0123456789abcdef")
    if not number.isdecimal() or len(number) > 18 or not is_digest:
        raise AnchorError(
            "An anchor is a number, a colon and 64 characters from 0 to 9 and a to f, as the audit "
            "page, the log and the mail show it."
        )
    return Anchor(int(number), digest)


def note_heads(*, now: datetime) -> list[Head]:
    """Write the head of every chain that has grown into the file and the log, once an hour;
    returns those."""
    known = _latest()
    fresh = [head for head in all_heads() if _is_news(head, known, now)]
    if fresh:
        _append([_line(head, now) for head in fresh])
    for head in fresh:
        logger.info("audit of practice %s is sealed up to %s", head.practice_id, head)
    return fresh


def anchors_of(practice_id: int) -> dict[int, Anchor]:
    """What the file says of one practice, by number; the first of several for a number."""
    found: dict[int, Anchor] = {}
    for practice, anchor in _read():
        if practice == practice_id:
            found.setdefault(anchor.number, anchor)
    return found


def begin_anew(*, now: datetime) -> Path | None:
    """Set the file aside, for a database that is honestly another one: after a restore, the newest
    rows are missing as they would be after a crime. Returns where it is now; None: none was."""
    path = _path()
    if not path.exists():
        return None
    aside = path.with_name(f"anchors-until-{now:%Y%m%dT%H%M%S}.jsonl")
    path.replace(aside)
    return aside


def _path() -> Path:
    folder = Path(settings.DATA_DIR) / "audit"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / NAME


def _line(head: Head, now: datetime) -> str:
    values = {
        "practice": head.practice_id,
        "number": head.number,
        "digest": head.digest,
        "noted_at": moment(now),
    }
    return json.dumps(values) + "\n"


def _append(lines: list[str]) -> None:
    """One write, so that two processes never mix their lines."""
    file = os.open(_path(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(file, "".join(lines).encode())
        os.fsync(file)
    finally:
        os.close(file)


def _read(start: int = 0) -> Iterator[tuple[int, Anchor]]:
    """From the first whole line after the byte `start` on."""
    path = _path()
    if not path.exists():
        return
    with path.open("rb") as file:
        if start:
            file.seek(start)
            file.readline()
        for line in file:
            try:
                one = json.loads(line)
                anchor = Anchor(int(one["number"]), str(one["digest"]), str(one["noted_at"]))
                yield int(one["practice"]), anchor
            except (ValueError, LookupError, TypeError):
                # The last line of a disk that was full; what was noted before still counts.
                logger.warning("a line of %s cannot be read and is left out", path)


def _is_news(head: Head, known: dict[int, Anchor], now: datetime) -> bool:
    last = known.get(head.practice_id)
    if last is None:
        return True
    return last.digest != head.digest and last.noted_at < moment(now - EVERY)


def _latest() -> dict[int, Anchor]:
    """The newest anchor of each practice, among the newest of the file."""
    path = _path()
    start = max(path.stat().st_size - _TAIL, 0) if path.exists() else 0
    return dict(_read(start))
