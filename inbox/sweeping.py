"""Going through what is due, one row at a time."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime

logger = logging.getLogger(__name__)


def one_by_one(
    ids: Iterable[int], step: Callable[[int, datetime], object], now: datetime, *, what: str
) -> int:
    """Do `step` for each of `ids`, and give for how many it answered something true. One that
    fails does not hold up the others: it is logged as `what` with its id, and the next sweep
    tries it again."""
    return sum(_safely(step, row_id, now, what) for row_id in list(ids))


def _safely(step: Callable[[int, datetime], object], row_id: int, now: datetime, what: str) -> bool:
    try:
        return bool(step(row_id, now))
    except Exception:
        logger.exception("%s %s: could not be moved on", what, row_id)
        return False


def all_of(*sweeps: Callable[..., object], now: datetime) -> None:
    """Each of `sweeps`, even when one before it fails as a whole; the first failure is raised
    after the last, so that it is seen as the task's."""
    failures = [failure for sweep in sweeps if (failure := _failure(sweep, now))]
    if failures:
        raise failures[0]


def _failure(sweep: Callable[..., object], now: datetime) -> Exception | None:
    try:
        sweep(now=now)
    except Exception as failure:
        return failure
    return None
