"""10,000 questions to opening hours: all at most 0.5 s, and how that compares with a plain walk.

    python benchmarks/business_hours.py [--rounds 7] [--calls 10000]

The mix: 4 of 10 `elapsed` and 3 of 10 `add` over up to 60 days, the rest `next_opening`,
`is_open` and `spans_between`, at random moments of two years, on a week with lunch breaks, a
night past midnight, holidays and surgery days. "fresh" makes the object anew in each round, so it
pays for every week it lays out; "kept" asks one that has been asked before. The yardstick walks
from day to day and converts each opening and closing, for `elapsed` only, on fewer calls.
Processor time, since other programs run as well; the spread over the rounds is the noise. Exits
with 1 when the median round of "fresh" takes longer than 0.5 s for each 10,000 calls.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from practice_hub.practices.business_hours import BusinessHours, spans

ZONE = ZoneInfo("Europe/Berlin")
WEEK = dict.fromkeys(range(4), spans("08:00-12:30", "14:00-18:00"))
WEEK |= {4: spans("08:00-12:00", "20:00-02:00"), 5: spans("10:00-14:00")}
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
DATED = {date(2026, 1, 1) + timedelta(days=19 * n): () for n in range(40)} | {
    date(2026, 1, 5) + timedelta(days=28 * n): spans("12:00-20:00") for n in range(27)
}
# 0.5 s for 10,000.
LIMIT_MICROSECONDS = 50
Question = tuple[str, datetime, timedelta]


def main() -> int:
    arguments = _parser().parse_args()
    asked = _questions(arguments.calls)
    spanned = [each for each in asked if each[0] == "elapsed"][: max(arguments.calls // 50, 1)]
    kept = _hours()
    _check(kept, spanned)
    runs: dict[str, tuple[int, Callable[[], object]]] = {
        "fresh, mix": (len(asked), lambda: _ask(_hours(), asked)),
        "kept, mix": (len(asked), lambda: _ask(kept, asked)),
        "kept, elapsed": (len(spanned), lambda: _ask(kept, spanned)),
        "plain walk, elapsed": (len(spanned), lambda: _walk_all(spanned)),
        "fresh, one question": (1, lambda: _ask(_hours(), asked[:1])),
    }
    taken = _rounds({name: run for name, (_, run) in runs.items()}, arguments.rounds)
    medians = {name: _print(name, taken[name], number) for name, (number, _) in runs.items()}
    ratio = medians["plain walk, elapsed"] / medians["kept, elapsed"]
    print(f"the plain walk takes {ratio:.0f} times as long as a kept object")
    return int(medians["fresh, mix"] > LIMIT_MICROSECONDS)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--calls", type=int, default=10_000)
    return parser


def _hours() -> BusinessHours:
    return BusinessHours.of(ZONE, WEEK, DATED)


def _questions(number: int) -> list[Question]:
    draw = random.Random(4)
    names = ["elapsed"] * 4 + ["add"] * 3 + ["next_opening", "is_open", "spans_between"]
    return [
        (
            draw.choice(names),
            FIRST + timedelta(seconds=draw.uniform(0, 2 * 365 * 86_400)),
            timedelta(seconds=draw.uniform(0, 60 * 86_400)),
        )
        for _ in range(number)
    ]


def _ask(hours: BusinessHours, asked: list[Question]) -> None:
    for name, at, ahead in asked:
        if name == "elapsed":
            hours.elapsed(at, at + ahead)
        elif name == "add":
            # About a quarter of the time is opening time, so this too reaches some 60 days.
            hours.add(at, ahead / 4)
        elif name == "spans_between":
            list(hours.spans_between(at, at + ahead))
        else:
            getattr(hours, name)(at)


def _walk(start: datetime, end: datetime) -> timedelta:
    """Day by day; right only while no closing or opening falls into a change of the clock."""
    total = timedelta(0)
    on = start.astimezone(ZONE).date() - timedelta(days=1)
    while on <= end.astimezone(ZONE).date():
        midnight = datetime(on.year, on.month, on.day)
        for span in DATED.get(on, WEEK.get(on.weekday(), ())):
            opens, closes = (
                (midnight + timedelta(minutes=minutes)).replace(tzinfo=ZONE).astimezone(UTC)
                for minutes in (span.opens, span.closes)
            )
            total += max(min(closes, end) - max(opens, start), timedelta(0))
        on += timedelta(days=1)
    return total


def _walk_all(asked: list[Question]) -> None:
    for _, at, ahead in asked:
        _walk(at, at + ahead)


def _check(hours: BusinessHours, asked: list[Question]) -> None:
    """A fast wrong answer is worth nothing."""
    for _, at, ahead in asked:
        assert hours.elapsed(at, at + ahead) == _walk(at, at + ahead)


def _rounds(runs: dict[str, Callable[[], object]], number: int) -> dict[str, list[float]]:
    """In turn, so that a busy minute of the machine falls on all of them."""
    taken: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(number):
        for name, run in runs.items():
            start = time.process_time()
            run()
            taken[name].append(time.process_time() - start)
    return taken


def _print(name: str, seconds: list[float], number: int) -> float:
    """Gives the median in microseconds a call."""
    median = statistics.median(seconds)
    noise = f"{min(seconds) * 1000:.1f} to {max(seconds) * 1000:.1f}"
    per_call = median / number * 1e6
    print(
        f"{name:<22}{number:>6} calls: median {median * 1000:>7.1f} ms ({noise} in "
        f"{len(seconds)} rounds), {per_call:>7.1f} µs a call"
    )
    return per_call


if __name__ == "__main__":
    sys.exit(main())
