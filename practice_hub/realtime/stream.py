"""What long-lived streams need beyond the library: no held connection, no stale permission."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator

from asgiref.sync import sync_to_async
from django.contrib.sessions.backends.base import SessionBase
from django.db import connections
from django.utils import timezone
from django_eventstream import views as eventstream
from redis.exceptions import RedisError

from practice_hub.practices.standing import may_listen

logger = logging.getLogger(__name__)

RECHECK_SECONDS = 60.0
RECONNECT_SECONDS = 1.0
# The library drops what a listener has not yet written after ten events; a page of mentions and
# a few colleagues make more than that in one turn of the loop. Events are a few ids each.
PENDING_EVENTS = 500
# As `publish` and the library write the topics of `practices.actions` and `practices.devices`.
ABOUT_PEOPLE = ('"topic": "people"', '"topic": "sessions"')


class PatientRedisListener(eventstream.RedisListener):  # type: ignore[misc]
    """Comes back when Redis does; the library's own listener ends with its first error."""

    async def start(self) -> None:
        while True:
            try:
                await self.listen()
            except (RedisError, OSError) as error:
                logger.warning("lost the event channel (%s); trying again", type(error).__name__)
            await self.pubsub.aclose()  # type: ignore[has-type]
            await asyncio.sleep(RECONNECT_SECONDS)
            self.pubsub = self.redis_client.pubsub()


def keep_listening_to_redis() -> None:
    """Prepare the library's listeners of this process; nothing connects before the first reader."""
    manager = eventstream.get_listener_manager()
    eventstream.MAX_PENDING = PENDING_EVENTS
    if manager.redis_listener is not None:
        manager.redis_listener = PatientRedisListener()


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
    checked_at = time.monotonic()
    async for chunk in chunks:
        if _concerns_people(chunk) or time.monotonic() - checked_at >= RECHECK_SECONDS:
            now = timezone.now()
            member = await sync_to_async(may_listen)(user_id, practice_id, session, now)
            if member is None or member.role != role:
                return
            checked_at = time.monotonic()
        await sync_to_async(connections.close_all)()
        yield chunk


def _concerns_people(chunk: bytes | str) -> bool:
    text = chunk if isinstance(chunk, str) else chunk.decode(errors="replace")
    return any(topic in text for topic in ABOUT_PEOPLE)
