"""What long-lived streams need beyond the library: no held connection, no stale permission."""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
import time
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.sessions.backends.base import SessionBase
from django.db import connections
from django.utils import timezone
from django_eventstream import views as eventstream
from django_eventstream.event import Event
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError

from practice_hub.practices.models import Membership
from practice_hub.practices.standing import may_listen
from practice_hub.realtime import quick_library
from practice_hub.realtime.gather import ABOUT_PEOPLE, Gathering
from practice_hub.realtime.log import ALL_EVENTS, Entry, entries_after, key_of

logger = logging.getLogger(__name__)

RECHECK_SECONDS = 60.0
RECONNECT_SECONDS = 1.0
QUIET_SECONDS = 15.0  # then Redis is asked whether it is there, and has as long to answer
# The library drops what a listener has not yet written after ten events; a page of mentions and
# a few colleagues make more than that in one turn of the loop. Events are a few ids each.
PENDING_EVENTS = 500
# As `publish` and the library write the topics of `practices.actions` and `practices.devices`.
_PEOPLE_SAID = tuple(f'"topic": "{topic}"' for topic in ABOUT_PEOPLE)
# Each stream has a thread and there a database connection of its own. When somebody leaves, all
# streams look at once who may still read: in their own threads, 200 would take 200 connections.
_checks = ThreadPoolExecutor(4, thread_name_prefix="may-listen")


class PatientRedisListener(eventstream.RedisListener):  # type: ignore[misc]
    """Comes back when Redis does, and then tells what was said meanwhile; the library's own
    listener ends with its first error."""

    def __init__(self) -> None:
        super().__init__()
        self.gathering = Gathering(_pass_on)
        self._is_subscribed = asyncio.Event()
        self._is_away = False
        self._task: asyncio.Task[None] | None = None

    async def wait(self) -> None:
        """Until this process hears what is said, or Redis is away: a stream that begins before
        would miss what is said in between."""
        self._task = self._task or asyncio.create_task(self.start())
        if not self._is_away:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._is_subscribed.wait(), RECONNECT_SECONDS)

    async def start(self) -> None:
        while True:
            try:
                await self.listen()
            except (RedisError, OSError) as error:
                logger.warning("lost the event channel (%s); trying again", type(error).__name__)
            self._is_away = True
            self._set_hearing(False)
            await self.pubsub.aclose()  # type: ignore[has-type]
            await asyncio.sleep(RECONNECT_SECONDS)
            self.pubsub = self.redis_client.pubsub()

    @property
    def is_deaf(self) -> bool:
        """Redis is away, so no stream of this process hears anything."""
        return not self._is_subscribed.is_set()

    def _set_hearing(self, hears: bool) -> None:
        """Pages say that news comes late, and look by themselves as long."""
        if hears == self._is_subscribed.is_set():
            return
        (self._is_subscribed.set if hears else self._is_subscribed.clear)()
        for channel in _read_channels():
            number = self.gathering.received.get(channel)
            _tell(Event(channel, "stream-hears" if hears else "stream-deaf", "{}", id=number))

    async def listen(self) -> None:
        """As the library's own, with what comes in one breath told together; a Redis that hangs
        looks like a quiet one, so a quiet one is asked."""
        await self.pubsub.subscribe(ALL_EVENTS)
        is_asked = False
        while True:
            message = await self.pubsub.get_message(timeout=QUIET_SECONDS)
            if message is not None:
                await self._take(message)
            elif is_asked:
                raise RedisTimeoutError
            else:
                await self.pubsub.ping()
            is_asked = message is None

    async def _take(self, message: dict[str, Any]) -> None:
        if message["type"] == "subscribe":  # also after the client came back by itself
            self._is_away = False
            self._set_hearing(True)
            await self.catch_up()
        elif message["type"] == "message":
            sent = json.loads(message["data"])
            number = sent["pub_id"]
            self.gathering.take(sent["channel"], sent["data"], number and int(number))

    async def catch_up(self) -> None:
        """What was said while nobody listened here, of every channel that somebody reads; where
        that is not known, its readers look at everything."""
        for channel in _read_channels():
            number = self.gathering.received.get(channel, 0)
            if number:
                found = await self.redis_client.xrange(key_of(channel), min=f"{number}-0")
            else:
                found = await self.redis_client.xrevrange(key_of(channel), count=1)
            missed = entries_after(number, found)
            if missed is None:
                _tell(Event(channel, "stream-reset", "{}", id=_newest(found)))
            for newer, data in missed or ():
                self.gathering.take(channel, data, newer)


def _read_channels() -> list[str]:
    return list(eventstream.get_listener_manager().listeners_by_channel)


def _newest(found: list[Entry]) -> int:
    return int(found[-1][0].partition(b"-")[0]) if found else 0


def _pass_on(channel: str, data: str, number: int | None) -> None:
    _tell(Event(channel, "changed", data, id=number))


def _tell(event: Event) -> None:
    eventstream.get_listener_manager().add_to_queues(event.channel, event)


def keep_listening_to_redis() -> None:
    """Prepare the library's listeners of this process; nothing connects before the first reader."""
    manager = eventstream.get_listener_manager()
    eventstream.MAX_PENDING = PENDING_EVENTS
    quick_library.install()
    if manager.redis_listener is not None:
        manager.redis_listener = PatientRedisListener()
        manager.redis_listener_started = True  # by `wait`, before the first reader and not with it


async def watched(
    chunks: AsyncIterator[bytes], *, user_id: int, practice_id: int, role: str, session: SessionBase
) -> AsyncIterator[bytes]:
    """Pass `chunks` on, and end the stream once its reader has signed out or left the practice, or
    has another `role` than it was opened with, which may hear less (browsers come back by
    themselves).

    A change of people or sessions is looked into before it is passed on, so that whoever leaves
    hears nothing more; everything else is checked now and then, for the day Redis is silent. The
    library sends a keep-alive every 20 seconds, so a silent stream is checked too. Between
    chunks no database connection is held: a hundred open browsers cost PostgreSQL nothing.
    """
    if (listener := eventstream.get_listener_manager().redis_listener) is not None:
        await listener.wait()
        if listener.is_deaf:
            yield b"event: stream-deaf\ndata: {}\n\n"
    # Not all in the same moment, though all may have come back in the same moment.
    checked_at = time.monotonic() - RECHECK_SECONDS * secrets.randbelow(100) / 100
    async for chunk in chunks:
        text = chunk if isinstance(chunk, str) else chunk.decode(errors="replace")
        if _concerns_people(text) or time.monotonic() - checked_at >= RECHECK_SECONDS:
            member = await _look_again(user_id, practice_id, session)
            if member is None or member.role != role:
                return
            checked_at = time.monotonic()
        if not text.startswith("event:"):  # the library has just asked who may read
            await sync_to_async(connections.close_all)()
        yield chunk


async def _look_again(user_id: int, practice_id: int, session: SessionBase) -> Membership | None:
    return await sync_to_async(_may_listen, thread_sensitive=False, executor=_checks)(
        user_id, practice_id, session
    )


def _may_listen(user_id: int, practice_id: int, session: SessionBase) -> Membership | None:
    try:
        return may_listen(user_id, practice_id, session, timezone.now())
    finally:
        connections.close_all()


def _concerns_people(text: str) -> bool:
    return any(said in text for said in _PEOPLE_SAID)
