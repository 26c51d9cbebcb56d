"""Audit rows for tests, and a hand that reaches past the triggers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from practice_hub.audit.models import AuditEvent, SealMark
from practice_hub.audit.record import record
from practice_hub.audit.sealing import seal_waiting
from practice_hub.practices.models import Practice, User

NOW = datetime(2026, 3, 10, 15, 0, tzinfo=UTC)


def write(
    practice: Practice, actor: User | None = None, name: str = "note.added", **details: Any
) -> AuditEvent:
    """One row, a second after the one before."""
    at = NOW + timedelta(seconds=AuditEvent.objects.count())
    record(name, practice=practice, subject=practice, actor=actor, at=at, **details)
    return AuditEvent.objects.latest("pk")


def sealed(practice: Practice, count: int) -> list[AuditEvent]:
    """So many rows with their seals."""
    rows = [write(practice, step=number) for number in range(count)]
    seal_waiting(now=NOW + timedelta(hours=1))
    return rows


@contextmanager
def triggers_off() -> Iterator[Any]:
    """What only a superuser of the database can do; the tests are one."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        try:
            yield cursor
        finally:
            cursor.execute("SET session_replication_role = origin")


def insert_behind(cursor: Any, rows: list[AuditEvent]) -> None:
    """A row with an id from before, as if it had always been there."""
    SealMark.objects.update(low_event_id=rows[-1].pk)
    cursor.execute(
        "INSERT INTO audit_auditevent SELECT -5, name, subject_type, subject_id, details, at, "
        "actor_id, practice_id FROM audit_auditevent WHERE id = %s",
        [rows[1].pk],
    )
