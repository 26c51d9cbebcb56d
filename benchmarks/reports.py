"""The report pages at a million mentions: with rollups and, in the same run, without.

    python -m benchmarks.reports [--mentions 1000000] [--rounds 3]

A year of clocks of one practice is made in bulk SQL: a first answer for every mention, and next
answers, resolutions and loops in the shares that a busy practice has. "Live" is the same question
while every day is marked as changed, so that the clocks themselves are counted; it is asked of the
first page only, because all of them would take an hour. The two take turns round by round; the
median of the rounds is printed, and the ratio within a round.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from benchmarks.services import product_on_postgres

AIM_SECONDS = 0.3
FIRST_PAGE = "How fast were we?"
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PERIODS = {"a week": 7, "four weeks": 28, "three months": 91, "a year": 365}


def main() -> None:
    arguments = _parser().parse_args()
    with product_on_postgres():
        # Only now is Django set up, so that its models can be imported.
        from benchmarks.reports_history import make_history, mark_all, pages_of
        from inbox.reports.rollups import rebuild_marked

        began = time.perf_counter()
        practice_id = make_history(arguments.mentions, NOW)
        print(f"{arguments.mentions:,} mentions made in {time.perf_counter() - began:.0f} s")
        began = time.perf_counter()
        days = rebuild_marked(NOW)
        print(f"{days} days counted beforehand in {time.perf_counter() - began:.1f} s")
        end = NOW.date()
        for period, length in PERIODS.items():
            start = end - timedelta(days=length - 1)
            for narrowed in (False, True):
                pages = pages_of(practice_id, start, end, NOW, is_narrowed=narrowed)
                what = f"{period}, two filters" if narrowed else period
                _compare(what, pages, arguments.rounds, mark_all, practice_id)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Measure the report pages.")
    parser.add_argument("--mentions", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    return parser


def _compare(
    what: str,
    pages: dict[str, Callable[[], object]],
    rounds: int,
    mark_all: Callable[[int, bool], None],
    practice_id: int,
) -> None:
    print(f"\n{what}: milliseconds, median of {rounds} rounds (smallest to largest)")
    for name, ask in pages.items():
        quick, live = [], []
        ask()  # warm caches and plans
        for _ in range(rounds):
            quick.append(_seconds(ask))
            if name == FIRST_PAGE:
                mark_all(practice_id, True)
                live.append(_seconds(ask))
                mark_all(practice_id, False)
        verdict = "" if statistics.median(quick) <= AIM_SECONDS else "  MISSED"
        spread = f"({min(quick) * 1000:.0f} to {max(quick) * 1000:.0f})"
        print(f"  {name:<24}{statistics.median(quick) * 1000:>7.0f} {spread:<16}{verdict}")
        if live:
            ratio = statistics.median(a / b for a, b in zip(live, quick, strict=True))
            print(
                f"  {'':<4}live {statistics.median(live) * 1000:.0f}, live : rollup = {ratio:.1f}"
            )


def _seconds(ask: Callable[[], object]) -> float:
    began = time.perf_counter()
    ask()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
