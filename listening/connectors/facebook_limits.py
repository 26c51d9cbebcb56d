"""What Graph's answers say about its limits, and which limit a call counts against.

Sources: Meta's rate limiting reference (x-app-usage, x-business-use-case-usage). A page's calls
and its messages are counted apart; both count for the app.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from math import isfinite
from typing import Any

from listening.connectors.base import RateWindow
from listening.connectors.http import Answer
from listening.connectors.limits import FULL_PERCENT

APP, PAGES, MESSENGER = "app", "pages", "messenger"
# Stops of our own: Meta blocked what we write, and goes on only if we go on.
ANSWERS, SENDS = "answers", "private messages sent"
DEFAULT_WAIT = timedelta(minutes=5)  # when the header does not say how long
# The header may say more, but a header that lies must not silence a page for a day: after an hour
# one call asks again.
LONGEST_WAIT = timedelta(hours=1)
_PRIVATE_EDGES = ("conversations", "messages")
_PRIVATE_NODES = ("t_", "m_")


def buckets_of(method: str, path: str, is_app: bool) -> tuple[str, ...]:
    """The limits that a call counts against."""
    parts = [part for part in path.split("/") if part]
    if parts[-1:] == ["debug_token"]:
        return (APP,)
    names = [APP, group_of(path)]
    if method != "GET":
        names.append(ANSWERS)
        names += [SENDS] if parts[-1:] == ["messages"] else []
    return tuple(names)


def group_of(path: str) -> str:
    """Whether a call counts as one about messages or about the page."""
    parts = [part for part in path.split("/") if part]
    is_private = any(
        part in _PRIVATE_EDGES or part.startswith(_PRIVATE_NODES) for part in parts[-2:]
    )
    return MESSENGER if is_private else PAGES


def windows_of(answer: Answer) -> Iterator[RateWindow]:
    """What an answer told of the use of each limit; one that is used up says until when."""
    ours = answer.asked_at or answer.date
    for bucket, percent, minutes in usage_of(answer):
        wait = wait_of(minutes) if percent >= FULL_PERCENT else timedelta(minutes=minutes)
        reset_at = ours + min(wait, LONGEST_WAIT) if ours and wait else None
        yield RateWindow(bucket, used_percent=percent, reset_at=reset_at, seen_at=ours)


def wait_of(minutes: int, default: timedelta = DEFAULT_WAIT) -> timedelta:
    """How long to keep still after the network said so many minutes."""
    return min(timedelta(minutes=min(minutes, 10_000)), LONGEST_WAIT) if minutes > 0 else default


def usage_of(answer: Answer) -> list[tuple[str, float, int]]:
    """Bucket, percent used and minutes until access comes back, from both usage headers."""
    found: list[tuple[str, float, int]] = []
    app = _json(answer.headers.get("x-app-usage"))
    if app:
        found.append(("app", _percent(app), 0))
    for entries in _json(answer.headers.get("x-business-use-case-usage")).values():
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, dict):
                minutes = _minutes(entry.get("estimated_time_to_regain_access"))
                found.append((str(entry.get("type") or "page"), _percent(entry), minutes))
    return found


def _percent(usage: Mapping[str, Any]) -> float:
    names = ("call_count", "total_cputime", "total_time")
    return max((float(usage[name]) for name in names if _is_number(usage.get(name))), default=0.0)


def _json(text: str | None) -> dict[str, Any]:
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _minutes(value: Any) -> int:
    """Whole minutes; 0 for anything that is no number of minutes."""
    try:
        return min(max(int(value), 0), 10_000)
    except (TypeError, ValueError, OverflowError):
        return 0


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and isfinite(value)
