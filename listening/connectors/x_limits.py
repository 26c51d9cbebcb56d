"""What X's answers say about its limits: one window an endpoint, and the daily ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from listening.connectors.base import RateWindow
from listening.connectors.http import Answer
from listening.connectors.x_errors import moment_of

_FAMILIES = (
    ("", "x-rate-limit"),
    (" (user, 24 h)", "x-user-limit-24hour"),
    (" (app, 24 h)", "x-app-limit-24hour"),
)


def windows(answers: Iterable[Answer]) -> Iterator[RateWindow]:
    """The windows of each endpoint's last answer, on the caller's clock."""
    for answer in answers:
        for suffix, prefix in _FAMILIES:
            limit = _number(answer.headers.get(f"{prefix}-limit"))
            remaining = _number(answer.headers.get(f"{prefix}-remaining"))
            if limit is None and remaining is None:
                continue
            reset = moment_of(answer.headers.get(f"{prefix}-reset"))
            yield RateWindow(
                bucket=answer.endpoint + suffix,
                limit=limit,
                remaining=remaining,
                used_percent=_used(limit, remaining),
                reset_at=answer.in_our_time(reset) if reset else None,
            )


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdigit() else None


def _used(limit: int | None, remaining: int | None) -> float | None:
    if not limit or remaining is None:
        return None
    return round(100 * (limit - remaining) / limit, 1)
