"""The voice of the people at a million mentions: each read of its page, by length of the period.

    python -m benchmarks.voice [--mentions 1000000] [--rounds 5]

The mentions lie evenly in one year; a third of a million people wrote them, some often. Printed is
the median of the rounds in milliseconds, the processor time of the database included. "page" is
what the page waits for; "after" is what follows it where so much was said, once in five minutes.
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
AIM_SECONDS = 0.3
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
        columns = (*reads.PAGE, "page", *reads.AFTER, "after")
        print(f"{'':14}" + "".join(f"{name:>12}" for name in columns))
        for label, days in PERIODS.items():
            calls = reads.calls(practice_id, NOW, days)
            spent = {name: _median(call, arguments.rounds) for name, call in calls.items()}
            spent["page"] = sum(spent[name] for name in reads.PAGE)
            spent["after"] = sum(spent[name] for name in reads.AFTER)
            verdict = "" if spent["page"] <= AIM_SECONDS else "  MISSED"
            shown = "".join(f"{1000 * spent[name]:9.0f} ms" for name in columns)
            print(f"{label:14}{shown}{verdict}")


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
