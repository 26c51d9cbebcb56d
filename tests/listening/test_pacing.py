from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listening import pacing
from listening.connectors.base import ConnectorError, ErrorKind, RateWindow
from tests.listening.builders import NOW

MINUTE = timedelta(minutes=1)
YEARS = NOW + timedelta(days=3650)
PAST = NOW - timedelta(hours=1)


def window(**values: object) -> RateWindow:
    return RateWindow("bucket", **values)  # type: ignore[arg-type]


# windows, share of the budget used, minutes until the next look, word in the reason
SUCCESS = {
    "nothing said": ([], 0.0, 1, ""),
    "plenty left": ([window(limit=300, remaining=299, reset_at=NOW + 15 * MINUTE)], 0.0, 1, ""),
    "shared out": ([window(limit=15, remaining=3, reset_at=NOW + 15 * MINUTE)], 0.0, 5, "3 looks"),
    "the last one": ([window(limit=15, remaining=1, reset_at=NOW + 9 * MINUTE)], 0.0, 9, "1 look "),
    "used up": ([window(limit=15, remaining=0, reset_at=NOW + 7 * MINUTE)], 0.0, 7, "used up"),
    "nearly over, nearly reset": (
        [window(limit=15, remaining=2, reset_at=NOW + 2 * MINUTE, used_percent=87)],
        0.0,
        1,
        "",
    ),
    "reset long past": ([window(limit=15, remaining=0, reset_at=PAST)], 0.0, 1, ""),
    "reset in ten years": ([window(limit=15, remaining=0, reset_at=YEARS)], 0.0, 60, "used up"),
    "reset in ten years, some left": (
        [window(limit=15, remaining=14, reset_at=YEARS)],
        0.0,
        60,
        "14 looks",
    ),
    "a day's limit": (
        [window(limit=24, remaining=96, reset_at=NOW + timedelta(days=1))],
        0.0,
        15,
        "96 looks",
    ),
    "below 75 percent": ([window(used_percent=74.0)], 0.0, 1, ""),
    "above 75 percent": ([window(used_percent=80.0)], 0.0, 4, "80 %"),
    "all percent": ([window(used_percent=100.0)], 0.0, 15, "used up"),
    "all percent until": (
        [window(used_percent=120.0, reset_at=NOW + 40 * MINUTE)],
        0.0,
        40,
        "used up",
    ),
    "budget nearly spent": ([], 0.85, 5, "85%"),
    "budget spent": ([], 1.2, 30, "spent"),
    "the slowest counts": (
        [window(limit=15, remaining=0, reset_at=NOW + 7 * MINUTE), window(used_percent=80.0)],
        1.0,
        30,
        "spent",
    ),
}


@pytest.mark.parametrize("case", SUCCESS, ids=lambda name: name.replace(" ", "-"))
def test_after_a_success(case: str) -> None:
    windows, used, minutes, word = SUCCESS[case]
    following = pacing.after_success(interval=MINUTE, windows=windows, budget_used=used, now=NOW)
    assert (following.at - NOW) / MINUTE == minutes
    assert word in following.reason and bool(word) == bool(following.reason)


FAILURE = {
    "wait as told": (ErrorKind.RATE_LIMIT, NOW + 9 * MINUTE, 1, 9),
    "wait without a time": (ErrorKind.RATE_LIMIT, None, 1, 15),
    "a reset that is past": (ErrorKind.RATE_LIMIT, PAST, 1, 1),
    "past again and again": (ErrorKind.RATE_LIMIT, PAST, 4, 10),
    "a reset in ten years": (ErrorKind.RATE_LIMIT, YEARS, 1, 60),
    "a fault": (ErrorKind.TRANSIENT, None, 1, 2),
    "a second fault": (ErrorKind.TRANSIENT, None, 2, 4),
    "many faults": (ErrorKind.TRANSIENT, None, 90, 10),
    "a missing right": (ErrorKind.PERMISSION, None, 1, 15),
    "no longer offered": (ErrorKind.UNSUPPORTED, None, 1, 360),
}


@pytest.mark.parametrize("case", FAILURE, ids=lambda name: name.replace(" ", "-"))
def test_after_a_failure(case: str) -> None:
    kind, retry_at, failures, minutes = FAILURE[case]
    error = ConnectorError(kind, "", retry_at=retry_at)
    following = pacing.after_failure(error, failures=failures, interval=MINUTE, now=NOW)
    assert (following.at - NOW) / MINUTE == minutes
    assert following.reason


moments = st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1)).map(
    lambda naive: naive.replace(tzinfo=NOW.tzinfo)
)
windows = st.builds(
    RateWindow,
    bucket=st.just("bucket"),
    limit=st.none() | st.integers(-5, 10**6),
    remaining=st.none() | st.integers(-5, 10**6),
    used_percent=st.none() | st.floats(0, 500),
    reset_at=st.none() | moments,
)


@given(st.lists(windows, max_size=4), st.floats(0, 5), st.floats(1, 3600))
def test_no_network_can_make_us_hammer_it_or_fall_silent(
    seen: list[RateWindow], used: float, seconds: float
) -> None:
    interval = timedelta(seconds=seconds)
    following = pacing.after_success(interval=interval, windows=seen, budget_used=used, now=NOW)
    assert interval <= following.at - NOW <= max(timedelta(hours=1), interval * 5)
    assert following.reason or following.at == NOW + interval


@given(st.sampled_from(list(ErrorKind)), st.none() | moments, st.integers(1, 10**6))
def test_no_error_can_make_us_hammer_it_or_fall_silent(
    kind: ErrorKind, retry_at: datetime | None, failures: int
) -> None:
    error = ConnectorError(kind, "", retry_at=retry_at)
    following = pacing.after_failure(error, failures=failures, interval=MINUTE, now=NOW)
    assert MINUTE <= following.at - NOW <= timedelta(hours=6)
