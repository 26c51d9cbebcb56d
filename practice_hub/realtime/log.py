"""The last events of each channel, so that a browser that was away a while misses none (L2).

Kept in Redis, ids and topics only, five thousand a channel for a day. Numbering, keeping and
telling are one step there: what a stream hears is always in the order of the numbers. They count
microseconds, so they rise even when Redis has lost all it had. Each channel counts by itself: gaps
in common numbers would tell an outside agency when somebody writes in private (O1).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, cast

from django.conf import settings
from django_eventstream.event import Event
from django_eventstream.storage import EventDoesNotExist
from redis.exceptions import RedisError

from practice_hub.realtime.gather import Said, read_event, told_together
from practice_hub.telling import LINE, PATIENCE_SECONDS, RedisAwayError, impatient_redis

KEPT: Final = 5000
KEPT_SECONDS: Final = 86_400
ALL_EVENTS: Final = "events_channel"  # the name that the library listens to
Entry = tuple[bytes, Mapping[bytes, bytes]]

_NUMBER: Final = """
local function number(key)
  local last = redis.call('XREVRANGE', key, '+', '-', 'COUNT', 1)[1]
  return last and tonumber(string.match(last[1], '^%d+'))
end
local function add(key, data, kept, seconds)
  local now = redis.call('TIME')
  local id = math.max(now[1] * 1000000 + now[2], (number(key) or 0) + 1)
  id = string.format('%.0f', id)
  redis.call('XADD', key, 'MAXLEN', '~', kept, id .. '-0', 'data', data)
  redis.call('EXPIRE', key, seconds)
  return id
end
"""
_APPEND: Final = (
    _NUMBER
    + """
local id = add(KEYS[1], ARGV[2], ARGV[3], ARGV[4])
redis.call('PUBLISH', ARGV[5], cjson.encode({
  channel = ARGV[1], event_type = 'changed', data = ARGV[2], pub_id = id }))
return id
"""
)
# An empty log gets a first entry, so that there is always one to come back to.
_POSITIONS: Final = (
    _NUMBER
    + """
local found = {}
for place, key in ipairs(KEYS) do
  local last = number(key)
  found[place] = last and string.format('%.0f', last) or add(key, '', ARGV[1], ARGV[2])
end
return found
"""
)


def key_of(channel: str) -> str:
    return f"events:{channel}"


def append(channel: str, data: str) -> None:
    """Number, keep and tell one event. Raises RedisAwayError."""
    about: list[str | int] = [channel, data, KEPT, KEPT_SECONDS, ALL_EVENTS]
    client = impatient_redis(settings.REDIS_URL, PATIENCE_SECONDS)
    script = client.register_script(_APPEND)
    LINE.ask(lambda: script(keys=[key_of(channel)], args=about))


def positions(channels: Iterable[str]) -> dict[str, int]:
    """The number of the newest event of each channel; none at all when Redis is away."""
    names = sorted(channels)
    try:
        LINE.check()
        client = impatient_redis(settings.REDIS_URL, PATIENCE_SECONDS)
        script = client.register_script(_POSITIONS)
        found = script(keys=[key_of(name) for name in names], args=[KEPT, KEPT_SECONDS])
    except (RedisAwayError, RedisError, OSError):
        return {}
    return {name: int(number) for name, number in zip(names, cast(list[bytes], found), strict=True)}


def entries_after(number: int, entries: Sequence[Entry]) -> list[tuple[int, str]] | None:
    """Of what is kept from `number` on, what came after it; None when `number` is not there any
    more, so that nobody knows what is missing."""
    found = [(int(name.partition(b"-")[0]), given[b"data"].decode()) for name, given in entries]
    if not found or found[0][0] != number:
        return None
    return found[1:]


class RedisLog:
    """What the library asks for what a reader has missed (EVENTSTREAM_STORAGE_CLASS)."""

    def get_events(self, channel: str, last_id: int, limit: int = 100) -> list[Event]:
        """What came after `last_id`, told together, so always fewer than `limit`.

        Raises EventDoesNotExist when that cannot be known: the reader then looks at everything.
        """
        missed = _missed(channel, int(last_id))
        if missed is None:
            newest = positions([channel]).get(channel, 0)
            raise EventDoesNotExist("it was too long ago", newest)
        said = Said()
        for number, data in missed:
            said.add(number, *(read_event(data) or ("", [])))
        return [
            Event(channel, "changed", data, id=number)
            for number, data in told_together(said, before=int(last_id))
        ]

    def get_current_id(self, channel: str) -> int:
        return positions([channel]).get(channel, 0)


def _missed(channel: str, number: int) -> list[tuple[int, str]] | None:
    if not number:
        return None
    try:
        LINE.check()
        client = impatient_redis(settings.REDIS_URL, PATIENCE_SECONDS)
        found: Any = client.xrange(key_of(channel), min=f"{number}-0")
    except (RedisAwayError, RedisError, OSError):
        return None
    return entries_after(number, found)
