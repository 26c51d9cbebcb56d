"""Many changes in one breath are one event: what a stream costs is bounded, however much happens.

The first event of a channel goes out at once. What follows within half a second is told together,
each topic once with all its ids, so two hundred open browsers are told twice a second at most.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Final

GATHER_SECONDS: Final = 0.5
IDS_AT_ONCE: Final = 200  # as `publish` sends at most
# Who may no longer listen is found out when these pass, so they never wait.
ABOUT_PEOPLE: Final = frozenset({"people", "sessions"})
PassOn = Callable[[str, str], None]


class Gathering:
    """Between Redis and the streams of this process; `pass_on(channel, data)` tells the streams."""

    def __init__(self, pass_on: PassOn) -> None:
        self._pass_on = pass_on
        # Of each channel that was told just now: what has come since, by topic.
        self._waiting: dict[str, dict[str, set[int]]] = {}

    def take(self, channel: str, data: str) -> None:
        """One event, `data` as `publish` wrote it; anything else goes on as it is."""
        read = _read(data)
        if read is None or read[0] in ABOUT_PEOPLE:
            self._pass_on(channel, data)
        elif channel in self._waiting:
            self._waiting[channel].setdefault(read[0], set()).update(read[1])
        else:
            self._pass_on(channel, data)
            self._wait(channel)

    def _wait(self, channel: str) -> None:
        self._waiting[channel] = {}
        asyncio.get_running_loop().call_later(GATHER_SECONDS, self._tell, channel)

    def _tell(self, channel: str) -> None:
        topics = self._waiting.pop(channel)
        for topic, ids in topics.items():
            for part in _parts(sorted(ids)):
                self._pass_on(channel, json.dumps({"topic": topic, "ids": part}))
        if topics:
            self._wait(channel)


def _read(data: str) -> tuple[str, list[int]] | None:
    """Topic and ids of an event of ours."""
    try:
        said = json.loads(data)
        return str(said["topic"]), [int(number) for number in said["ids"]]
    except (ValueError, TypeError, KeyError):
        return None


def _parts(ids: list[int]) -> Iterator[list[int]]:
    yield ids[:IDS_AT_ONCE]
    for start in range(IDS_AT_ONCE, len(ids), IDS_AT_ONCE):
        yield ids[start : start + IDS_AT_ONCE]
