"""Exact medians over many days: each day brings its durations in ascending order. Pure."""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from itertools import chain

from inbox.reports.results import Times

# So few are quicker sorted than looked for.
_FEW = 20_000


def unpack(packed: bytes | memoryview | None) -> array[int]:
    """Durations as PostgreSQL's int4send wrote them, the highest byte first."""
    values = array("i")
    values.frombytes(packed or b"")
    if sys.byteorder == "little":
        values.byteswap()
    return values


def times_of(runs: Sequence[array[int]]) -> Times:
    """Median and p90 over ascending runs, as PostgreSQL's percentile_disc gives them: the
    smallest value that at least half, or nine tenths, of all do not exceed."""
    filled = [run for run in runs if run]
    count = sum(map(len, filled))
    if not count:
        return Times()
    ranks = (-(-count // 2), -(-9 * count // 10))
    if count <= _FEW:
        ordered = sorted(chain.from_iterable(filled))
        median, p90 = (ordered[rank - 1] for rank in ranks)
    else:
        median, p90 = (_ranked(filled, rank) for rank in ranks)
    return Times(count, median, p90)


def times_of_values(values: list[int]) -> Times:
    """The same over durations in any order."""
    return times_of([array("i", sorted(values))])


def _ranked(runs: Sequence[array[int]], rank: int) -> int:
    """The value at `rank` (from 1) of all runs together, without merging them."""
    low, high = min(run[0] for run in runs), max(run[-1] for run in runs)
    while low < high:
        middle = (low + high) // 2
        if sum(bisect_right(run, middle) for run in runs) >= rank:
            high = middle
        else:
            low = middle + 1
    return low
