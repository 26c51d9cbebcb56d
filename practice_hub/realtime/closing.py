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
_open: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()
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
    for loop, event in list(_open):
        loop.call_soon_threadsafe(event.set)


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
    with _open_stream() as is_asked:
        stop = asyncio.ensure_future(is_asked.wait())
        try:
            while (chunk := await _next(aiter(chunks), stop)) is not None:
                yield chunk
        finally:
            stop.cancel()


async def _next(chunks: AsyncIterator[bytes], stop: asyncio.Future[Any]) -> bytes | None:
    coming = asyncio.ensure_future(anext(chunks, None))
    try:
        await asyncio.wait({coming, stop}, return_when=asyncio.FIRST_COMPLETED)
        return coming.result() if coming.done() else None
    finally:
        coming.cancel()


@contextmanager
def _open_stream() -> Iterator[asyncio.Event]:
    event = asyncio.Event()
    mine = (asyncio.get_running_loop(), event)
    _open.add(mine)
    show_streams(len(_open))
    if _is_asked.is_set():
        event.set()
    try:
        yield event
    finally:
        _open.discard(mine)
        show_streams(len(_open))
