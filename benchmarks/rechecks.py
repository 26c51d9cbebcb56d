"""Looking again at a million posts: what taking the next hundred costs, and how large the rows are.

    python -m benchmarks.rechecks [--mentions 1000000] [--rounds 20]

Every post has a row that says when it is due; a tenth of them is due. Printed is the median of the
rounds in milliseconds, the plan of the query that finds what is due, and the room that it takes.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

from benchmarks.services import product_on_postgres

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
_ROWS = """
INSERT INTO listening_recheck (mention_id, account_id, rank, due_at, checked_at)
SELECT id, account_id, CASE WHEN posted_at > %(now)s - INTERVAL '3 days' THEN 1 ELSE 2 END,
    %(now)s + (random() - 0.1) * INTERVAL '22 hours', %(now)s - INTERVAL '1 day'
FROM listening_mention
"""
_ROOM = """
SELECT pg_size_pretty(pg_table_size('listening_recheck')),
    pg_size_pretty(pg_indexes_size('listening_recheck')),
    round(pg_total_relation_size('listening_recheck')::numeric / count(*), 1)
FROM listening_recheck
"""
_PLAN = """
EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, TIMING OFF) SELECT mention_id FROM listening_recheck
WHERE account_id = %s AND rank = 2 AND due_at <= %s ORDER BY due_at LIMIT 90 FOR NO KEY UPDATE
SKIP LOCKED
"""


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure looking again at what is stored.")
    parser.add_argument("--mentions", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=20)
    arguments = parser.parse_args()
    with product_on_postgres():
        # Only now is Django set up, so that its models can be imported.
        import_module("benchmarks.voice_reads").make_mentions(arguments.mentions, NOW)
        _measure(arguments.rounds)


def _measure(rounds: int) -> None:
    book = import_module("listening.recheck_book")
    forgetting = import_module("listening.forgetting")
    models = import_module("listening.models")
    import_module("inbox.receivers")
    connection = import_module("django.db").connection
    account = models.NetworkAccount.objects.get()
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, {"now": NOW})
        cursor.execute("VACUUM ANALYZE listening_recheck")
        cursor.execute(_ROOM)
        print("rows {}, indexes {}, {} bytes a post".format(*cursor.fetchone()))
        cursor.execute(_PLAN, [account.pk, NOW])
        print("\n".join(line for (line,) in cursor.fetchall()))
    _print("the day's book, all counted", _median(lambda at: _open(book, account, at), rounds))
    _print("take the next 90", _median(lambda at: book.take(account=account, now=at), rounds))
    newest = iter(models.Mention.objects.order_by("-pk").values_list("pk", flat=True)[:4000])
    reason = forgetting.Reason.DELETED

    def forget(at: datetime) -> None:
        forgetting.forget_mentions([next(newest) for _ in range(90)], reason=reason, at=at)

    _print("forget 90", _median(forget, rounds))


def _open(book: Any, account: Any, at: datetime) -> None:
    book.open_day(account=account, now=at + timedelta(days=1))


def _median(act: Callable[[datetime], object], rounds: int) -> float:
    times = []
    for number in range(rounds):
        started = time.perf_counter()
        act(NOW + timedelta(minutes=20 * number))
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def _print(name: str, seconds: float) -> None:
    print(f"{name:30}{1000 * seconds:9.1f} ms")


if __name__ == "__main__":
    main()
