"""Ingest beside scoring alone and beside a bare-SQL pipeline, in the same run.

    python -m benchmarks.ingest [--rounds 5] [--pages 6] [--profile FILE]

A page of 100 posts goes from JSON text to visible conversations, one commit a page, in one
process. The three take turns round by round, so that whatever else the machine does hits all
alike; ratios are taken within a round, and the median of the rounds is printed. Wall clock counts
the database's work too; "processor" counts this process alone.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.pages import OWN_ID, page_text
from benchmarks.services import product_on_postgres

AIM = 0.5  # of the bare-SQL pipeline
LENGTHS = (140, 500)


@dataclass(frozen=True, slots=True)
class Timing:
    """Posts a second."""

    wall: float
    processor: float


Contender = Callable[[str], int]


def main() -> None:
    arguments = _parser().parse_args()
    with product_on_postgres() as url:
        contenders = _contenders(url)
        for length in LENGTHS:
            _compare(contenders, length, arguments.rounds, arguments.pages)
        if arguments.profile:
            _profile(contenders["ingest"], arguments.profile)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Measure ingest beside bare SQL.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pages", type=int, default=6, help="pages a round and contender")
    parser.add_argument("--profile", default="", help="also write a cProfile of ingest here")
    return parser


def _contenders(url: str) -> dict[str, Contender]:
    # Only now is Django set up, so that its models can be imported.
    from benchmarks.contenders import (
        bare_pipeline,
        ingest_pipeline,
        score_page,
    )

    return {
        "scoring alone": score_page,
        "bare SQL": bare_pipeline(url),
        "ingest": ingest_pipeline(OWN_ID),
    }


def _compare(contenders: dict[str, Contender], length: int, rounds: int, pages: int) -> None:
    for run in contenders.values():
        run(page_text(length))  # warm caches and plans
    timings: dict[str, list[Timing]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, run in contenders.items():
            timings[name].append(_timed(run, [page_text(length) for _ in range(pages)]))
    print(f"\nNew posts a second and core, posts of {length} characters")
    for name, seen in timings.items():
        wall = statistics.median(timing.wall for timing in seen)
        processor = statistics.median(timing.processor for timing in seen)
        print(f"  {name:<14}{wall:>8,.0f} wall clock {processor:>8,.0f} processor")
    wall = _ratio(timings, lambda timing: timing.wall)
    processor = _ratio(timings, lambda timing: timing.processor)
    verdict = "reached" if wall >= AIM else "MISSED"
    print(f"  ingest : bare SQL = {wall:.2f} (aim {AIM:.2f}: {verdict}); processor {processor:.2f}")


def _ratio(timings: dict[str, list[Timing]], of: Callable[[Timing], float]) -> float:
    pairs = zip(timings["ingest"], timings["bare SQL"], strict=True)
    return statistics.median(of(ours) / of(bare) for ours, bare in pairs)


def _timed(run: Contender, pages: Sequence[str]) -> Timing:
    wall, processor = time.perf_counter(), time.process_time()
    posts = sum(run(page) for page in pages)
    return Timing(posts / (time.perf_counter() - wall), posts / (time.process_time() - processor))


def _profile(run: Contender, path: str) -> None:
    pages = [page_text(140) for _ in range(20)]
    profile = cProfile.Profile()
    profile.enable()
    for page in pages:
        run(page)
    profile.disable()
    profile.dump_stats(path)
    print(json.dumps({"profile": path}))


if __name__ == "__main__":
    main()
