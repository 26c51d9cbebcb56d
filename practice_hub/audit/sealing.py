"""Sealing: committed audit rows are chained afterwards, so that acts never wait for each other.

Whoever acts only inserts. A sweep takes what is committed and not sealed, in batches of one
transaction each: killed in between, it leaves nothing half done. One sealer at a time (an advisory
lock); who comes second leaves it to the first, or waits when it must know that all is sealed.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction

from practice_hub.audit.canon import Row, digest, row_text
from practice_hub.audit.heads import Head, head_of
from practice_hub.audit.models import AuditSeal, SealMark
from practice_hub.bulk import insert_rows

# Any number will do, as long as nobody else uses it.
SEALERS: Final = 7_301_003
BATCH: Final = 5_000
# A row gets its id a moment before its transaction gets the number that we could see.
LOWEST_ID: Final = -(2**63)
MARGIN: Final = timedelta(seconds=30)
_UNSEALED: Final = """
SELECT e.id, e.practice_id, e.actor_id, e.name, e.subject_type, e.subject_id, e.details::text, e.at
FROM audit_auditevent e
WHERE e.id > %s AND NOT EXISTS (
    SELECT 1 FROM audit_auditseal s WHERE s.event_id = e.id AND s.event_id > %s
)
ORDER BY e.id LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Batch:
    """What one transaction sealed. `last_id`: None when nothing waits any more."""

    sealed: int
    last_id: int | None = None


class BusyError(Exception):
    """Another sealer is at work."""


def seal_waiting(
    *, now: datetime, for_seconds: float = 20.0, must_finish: bool = False, low: int | None = None
) -> int:
    """Seal what is committed; returns how many rows.

    Stops after `for_seconds` or when another sealer is at work, unless it `must_finish`. `low`
    looks for rows above that id instead of above the mark: LOWEST_ID finds what came too late.
    """
    until = time.monotonic() + for_seconds
    mark = SealMark.objects.filter(pk=1).first()
    start = low if low is not None else (mark.low_event_id if mark else 0)
    settled = _settled(mark, now)
    count, after = 0, start
    try:
        while must_finish or time.monotonic() < until:
            batch = seal_batch(after, now=now, must_wait=must_finish)
            count += batch.sealed
            if batch.last_id is None:
                _move_mark(settled, now=now)
                break
            after = batch.last_id
    except BusyError:
        pass
    return count


@transaction.atomic(durable=True)
def seal_batch(after: int, *, now: datetime, must_wait: bool = False) -> Batch:
    """Chain the next BATCH unsealed rows above the id `after`. Raises BusyError."""
    _take_turn(must_wait=must_wait)
    with connection.cursor() as cursor:
        cursor.execute(_UNSEALED, [after, after, BATCH])
        rows = [Row(*values) for values in cursor.fetchall()]
    heads: dict[int, Head] = {}
    insert_rows(AuditSeal, [_sealed(row, heads, now) for row in rows])
    return Batch(len(rows), rows[-1].event_id if len(rows) == BATCH else None)


def _take_turn(*, must_wait: bool) -> None:
    with connection.cursor() as cursor:
        if must_wait:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEALERS])
            return
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEALERS])
        row = cursor.fetchone()
    if not (row and row[0]):
        raise BusyError


def _sealed(row: Row, heads: dict[int, Head], now: datetime) -> dict[str, Any]:
    head = heads.get(row.practice_id) or head_of(row.practice_id)
    number = head.number + 1
    link = digest(head.digest, row_text(row, number=number, sealed_at=now))
    heads[row.practice_id] = Head(row.practice_id, number, link, now)
    return {
        "practice_id": row.practice_id,
        "number": number,
        "event_id": row.event_id,
        "digest": link,
        "sealed_at": now,
    }


def _settled(mark: SealMark | None, now: datetime) -> int | None:
    """The noted id when nothing below it can come any more; asked before the rows are read.

    A note from the future (the clock was set back, or the database moved to a new server, which
    counts transactions anew) is worth nothing.
    """
    if mark is None or mark.noted_at is None:
        return None
    oldest, newest = _snapshot()
    if mark.noted_xid > newest or mark.noted_at > now + MARGIN:
        return mark.low_event_id
    is_over = oldest >= mark.noted_xid and now - mark.noted_at >= MARGIN
    return mark.noted_event_id if is_over else None


@transaction.atomic(durable=True)
def _move_mark(settled: int | None, *, now: datetime) -> None:
    """Everything up to `settled` is sealed for good; note the next. None: too early."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM audit_auditevent")
        row = cursor.fetchone()
    newest_id = int(row[0]) if row else 0
    mark, is_new = SealMark.objects.select_for_update().get_or_create(pk=1)
    if is_new or (settled is not None and mark.noted_at is not None):
        low = max(mark.low_event_id, settled or 0)
        if (low, newest_id) == (mark.low_event_id, mark.noted_event_id) and not is_new:
            return
        noted = {"noted_event_id": newest_id, "noted_xid": _snapshot()[1], "noted_at": now}
        SealMark.objects.filter(pk=1).update(low_event_id=low, **noted)


def _snapshot() -> tuple[int, int]:
    """The oldest transaction that still runs, and the next one to come."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_snapshot_xmin(s)::text::bigint, pg_snapshot_xmax(s)::text::bigint "
            "FROM pg_current_snapshot() s"
        )
        row = cursor.fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)
