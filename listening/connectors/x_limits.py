"""What X's answers say about its limits: one window an endpoint and token, and the daily ones.

X sends no Retry-After. Source: X's rate limit reference: windows of 15 minutes, each endpoint
counted apart for the app and for each user; writes have daily limits with headers of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from listening.connectors.base import RateWindow
from listening.connectors.http import Answer, endpoint_of

WINDOW = timedelta(minutes=15)
# X counts a day in some limits, but a header that lies must not hold answers for a day: after an
# hour one call asks again.
LONGEST_WAIT = timedelta(hours=1)
DEFAULT_WAIT = timedelta(seconds=60)  # when X does not say until when
_SHORTEST_WAIT = timedelta(seconds=1)
_MARGIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _Family:
    """Three headers that speak of one limit; `longest` is how long one can be used up."""

    suffix: str
    prefix: str
    longest: timedelta


_FAMILIES = (
    _Family("", "x-rate-limit", WINDOW + _MARGIN),
    _Family(" (user, 24 h)", "x-user-limit-24hour", LONGEST_WAIT),
    _Family(" (app, 24 h)", "x-app-limit-24hour", LONGEST_WAIT),
)


def buckets_of(method: str, path: str, is_app: bool) -> tuple[str, ...]:
    """The limits that a call counts against."""
    endpoint = endpoint_of(method, path, is_app=is_app)
    return tuple(endpoint + family.suffix for family in _FAMILIES)


def windows_of(answer: Answer) -> Iterator[RateWindow]:
    """The windows that one answer told of, on the caller's clock.

    A window that is used up always says until when; a reset that cannot be (X's windows last
    fifteen minutes) is left out of one that is not.
    """
    for family in _FAMILIES:
        limit = _number(answer.headers.get(f"{family.prefix}-limit"))
        remaining = _number(answer.headers.get(f"{family.prefix}-remaining"))
        if limit is None and remaining is None:
            continue
        told = _reset(answer, family)
        yield RateWindow(
            bucket=answer.endpoint + family.suffix,
            limit=limit,
            remaining=remaining,
            used_percent=_used(limit, remaining),
            reset_at=_bounded(answer, family) if remaining == 0 else told,
            seen_at=answer.asked_at or answer.date,
        )


def used_up(answer: Answer) -> tuple[str, datetime | None]:
    """The limit that a refused call ran into, and until when; None only when no clock is known.

    A daily limit that is used up has headers of its own.
    """
    for family in _FAMILIES[1:]:
        if answer.headers.get(f"{family.prefix}-remaining") == "0":
            return answer.endpoint + family.suffix, _bounded(answer, family)
    return answer.endpoint, _bounded(answer, _FAMILIES[0])


def _bounded(answer: Answer, family: _Family) -> datetime | None:
    """When to ask again: neither at once nor later than the limit can last."""
    ours = answer.asked_at or answer.date
    reset = _moment(answer.headers, family)
    if ours is None:
        return None
    if reset is None:
        return ours + DEFAULT_WAIT
    wait = answer.in_our_time(reset) - ours
    if wait <= timedelta(0):
        return ours + DEFAULT_WAIT
    return ours + max(_SHORTEST_WAIT, min(wait, family.longest))


def _reset(answer: Answer, family: _Family) -> datetime | None:
    """When the window starts anew, if that can be true."""
    ours, reset = answer.asked_at or answer.date, _moment(answer.headers, family)
    if reset is None or ours is None:
        return None
    at = answer.in_our_time(reset)
    longest = family.longest if family.prefix == "x-rate-limit" else timedelta(hours=24) + _MARGIN
    return at if at - ours <= longest else None


def _moment(headers: Mapping[str, str], family: _Family) -> datetime | None:
    """Read a Unix time; None for anything that is not one."""
    try:
        return datetime.fromtimestamp(int(headers.get(f"{family.prefix}-reset") or ""), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 12 else None


def _used(limit: int | None, remaining: int | None) -> float | None:
    if not limit or remaining is None:
        return None
    return round(100 * (limit - remaining) / limit, 1)
