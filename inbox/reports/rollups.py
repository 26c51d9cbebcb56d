"""Counting days beforehand. Reports are exact without it; long periods are quick only with it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from psycopg2.sql import SQL, Composable, Identifier

from inbox.models import Cut, ReportBuilt, ReportMark
from inbox.reports.fact_sql import COUNTS, REST, SETTLED, grouped
from inbox.reports.facts import DEEP_KIND, SHALLOW_CUTS

DAYS_AT_ONCE = 31
DAYS_A_SWEEP = 1100  # three years; what is left waits for the next sweep

_COLUMNS = (
    "practice_id",
    "local_day",
    "kind",
    "audience",
    "is_imported",
    "cut",
    "value",
    *COUNTS,
    *REST,
)
_IS_SETTLED = SQL(SETTLED.format(at="%(as_of)s"))
_CLOCKS = SQL("""
SELECT c.* FROM inbox_clock c
WHERE c.practice_id = %(practice)s AND c.local_day = ANY(%(days)s) AND {settled}
  AND c.kind {comparison} %(deep_kind)s
""")
_STORE = SQL("INSERT INTO inbox_reportday ({columns}) SELECT {columns} FROM ({found}) f")
_BUILT = SQL("""
INSERT INTO inbox_reportbuilt (practice_id, local_day, built_at, open_until)
SELECT %(practice)s, day, %(as_of)s, (
  SELECT max(greatest(c.target_at, c.lost_at)) FROM inbox_clock c
  WHERE c.practice_id = %(practice)s AND c.local_day = day AND NOT {settled}
)
FROM unnest(%(days)s::date[]) AS day
""")
_FORGET = SQL("DELETE FROM {table} WHERE practice_id = %(practice)s AND local_day = ANY(%(days)s)")
_LOCK = SQL("SELECT pg_advisory_xact_lock(hashtext('inbox.reports'), %(practice)s)")


def rebuild_marked(now: datetime, *, limit: int = DAYS_A_SWEEP) -> int:
    """Count anew the days that are marked, and those whose running clocks are all past their
    lines by now; newest first, at most `limit` days. Gives how many were counted.

    Safe beside itself and beside whoever changes clocks: a mark that comes while a day is being
    counted stays, and the day is counted again.
    """
    marked = ReportMark.objects.values_list("practice_id", "local_day")
    settled = ReportBuilt.objects.filter(open_until__lte=now)
    found = marked.union(settled.values_list("practice_id", "local_day"))
    days = list(found.order_by("-local_day", "practice_id")[:limit])
    for practice_id, of_practice in _by_practice(days).items():
        for first in range(0, len(of_practice), DAYS_AT_ONCE):
            rebuild_days(practice_id, of_practice[first : first + DAYS_AT_ONCE], now)
    return len(days)


def _by_practice(days: Iterable[tuple[int, date]]) -> dict[int, list[date]]:
    found: dict[int, list[date]] = {}
    for practice_id, day in days:
        found.setdefault(practice_id, []).append(day)
    return found


@transaction.atomic(durable=True)
def rebuild_days(practice_id: int, days: list[date], now: datetime) -> None:
    """Count these local days anew.

    The marks go first: every statement sees what is committed when it begins, so whatever belongs
    to a mark that was taken away is seen by the count that follows.
    """
    values: dict[str, Any] = {
        "practice": practice_id,
        "days": days,
        "as_of": now,
        "deep_kind": DEEP_KIND,
    }
    tables = ("inbox_reportmark", "inbox_reportday", "inbox_reportbuilt")
    statements: list[Composable] = [_LOCK]
    statements += [_FORGET.format(table=Identifier(table)) for table in tables]
    statements += [_store("=", Cut), _store("<>", SHALLOW_CUTS), _BUILT.format(settled=_IS_SETTLED)]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, values)


def _store(comparison: str, cuts: Iterable[Cut]) -> Composable:
    clocks = _CLOCKS.format(settled=_IS_SETTLED, comparison=SQL(comparison))
    found = grouped(clocks, cuts, with_opens=True)
    return _STORE.format(columns=SQL(", ").join(map(Identifier, _COLUMNS)), found=found)
