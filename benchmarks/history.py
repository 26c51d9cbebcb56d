"""Importing history: lines a second, and the memory of the process while the file grows.

    python -m benchmarks.history [--lines 20000 100000]

Each size is imported in a process of its own into an empty database. Bounded memory shows as the
same peak for a file many times as long; the time a line should not grow either.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path

from django.utils import timezone

from benchmarks.services import product_on_postgres

SIZES = (20_000, 100_000)
_WORDS = ("waited", "ages", "nobody", "called", "thank", "lovely", "team", "price", "parking")


def main() -> None:
    arguments = _parser().parse_args()
    if arguments.one:
        _import_one(arguments.one)
        return
    for lines in arguments.lines:
        subprocess.run(
            [sys.executable, "-m", "benchmarks.history", "--one", str(lines)], check=True
        )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--one", type=int, default=0, help=argparse.SUPPRESS)
    return parser


def _import_one(lines: int) -> None:
    with product_on_postgres(), tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "past.csv"
        path.write_text("".join(_file(lines)), encoding="utf-8")
        seconds, conversations = _timed(path)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{lines:>9,} lines: {seconds:7.1f} s, {lines / seconds:7,.0f} lines a second, "
            f"{conversations:,} conversations, peak memory {peak:,.0f} MB"
        )


def _timed(path: Path) -> tuple[float, int]:
    # Only now is Django set up, so that its models can be imported.
    runs = import_module("inbox.history.runs")
    practice = import_module("practice_hub.practices.models").Practice.objects.create(
        name="Past", slug="past"
    )
    begun = time.perf_counter()
    with path.open("rb") as file:
        run = runs.start_run(
            practice=practice, file=file, file_name="past.csv", actor=None, now=timezone.now()
        )
    while not run.is_over:
        run = runs.go_on(run_id=run.pk, now=timezone.now(), for_seconds=60) or run
    return time.perf_counter() - begun, run.conversations


def _file(lines: int) -> Iterator[str]:
    """Threads of question, answer, word, answer; a tenth are never answered."""
    pick = random.Random(1)
    yield "network,external_id,in_reply_to,author,is_practice,posted_at,text\n"
    at = datetime(2022, 1, 1, tzinfo=UTC)
    number = 0
    while number < lines:
        turns = pick.choice((1, 2, 2, 2, 4))
        parent, author = "", f"p{pick.randrange(lines // 3 + 1)}"
        for turn in range(turns):
            number += 1
            is_ours = turn % 2
            text = " ".join(pick.choices(_WORDS, k=14))
            who = "lumen" if is_ours else author
            at += timedelta(seconds=pick.randrange(90))
            yield f"X,k{number},{parent},{who},{is_ours},{at.isoformat()},{text}\n"
            parent = f"k{number}"


if __name__ == "__main__":
    main()
