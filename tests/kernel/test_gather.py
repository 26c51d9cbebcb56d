"""Events that come in one breath are told together, and streams come in a few at a time."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
import redis

from practice_hub.realtime import gather, quick_library
from practice_hub.realtime.entry import limited
from practice_hub.realtime.gather import IDS_AT_ONCE, Gathering
from practice_hub.realtime.stream import PatientRedisListener

ROOM, OTHER = "practice-1", "practice-1-READ_PRIVATE"


def said(topic: str, *ids: int) -> str:
    return json.dumps({"topic": topic, "ids": list(ids)})


def test_what_follows_at_once_is_told_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gather, "GATHER_SECONDS", 0.05)
    told: list[tuple[str, str, int | None]] = []

    async def breath() -> None:
        gathering = Gathering(lambda *event: told.append(event))
        now = asyncio.get_running_loop().time()
        await asyncio.sleep(gather.next_telling(ROOM, now) - now)
        gathering.take(ROOM, said("conversations", 5), 10)
        assert told == [(ROOM, said("conversations", 5), 10)], "the first one waits for nobody"
        gathering.take(ROOM, said("conversations", 5), 10)  # once more, from the log
        gathering.take(OTHER, said("conversations", 6), 3)
        for at, number in enumerate((9, 7, 9)):
            gathering.take(ROOM, said("conversations", number), 11 + at)
        gathering.take(ROOM, said("sources"), 14)
        gathering.take(ROOM, said("people"), 15)  # whoever leaves hears nothing more
        gathering.take(ROOM, "17")  # none of ours
        # A browser that is cut off here comes back with 10 and gets the rest again.
        people = (ROOM, said("people"), 10)
        assert told[1:] == [(OTHER, said("conversations", 6), 3), people, (ROOM, "17", None)]
        told.clear()
        await asyncio.sleep(0.08)
        together = [(ROOM, said("conversations", 7, 9), 10), (ROOM, said("sources"), 15)]
        assert told == together, "only the last carries the newest number"
        many = range(IDS_AT_ONCE + 50)
        gathering.take(ROOM, said("conversations", *many), 16)
        assert len(told) == 2, "told just now: it waits its turn"
        await asyncio.sleep(0.12)
        parts = [json.loads(data)["ids"] for _, data, _ in told[2:]]
        assert [len(ids) for ids in parts] == [IDS_AT_ONCE, 50]
        assert [number for *_, number in told[2:]] == [15, 16]
        assert sorted(number for ids in parts for number in ids) == list(many)
        told.clear()
        gathering.take(ROOM, said("sources"), 17)
        assert told == [(ROOM, said("sources"), 17)], "after a pause the next is told at once again"
        assert gathering.received == {ROOM: 17, OTHER: 3}

    asyncio.run(breath())


def test_all_channels_of_a_practice_are_told_in_the_same_moment() -> None:
    """It follows from the clock alone, and not all practices have the same moments."""
    for now in (0.0, 7.2, 12345.678, 1e6 + 0.49):
        at = gather.next_telling(ROOM, now)
        assert now < at <= now + gather.GATHER_SECONDS + 1e-6
        assert at == gather.next_telling(OTHER, now) == gather.next_telling(ROOM, (now + at) / 2)
        elsewhere = {gather.next_telling(f"practice-{pk}", now) for pk in range(gather.PHASES)}
        assert len(elsewhere) == gather.PHASES


def test_what_is_written_once_for_all_is_what_the_library_writes() -> None:
    for _again in range(2):
        encode, make_id = quick_library.encode, quick_library.make_id
        told = 'event: changed\nid: practice-1:5\ndata: {"topic": "news", "ids": [1]}\n\n'
        assert encode("changed", said("news", 1), event_id="practice-1:5") == told
        assert encode("changed", "two\nlines") == "event: changed\ndata: two\ndata: lines\n\n"
        reset = encode("stream-reset", {"channels": [ROOM]}, event_id="1", json_encode=True)
        assert reset == 'event: stream-reset\nid: 1\ndata: {"channels": ["practice-1"]}\n\n'
        assert make_id({OTHER: "7", ROOM: 5}) == "practice-1-READ_PRIVATE:7,practice-1:5"
        assert make_id({ROOM: 5, OTHER: "7"}) == "practice-1:5,practice-1-READ_PRIVATE:7"
        assert make_id({}) == "" and make_id({"a b": 1}) == "a%20b:1"


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


def test_pages_are_told_while_nothing_can_be_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that they say so and look by themselves; also those that come meanwhile."""

    class Lost(PatientRedisListener):
        tries = 0

        async def listen(self) -> None:
            self.tries += 1
            self._set_hearing(True)
            if self.tries == 1:
                raise OSError
            self._set_hearing(True)
            await asyncio.Event().wait()

    told: list[str] = []

    async def lose() -> bool:
        listener = Lost()
        was_deaf = listener.is_deaf
        await listener.wait()
        while len(told) < 3:
            await asyncio.sleep(0)
        return was_deaf and not listener.is_deaf

    monkeypatch.setattr("practice_hub.realtime.stream.RECONNECT_SECONDS", 0)
    monkeypatch.setattr("practice_hub.realtime.stream._read_channels", lambda: ["practice-1"])
    monkeypatch.setattr(
        "practice_hub.realtime.stream._tell", lambda event: told.append(str(event.type))
    )
    assert asyncio.run(lose())
    assert told == ["stream-hears", "stream-deaf", "stream-hears"]
