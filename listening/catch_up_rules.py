"""How fast what was missed is read again: always behind what comes in now. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from listening import pacing
from listening.connectors.base import ConnectorError, ErrorKind, RateWindow

# More of a limit than that is left to the looks that hear what comes in now, and to answers.
MOST_OF_A_LIMIT: Final = 0.5
BUDGET_NEAR: Final = 0.8
SLOWER: Final = timedelta(minutes=10)
# Asking again changes nothing about these; some times, because networks err.
HOPELESS: Final = frozenset(
    {ErrorKind.PERMISSION, ErrorKind.REFUSED, ErrorKind.GONE, ErrorKind.UNSUPPORTED}
)
MOST_TRIES: Final = 5
GIVE_UP_AFTER: Final = timedelta(days=7)  # by then no network's search goes back so far


def next_slice_at(*, windows: Sequence[RateWindow], budget_used: float, now: datetime) -> datetime:
    """When the next pages may be read; `budget_used` is a share of the month's paid reads."""
    waits = [_after_window(window, now) for window in windows]
    if budget_used >= BUDGET_NEAR:
        waits.append(now + SLOWER)
    return max(waits, default=now)


def _after_window(window: RateWindow, now: datetime) -> datetime:
    if _used(window) <= MOST_OF_A_LIMIT:
        return now
    wanted = window.reset_at or now + SLOWER
    return min(max(wanted, now), now + pacing.MAX_LIMIT_WAIT)


def _used(window: RateWindow) -> float:
    if window.used_percent is not None:
        return window.used_percent / 100
    if not window.limit or window.remaining is None:
        return 0.0
    return 1 - window.remaining / window.limit


def after_error(error: ConnectorError, *, failures: int, now: datetime) -> datetime:
    """When to try again; `failures` counts this one too."""
    return pacing.after_failure(error, failures=failures, interval=timedelta(minutes=1), now=now).at


def is_hopeless(error: ConnectorError, *, failures: int, age: timedelta) -> bool:
    """The gap stays open, and is said so."""
    return age > GIVE_UP_AFTER or (error.kind in HOPELESS and failures >= MOST_TRIES)
