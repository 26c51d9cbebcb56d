"""A row of the audit as exact bytes, and the digest that links it to the one before.

docs/audit.md says the same for people who check an export without this code; whoever changes a
byte here makes every old chain look broken, so `FORMAT` is part of every text.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

FORMAT: Final = "audit-1"
START: Final = "0" * 64  # what stands before the first


@dataclass(frozen=True, slots=True)
class Row:
    """An audit row as it is stored. `details` is the text of the JSON as PostgreSQL prints it."""

    event_id: int
    practice_id: int
    actor_id: int | None
    name: str
    subject_type: str
    subject_id: int
    details: str
    at: datetime


def row_text(row: Row, *, number: int, sealed_at: datetime) -> str:
    """One JSON array in ASCII without spaces; times in UTC with microseconds."""
    values = [
        FORMAT,
        row.practice_id,
        number,
        moment(sealed_at),
        row.event_id,
        moment(row.at),
        row.actor_id,
        row.name,
        row.subject_type,
        row.subject_id,
        row.details,
    ]
    return json.dumps(values, ensure_ascii=True, separators=(",", ":"))


def moment(at: datetime) -> str:
    """ "2026-11-22T07:30:00.000000Z"."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"


def digest(previous: str, text: str) -> str:
    """SHA-256 in hexadecimal of the digest before, a line feed and the text."""
    return hashlib.sha256(f"{previous}\n{text}".encode("ascii")).hexdigest()
