"""Streams end between two events when the process is asked to stop, and say when to come back."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator

import pytest

from practice_hub.realtime import closing


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)
    closing._is_asked.clear()


async def endless(given: list[str]) -> AsyncIterator[bytes]:
    try:
        yield b"event: one\n\n"
        await asyncio.Event().wait()
        yield b"never"
    finally:
        given.append("closed")


async def read(count: int, given: list[str]) -> list[bytes]:
    found: list[bytes] = []
    async for chunk in closing.until_stop(endless(given)):
        found.append(chunk)
        if len(found) == count:
            asyncio.get_running_loop().call_soon(signal.raise_signal, signal.SIGTERM)
    await asyncio.sleep(0)
    return found


def test_a_signal_ends_streams_and_still_reaches_the_server() -> None:
    heard: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: heard.append(number))
    closing.watch_signals()
    given: list[str] = []
    hint, event = asyncio.run(read(2, given))
    assert hint.startswith(b"retry: ")
    assert closing.SOONEST_MS <= int(hint.split()[1]) <= closing.LATEST_MS
    assert event == b"event: one\n\n"
    assert (heard, given) == ([signal.SIGTERM], ["closed"])
    assert not closing._open
    assert len(asyncio.run(read(0, []))) <= 2  # opened after that, it ends at once


async def few() -> AsyncIterator[bytes]:
    for number in range(3):
        yield str(number).encode()


def test_a_stream_that_ends_by_itself_ends() -> None:
    async def all_of_it() -> list[bytes]:
        return [chunk async for chunk in closing.until_stop(few())]

    assert asyncio.run(all_of_it())[1:] == [b"0", b"1", b"2"]


def test_who_is_asked_to_stop_again_while_it_ends_just_ends() -> None:
    async def asked_often() -> tuple[list[bytes], list[object]]:
        trouble: list[object] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, told: trouble.append(told))
        chunks = closing.until_stop(endless([]))
        given = [await anext(chunks), await anext(chunks)]
        waiting = asyncio.ensure_future(anext(chunks, b"ended"))
        for _turn in range(8):
            closing.end_streams()
            await asyncio.sleep(0)
        return [*given[1:], await waiting], trouble

    assert asyncio.run(asked_often()) == ([b"event: one\n\n", b"ended"], [])
