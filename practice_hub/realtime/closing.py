"""Streams end by themselves when this process is asked to stop, and browsers come back soon.

A stream would go on for hours, so a server that waits for its answers would wait in vain and then
cut them all. Each stream begins with `retry:` (Server-sent events, WHATWG), a time of its own, so
that two hundred browsers do not come back in the same moment.
"""

from __future__ import annotations

import asyncio
import secrets
import signal
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from functools import partial
from types import FrameType
from typing import Any, Final

from practice_hub.monitoring.counters import show_streams

SOONEST_MS: Final = 1_000
LATEST_MS: Final = 4_000


class _Stream:
    """One that is open in this loop; the wait for its next chunk can be ended from outside.

    Not by a task for each wait: two hundred streams wait four hundred times a second.
    """

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self._is_asked = False
        self._wait: asyncio.Timeout | None = None

    def end(self) -> None:
        """In its own loop; between two chunks. Once: servers are often asked twice to stop."""
        if self._wait is not None and not self._is_asked:
            self._wait.reschedule(self.loop.time())
        self._is_asked = True

    async def next_of(self, chunks: AsyncIterator[bytes]) -> bytes | None:
        """None when there is no further one, or this process is asked to stop."""
        if self._is_asked:
            return None
        try:
            async with asyncio.timeout(None) as self._wait:
                return await anext(chunks, None)
        except TimeoutError:
            if not self._is_asked:
                raise
            return None
        finally:
            self._wait = None


_open: set[_Stream] = set()
_is_asked = threading.Event()


def watch_signals() -> None:
    """Hear of a stop before the server does what it does then; in the main thread only."""
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, partial(_on_signal, signal.getsignal(number)))


def end_streams() -> None:
    """Ask every stream of this process to end, and each later one at once."""
    _is_asked.set()
    for stream in list(_open):
        stream.loop.call_soon_threadsafe(stream.end)


def _on_signal(before: Any, number: int, frame: FrameType | None) -> None:
    end_streams()
    if callable(before):
        before(number, frame)


async def until_stop(chunks: AsyncIterator[bytes], position: str = "") -> AsyncIterator[bytes]:
    """When to come back and with which `position`, then `chunks`, until they end or this process
    is asked to stop."""
    wait_ms = SOONEST_MS + secrets.randbelow(LATEST_MS - SOONEST_MS)
    place = f"id: {position}\n" if position else ""
    yield f"retry: {wait_ms}\n{place}\n".encode()
    with _open_stream() as stream:
        while (chunk := await stream.next_of(chunks)) is not None:
            yield chunk


@contextmanager
def _open_stream() -> Iterator[_Stream]:
    stream = _Stream()
    _open.add(stream)
    show_streams(len(_open))
    if _is_asked.is_set():
        stream.end()
    try:
        yield stream
    finally:
        _open.discard(stream)
        show_streams(len(_open))
