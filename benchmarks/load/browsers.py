"""Open pages: each keeps its event stream and, where asked for, refreshes as our pages do.

What Redis was given is the truth: every stream that was open then must tell of it. An event covers
whatever was published about the same thing before, because a page that hears of an id looks anew.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import aiohttp
import redis.asyncio

SETTLE_SECONDS = 1.0  # after opening: nothing is expected of a stream before
MISSED_SECONDS = 15.0
_EARLY_SECONDS = 0.5  # a stream may be read before our own copy from Redis
SILENT_SECONDS = 60.0  # the library sends something every 20 seconds
# As in static/js/live.js.
SOON_SECONDS, PAUSE_TIMES, LONGEST_PAUSE_SECONDS = 0.15, 2, 10.0
Key = tuple[int, str, int]  # practice, topic, id (0: none)
Data = dict[str, Any]  # of an event: {"topic": str, "ids": [int]}


@dataclass(slots=True)
class _Published:
    at: float
    waiting: set[int]


@dataclass(slots=True)
class Hearing:
    """Who heard what. Times are of `time.perf_counter`."""

    delays: list[float] = field(default_factory=list)
    events: int = 0
    published: int = 0
    missed: int = 0
    dropped: int = 0
    refused: int = 0
    # Of each open stream, by its number: what it may hear, and since when it is open.
    _open: dict[int, tuple[frozenset[str], float]] = field(default_factory=dict)
    _due: dict[Key, list[_Published]] = field(default_factory=lambda: defaultdict(list))
    _early: dict[tuple[int, Key], float] = field(default_factory=dict)

    @property
    def open_count(self) -> int:
        return len(self._open)

    def opened(self, stream: int, channels: frozenset[str]) -> None:
        self._open[stream] = (channels, time.perf_counter())

    def closed(self, stream: int) -> None:
        """It ended, or never opened."""
        self.dropped += self._open.pop(stream, None) is not None
        for entries in self._due.values():
            for entry in entries:
                entry.waiting.discard(stream)

    def publish(self, channel: str, data: Data) -> None:
        """Redis was given an event."""
        now = time.perf_counter()
        self.published += 1
        listening = {
            number
            for number, (channels, since) in self._open.items()
            if channel in channels and now - since > SETTLE_SECONDS
        }
        for key in _keys(_practice_of(channel), data):
            early = {n for n in listening if now - self._early.pop((n, key), 0.0) < _EARLY_SECONDS}
            self.delays.extend(0.0 for _ in early)
            self._due[key].append(_Published(now, listening - early))

    def heard(self, stream: int, practice_id: int, data: Data) -> None:
        now = time.perf_counter()
        self.events += 1
        for key in _keys(practice_id, data):
            mine = [one for one in self._due.get(key, ()) if stream in one.waiting]
            if not mine:
                self._early[stream, key] = now
            for one in mine:
                one.waiting.discard(stream)
                self.delays.append(now - one.at)

    def sweep(self) -> None:
        """Count what nobody told in time; forget what is settled."""
        now = time.perf_counter()
        for key, entries in list(self._due.items()):
            old = [one for one in entries if now - one.at > MISSED_SECONDS]
            self.missed += sum(len(one.waiting) for one in old)
            kept = [one for one in entries if one.waiting and now - one.at <= MISSED_SECONDS]
            if kept:
                self._due[key] = kept
            else:
                del self._due[key]
        self._early = {k: at for k, at in self._early.items() if now - at < _EARLY_SECONDS}


def _practice_of(channel: str) -> int:
    return int(channel.split("-")[1])


def _keys(practice_id: int, data: Data) -> Iterable[Key]:
    return [(practice_id, str(data["topic"]), number) for number in data["ids"] or [0]]


async def follow_redis(address: str, hearing: Hearing) -> None:
    """Every event that the hub publishes."""
    client = redis.asyncio.Redis.from_url(address)
    pubsub = client.pubsub()
    await pubsub.subscribe("events_channel")
    async for message in pubsub.listen():
        if message["type"] == "message":
            sent = json.loads(message["data"])
            hearing.publish(sent["channel"], json.loads(sent["data"]))


@dataclass(frozen=True, slots=True)
class Browser:
    """One open page; `refresh` is what the page does when it hears of a change."""

    number: int
    session: aiohttp.ClientSession
    events_url: str
    cookie: str
    practice_id: int
    channels: frozenset[str]
    refresh: Callable[[], Awaitable[None]] | None = None


class _Page:
    """Refreshes as static/js/live.js does: one at a time, and after a slow one a longer pause."""

    def __init__(self, browser: Browser) -> None:
        self._refresh = browser.refresh
        self._task: asyncio.Task[None] | None = None
        self._is_stale = False
        self._pause = SOON_SECONDS

    def changed(self) -> None:
        if self._refresh is None:
            return
        self._is_stale = True
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._keep_fresh(self._refresh))

    async def _keep_fresh(self, refresh: Callable[[], Awaitable[None]]) -> None:
        while self._is_stale:
            await asyncio.sleep(self._pause)
            self._is_stale = False
            begun = time.perf_counter()
            await refresh()
            took = time.perf_counter() - begun
            self._pause = min(max(SOON_SECONDS, took * PAUSE_TIMES), LONGEST_PAUSE_SECONDS)


async def stay_open(browser: Browser, hearing: Hearing) -> None:
    """Read the stream for ever; come back after it ended, as browsers do."""
    page = _Page(browser)
    while True:
        with suppress(aiohttp.ClientError, OSError, TimeoutError):
            await _read(browser, hearing, page)
        hearing.closed(browser.number)
        await asyncio.sleep(2)


async def _read(browser: Browser, hearing: Hearing, page: _Page) -> None:
    timeout = aiohttp.ClientTimeout(total=None, sock_read=SILENT_SECONDS)
    headers = {"Cookie": browser.cookie, "Accept": "text/event-stream"}
    url = f"{browser.events_url}/events/{browser.practice_id}/"
    async with browser.session.get(url, headers=headers, timeout=timeout) as response:
        if response.status != 200:
            hearing.refused += 1
            return
        rest = b""
        async for chunk in response.content.iter_any():
            *events, rest = (rest + chunk).split(b"\n\n")
            for name, data in map(_event, events):
                if name == "stream-open":
                    hearing.opened(browser.number, browser.channels)
                elif name == "changed":
                    hearing.heard(browser.number, browser.practice_id, data)
                    page.changed()


@lru_cache(256)
def _event(lines: bytes) -> tuple[str, Data]:
    """Name and data of one event of a stream; two hundred hear the same."""
    said = dict(line.partition(": ")[::2] for line in lines.decode().split("\n"))
    name = said.get("event", "")
    return name, json.loads(said["data"]) if name == "changed" else {}
