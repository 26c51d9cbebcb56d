"""Checking of the parameters that X's list endpoints share: ranges, times, ids, page tokens."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sandbox.call import Call
from sandbox.errors import x_invalid
from sandbox.ids import first_snowflake_at
from sandbox.x_render import x_time

_ID = re.compile(r"[0-9]{1,19}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
FIELD_PARAMETERS = frozenset(
    {
        "tweet.fields",
        "post.fields",
        "user.fields",
        "media.fields",
        "poll.fields",
        "place.fields",
        "expansions",
    }
)


def refuse_unknown(call: Call, known: frozenset[str]) -> None:
    """Raises 400 for a parameter the endpoint does not have."""
    for name, value in call.query.items():
        if name not in known:
            options = ",".join(sorted(known))
            raise x_invalid(name, value, f"The query parameter [{name}] is not one of [{options}]")


def integer(call: Call, name: str, bounds: tuple[int, int], default: int) -> int:
    """A whole number within bounds. Raises 400 otherwise."""
    value = call.query.get(name)
    if value is None:
        return default
    low, high = bounds
    if not value.isdigit() or not low <= int(value) <= high:
        message = f"The `{name}` query parameter value [{value}] is not between {low} and {high}"
        raise x_invalid(name, value, message)
    return int(value)


def post_id(call: Call, name: str) -> int | None:
    """A post id parameter. Raises 400 when it is not one."""
    value = call.query.get(name)
    return None if value is None else int(checked_id(name, value))


def checked_id(name: str, value: str) -> str:
    """The value, if it looks like an id. Raises 400 otherwise."""
    if not _ID.fullmatch(value):
        message = f"The `{name}` query parameter value [{value}] is not valid"
        raise x_invalid(name, value, message)
    return value


def moment(call: Call, name: str) -> datetime | None:
    """A time parameter. Raises 400 when it is not RFC 3339 in UTC."""
    value = call.query.get(name)
    if value is None:
        return None
    if not _TIME.fullmatch(value):
        message = f"The `{name}` query parameter value [{value}] is not a valid RFC 3339 time"
        raise x_invalid(name, value, message)
    return datetime.fromisoformat(value.replace("Z", "+00:00")).astimezone(UTC)


def encode_token(direction: str, edge: int) -> str:
    """An opaque page token. `direction`: n (older than edge) or p (newer than edge)."""
    return base64.b32encode(f"{direction}:{edge}".encode()).decode().rstrip("=").lower()


def decode_token(name: str, token: str) -> tuple[str, int]:
    """Direction and edge of a page token. Raises 400 for a token not made here."""
    padded = token.upper() + "=" * (-len(token) % 8)
    try:
        direction, _, edge = base64.b32decode(padded).decode().partition(":")
        if direction not in ("n", "p"):
            raise ValueError(direction)
        return direction, int(edge)
    except (ValueError, binascii.Error):
        message = f"The `{name}` query parameter value [{token}] is not valid"
        raise x_invalid(name, token, message) from None


@dataclass(slots=True)
class Window:
    """Which ids a list call wants: `above < id < below`."""

    above: int = -1
    below: int = 1 << 63
    since_id: int | None = None
    start_time: datetime | None = None


def window(call: Call) -> Window:
    """since_id, until_id, start_time and end_time as id bounds.

    Raises 400 for since_id together with start_time (refused since 2026-10).
    """
    since_id, until_id = post_id(call, "since_id"), post_id(call, "until_id")
    start_time, end_time = moment(call, "start_time"), moment(call, "end_time")
    if since_id is not None and start_time is not None:
        message = "'since_id' cannot be used together with 'start_time'"
        raise x_invalid("since_id", str(since_id), message)
    if start_time is not None and end_time is not None and start_time >= end_time:
        message = "Invalid 'start_time'. 'start_time' must be before 'end_time'"
        raise x_invalid("start_time", call.query["start_time"], message)
    found = Window(since_id=since_id, start_time=start_time)
    if since_id is not None:
        found.above = since_id
    if start_time is not None:
        found.above = first_snowflake_at(start_time) - 1
    if until_id is not None:
        found.below = until_id
    if end_time is not None:
        found.below = min(found.below, first_snowflake_at(end_time))
    return found


def check_search_window(call: Call, asked: Window, now: datetime, reach: timedelta) -> None:
    """Search reaches back seven days only. Raises 400 for older bounds, as the network does."""
    oldest = now - reach
    oldest_id = first_snowflake_at(oldest)
    if asked.since_id is not None and asked.since_id < oldest_id:
        message = (
            f"'since_id' must be a tweet id created after {x_time(oldest)}. "
            f"Please use a 'since_id' that is larger than {oldest_id}"
        )
        raise x_invalid("since_id", str(asked.since_id), message)
    if asked.start_time is not None and asked.start_time < oldest - timedelta(seconds=60):
        value = call.query["start_time"]
        message = (
            f"Invalid 'start_time':'{value}'. 'start_time' must be on or after {x_time(oldest)}"
        )
        raise x_invalid("start_time", value, message)
    asked.above = max(asked.above, oldest_id - 1)
