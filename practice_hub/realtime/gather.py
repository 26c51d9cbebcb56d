"""Many changes in one breath are one event: what a stream costs is bounded, however much happens.

The first event of a channel goes out at once. What follows is told together at the next half second
of its practice, each topic once with all its ids, so two hundred open browsers are told twice a
second. All channels of a practice have the same half seconds: who hears several is told once.

A browser comes back with the number of the last event it got. Of several that are told together
only the last one carries the newest number: cut in between, all of them come again.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Iterator
from math import floor
from typing import Final

GATHER_SECONDS: Final = 0.5
PHASES: Final = 16  # not all practices in the same moment
IDS_AT_ONCE: Final = 200  # as `publish` sends at most
# Who may no longer listen is found out when these pass, so they never wait.
ABOUT_PEOPLE: Final = frozenset({"people", "sessions"})
# Channel, data and number; None for what has no number.
PassOn = Callable[[str, str, int | None], None]


class Said:
    """What has come of one channel, by topic, and the number of the newest of it."""

    def __init__(self, number: int | None = None) -> None:
        self.newest = number
        self.topics: dict[str, set[int]] = {}

    def add(self, number: int | None, topic: str, ids: Iterable[int]) -> None:
        """Without a topic only the number counts."""
        self.newest = self.newest if number is None else number
        if topic:
            self.topics.setdefault(topic, set()).update(ids)


class Gathering:
    """Between Redis and the streams of this process; `pass_on` tells the streams."""

    def __init__(self, pass_on: PassOn) -> None:
        self._pass_on = pass_on
        # Of each channel that was told just now: what has come since.
        self._waiting: dict[str, Said] = {}
        self._told: dict[str, int | None] = {}
        self.received: dict[str, int] = {}  # by channel, to go on from after an outage

    def take(self, channel: str, data: str, number: int | None = None) -> None:
        """One event, `data` as `publish` wrote it; anything else goes on as it is."""
        if number is not None:
            if number <= self.received.get(channel, 0):
                return  # after an outage it may come both from the log and by itself
            self.received[channel] = number
        read = read_event(data)
        if read is None:
            self._pass_on(channel, data, number)
        elif channel not in self._waiting:
            self._pass_now(channel, data, number)
            if read[0] not in ABOUT_PEOPLE:
                self._wait(channel)
        elif read[0] in ABOUT_PEOPLE:
            self._pass_on(channel, data, self._told.get(channel))
            self._waiting[channel].add(number, "", ())
        else:
            self._waiting[channel].add(number, *read)

    def _pass_now(self, channel: str, data: str, number: int | None) -> None:
        self._told[channel] = number
        self._pass_on(channel, data, number)

    def _wait(self, channel: str) -> None:
        self._waiting[channel] = Said(self._told.get(channel))
        loop = asyncio.get_running_loop()
        loop.call_at(next_telling(channel, loop.time()), self._tell, channel)

    def _tell(self, channel: str) -> None:
        said = self._waiting.pop(channel)
        for number, data in told_together(said, before=self._told.get(channel)):
            self._pass_now(channel, data, number)
        if said.topics:
            self._wait(channel)


def next_telling(channel: str, now: float) -> float:
    """When `practice-7-…` is told next, on a clock in seconds.

    By the clock and the practice alone: if it followed from what was said before in another
    channel, an agency could tell by it when somebody writes in private (O1).
    """
    phase = int(channel.split("-")[1]) % PHASES / PHASES * GATHER_SECONDS
    return (floor((now - phase) / GATHER_SECONDS) + 1) * GATHER_SECONDS + phase


def told_together(said: Said, *, before: int | None) -> list[tuple[int | None, str]]:
    """Number and data of as few events as possible; all but the last are numbered `before`."""
    found = [
        json.dumps({"topic": topic, "ids": part})
        for topic, ids in said.topics.items()
        for part in _parts(sorted(ids))
    ]
    numbers = [before] * (len(found) - 1) + [said.newest]
    return list(zip(numbers, found, strict=False))


def read_event(data: str) -> tuple[str, list[int]] | None:
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
