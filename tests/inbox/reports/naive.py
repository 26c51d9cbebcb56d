"""Every figure once more, in plain Python over the raw rows, without a line of the product's.

Slow and simple on purpose: no SQL, no rollups, no shared constants.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from inbox.models import Clock
from inbox.reports.filters import Filters

Rows = list[Clock]


def in_report(rows: Iterable[Clock], f: Filters) -> Rows:
    return [
        row
        for row in rows
        if f.start <= row.local_day <= f.end
        and (f.is_imported_too or not row.is_imported)
        and (not f.network or row.network == f.network)
        and (f.location_id is None or row.location_id == f.location_id)
        and (f.staff_id is None or row.staff_id == f.staff_id)
        and (not f.topic or f.topic in row.topics)
        and (not f.sentiment or row.sentiment == f.sentiment)
        and (not f.category or row.category == f.category)
    ]


def of_kind(rows: Iterable[Clock], kind: str, audience: str = "") -> Rows:
    return [row for row in rows if row.kind == kind and audience in ("", row.audience)]


def firsts(rows: Iterable[Clock], f: Filters) -> Rows:
    return of_kind(in_report(rows, f), "FIRST_RESPONSE", "PUBLIC")


def is_done(row: Clock) -> bool:
    return row.ending == "DONE"


def is_excused(row: Clock) -> bool:
    if row.ending in ("", "DONE"):
        return False
    return row.target_at is None or row.stopped_at <= row.target_at


def is_counted(row: Clock, now: datetime) -> bool:
    if row.target_at is None or is_excused(row):
        return False
    return row.ending != "" or row.target_at <= now


def is_met(row: Clock, now: datetime) -> bool:
    return is_counted(row, now) and is_done(row) and row.stopped_at <= row.target_at


def is_acceptable(row: Clock, now: datetime) -> bool:
    if not (is_counted(row, now) and is_done(row)):
        return False
    last = max(row.target_at, row.acceptable_at or row.target_at)
    return bool(row.stopped_at <= last)


def is_lost(row: Clock, now: datetime) -> bool:
    if not is_counted(row, now) or row.lost_at is None:
        return False
    if is_done(row):
        return bool(row.stopped_at > row.lost_at)
    return bool((row.stopped_at or now) >= row.lost_at)


def is_never(row: Clock, now: datetime) -> bool:
    if not is_counted(row, now) or is_done(row):
        return False
    return row.ending != "" or (row.lost_at is not None and row.lost_at <= now)


def tally(rows: Rows, now: datetime) -> dict[str, int]:
    def count(test: Callable[[Clock], bool]) -> int:
        return len([row for row in rows if test(row)])

    return {
        "total": len(rows),
        "counted": count(lambda row: is_counted(row, now)),
        "excused": count(is_excused),
        "waiting": count(lambda row: row.ending == ""),
        "answered": count(is_done),
        "met": count(lambda row: is_met(row, now)),
        "acceptable": count(lambda row: is_acceptable(row, now)),
        "lost": count(lambda row: is_lost(row, now)),
        "never_answered": count(lambda row: is_never(row, now)),
        "detected_late": count(lambda row: row.is_detected_late),
        "late_heard": count(
            lambda row: is_counted(row, now) and not is_met(row, now) and row.is_detected_late
        ),
    }


def percentile(values: list[int], tenths: int) -> int | None:
    """The smallest value that at least so many tenths of all do not exceed."""
    for value in sorted(values):
        if sum(other <= value for other in values) * 10 >= tenths * len(values):
            return value
    return None


def times(values: Iterable[int | None]) -> tuple[int, int | None, int | None]:
    known = [value for value in values if value is not None]
    return len(known), percentile(known, 5), percentile(known, 9)


def walls(rows: Rows) -> list[int | None]:
    return [row.wall_seconds for row in rows if is_done(row)]


def parts(rows: Rows, of: Callable[[Clock], Iterable[object]]) -> dict[str, Rows]:
    found: dict[str, Rows] = {}
    for row in rows:
        for value in of(row):
            found.setdefault("" if value is None else str(value), []).append(row)
    return found


def answered_at(row: Clock, default_zone: str) -> tuple[int, int]:
    zone = (row.location and row.location.time_zone) or default_zone
    local = row.stopped_at.astimezone(ZoneInfo(zone))
    return local.weekday(), local.hour


def extreme(rows: Rows, *, slowest: bool) -> int | None:
    done = [row for row in rows if is_done(row)]
    ordered = sorted(
        done, key=lambda row: (-row.wall_seconds if slowest else row.wall_seconds, row.pk)
    )
    return ordered[0].pk if ordered else None


def monday_or_first(day: date, f: Filters) -> date:
    return max(f.start, date.fromordinal(day.toordinal() - day.weekday()))
