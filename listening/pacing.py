"""When a feed is looked at next: arithmetic, and the reason in plain words when it is slower."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from listening import sentences
from listening.connectors.base import ConnectorError, ErrorKind, RateWindow

MAX_BACKOFF = timedelta(minutes=10)
DEFAULT_LIMIT_WAIT = timedelta(minutes=15)  # one window of X, when it does not say when
MAX_LIMIT_WAIT = timedelta(hours=1)  # a lying reset time must not silence a feed for long
LONG_PAUSE = timedelta(hours=6)
REFUSED_PAUSE = timedelta(minutes=15)
NEAR_LIMIT_PERCENT = 75.0
BUDGET_SLOW = 0.8
BUDGET_SPENT_INTERVAL = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Next:
    """When to look again, and why later than usual (empty: as usual)."""

    at: datetime
    reason: str = ""


def after_success(
    *,
    interval: timedelta,
    windows: Sequence[RateWindow],
    budget_used: float,
    now: datetime,
) -> Next:
    """The slowest of: the interval, what the limits leave, what the read budget leaves.

    `budget_used` is a share of the month's read budget (1.0 = spent).
    """
    candidates = [Next(now + interval)]
    candidates += [_after_window(window, interval, now) for window in windows]
    candidates.append(_after_budget(budget_used, interval, now))
    return max(candidates, key=lambda following: following.at)


def _after_window(window: RateWindow, interval: timedelta, now: datetime) -> Next:
    """A window that says what is left and until when is shared out; a percentage only slows."""
    if window.remaining is None or window.reset_at is None:
        is_near = (window.used_percent or 0) >= NEAR_LIMIT_PERCENT
        return _after_usage(window, interval, now) if is_near else Next(now)
    if window.reset_at <= now:
        return Next(now)
    left = window.reset_at - now
    if window.remaining <= 0:
        return Next(now + min(left, MAX_LIMIT_WAIT), sentences.LIMIT_USED_UP)
    share = min(left / window.remaining, MAX_LIMIT_WAIT)
    if share <= interval:
        return Next(now)
    return Next(now + share, _looks_left(window.remaining))


def _looks_left(count: int) -> str:
    return sentences.ONE_LOOK_LEFT if count == 1 else sentences.LOOKS_LEFT % {"count": count}


def _after_usage(window: RateWindow, interval: timedelta, now: datetime) -> Next:
    used = window.used_percent or 0
    if used >= 100:
        until = window.reset_at or now + DEFAULT_LIMIT_WAIT
        return Next(min(until, now + MAX_LIMIT_WAIT), sentences.LIMIT_USED_UP)
    return Next(now + interval * 4, sentences.LIMIT_NEAR % {"percent": f"{used:.0f}"})


def _after_budget(used: float, interval: timedelta, now: datetime) -> Next:
    if used >= 1:
        return Next(now + max(BUDGET_SPENT_INTERVAL, interval), sentences.BUDGET_SPENT)
    if used >= BUDGET_SLOW:
        reason = sentences.BUDGET_NEAR % {"percent": f"{used:.0%}"}
        return Next(now + interval * 5, reason)
    return Next(now)


def after_failure(
    error: ConnectorError, *, failures: int, interval: timedelta, now: datetime
) -> Next:
    """`failures` counts this one too. Rate limits wait for their reset, others back off.

    A reset that lies (long past, or years away) neither hammers the network nor silences the feed.
    """
    backoff = min(interval * 2 ** min(failures, 8), max(MAX_BACKOFF, interval))
    if error.kind == ErrorKind.RATE_LIMIT:
        wait = (error.retry_at - now) if error.retry_at else DEFAULT_LIMIT_WAIT
        at_least = backoff if failures > 1 else interval
        return Next(now + min(max(wait, at_least), MAX_LIMIT_WAIT), sentences.ASKED_TO_WAIT)
    if error.kind == ErrorKind.UNSUPPORTED:
        return Next(now + LONG_PAUSE, sentences.NOT_OFFERED)
    if error.kind in (ErrorKind.PERMISSION, ErrorKind.REFUSED):
        return Next(now + max(REFUSED_PAUSE, interval), sentences.REFUSED)
    return Next(now + backoff, sentences.FAILED)
