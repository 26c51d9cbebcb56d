"""Events that come in one breath are told together, and streams come in a few at a time."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
import redis

from practice_hub.realtime import gather
from practice_hub.realtime.entry import limited
from practice_hub.realtime.gather import IDS_AT_ONCE, Gathering
from practice_hub.realtime.stream import PatientRedisListener

ROOM, OTHER = "practice-1", "practice-1-READ_PRIVATE"


def said(topic: str, *ids: int) -> str:
    return json.dumps({"topic": topic, "ids": list(ids)})


def test_what_follows_at_once_is_told_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gather, "GATHER_SECONDS", 0.05)
    told: list[tuple[str, str]] = []

    async def breath() -> None:
        gathering = Gathering(lambda channel, data: told.append((channel, data)))
        gathering.take(ROOM, said("conversations", 5))
        assert told == [(ROOM, said("conversations", 5))], "the first one waits for nobody"
        gathering.take(OTHER, said("conversations", 6))
        for number in (9, 7, 9):
            gathering.take(ROOM, said("conversations", number))
        gathering.take(ROOM, said("sources"))
        gathering.take(ROOM, said("people"))  # whoever leaves hears nothing more
        gathering.take(ROOM, "17")  # none of ours
        assert told[1:] == [(OTHER, said("conversations", 6)), (ROOM, said("people")), (ROOM, "17")]
        told.clear()
        await asyncio.sleep(0.08)
        assert told == [(ROOM, said("conversations", 7, 9)), (ROOM, said("sources"))]
        many = range(IDS_AT_ONCE + 50)
        gathering.take(ROOM, said("conversations", *many))
        assert len(told) == 2, "told just now: it waits its turn"
        await asyncio.sleep(0.12)
        parts = [json.loads(data)["ids"] for _, data in told[2:]]
        assert [len(ids) for ids in parts] == [IDS_AT_ONCE, 50]
        assert sorted(number for ids in parts for number in ids) == list(many)
        told.clear()
        gathering.take(ROOM, said("sources"))
        assert told == [(ROOM, said("sources"))], "after a pause the next is told at once again"

    asyncio.run(breath())


def test_streams_begin_a_few_at_a_time() -> None:
    """A stream that has begun makes room; so does what ends; a body, sent slowly, takes none."""
    inside: list[str] = []
    sent: list[dict[str, Any]] = []
    go_on = asyncio.Event()

    async def application(scope: Any, receive: Any, send: Any) -> None:
        inside.append(scope["path"])
        if scope["path"].startswith("stream"):
            await send({"type": "http.response.body", "body": b"retry: 1\n\n"})
            await go_on.wait()
            await send({"type": "http.response.body", "body": b"event: stream-open\n\n"})
            await asyncio.Event().wait()

    async def send(event: Any) -> None:
        sent.append(event)

    async def come() -> None:
        entry: Any = limited(application, at_once=2)
        names = [f"stream{number}" for number in range(5)]
        posted = [(b"content-length", b"9")]
        tasks = [asyncio.create_task(entry({"path": name}, None, send)) for name in names]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert inside == names[:2]
        await entry({"path": "posted", "headers": posted}, None, send)
        assert inside[2:] == ["posted"]
        go_on.set()
        page = asyncio.create_task(entry({"path": "page"}, None, send))
        await asyncio.wait_for(page, 10)
        assert inside[3:] == [*names[2:], "page"]
        for task in tasks:
            task.cancel()

    asyncio.run(come())


def test_the_listener_comes_back_after_any_error_of_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    """redis-py itself outlives a short outage (test_events); this is the long one."""

    class EnoughError(Exception):
        pass

    class Unlucky(PatientRedisListener):
        failures = iter([redis.ConnectionError(), redis.TimeoutError(), OSError(), EnoughError()])

        async def listen(self) -> None:
            raise next(self.failures)

    monkeypatch.setattr("practice_hub.realtime.stream.RECONNECT_SECONDS", 0)
    with pytest.raises(EnoughError):
        asyncio.run(Unlucky().start())
