"""The voice of the people at a million mentions: each read of its page, by length of the period.

    python -m benchmarks.voice [--mentions 1000000] [--rounds 5]

The mentions lie evenly in one year; a third of a million people wrote them, some often. Printed is
the median of the rounds in milliseconds, the processor time of the database included.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module

from benchmarks.services import product_on_postgres

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
PERIODS = {"a week": 7, "four weeks": 28, "three months": 91, "a year": 365}


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the reads of the voice page.")
    parser.add_argument("--mentions", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    with product_on_postgres():
        # Only now is Django set up, so that its models can be imported.
        reads = import_module("benchmarks.voice_reads")
        practice_id = reads.make_mentions(arguments.mentions, NOW)
        print(f"{'':14}" + "".join(f"{name:>12}" for name in (*reads.READS, "together")))
        for label, days in PERIODS.items():
            calls = reads.calls(practice_id, NOW, days)
            spent = [_median(call, arguments.rounds) for call in calls]
            print(f"{label:14}" + "".join(f"{1000 * s:9.0f} ms" for s in (*spent, sum(spent))))


def _median(read: Callable[[], object], rounds: int) -> float:
    read()
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        read()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


if __name__ == "__main__":
    main()
