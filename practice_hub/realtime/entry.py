"""How many requests may begin at once in the event stream's process.

Until a stream has begun it holds a database connection of its own, and after a restart every open
browser comes back within seconds: all at once would take more connections than PostgreSQL has.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from typing import Any, Final

Event = Mapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]
Application = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]

AT_ONCE: Final = 8
BEGUN: Final = b"stream-open"  # the library's first event


def limited(application: Application, at_once: int = AT_ONCE) -> Application:
    """`application`, with so many requests at once; a stream that has begun counts no more.

    Nor does what brings a body: whoever sends one slowly would keep all others out.
    """
    places = asyncio.Semaphore(at_once)

    async def enter(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if _has_body(scope):
            await application(scope, receive, send)
            return
        async with AsyncExitStack() as held:
            await held.enter_async_context(places)

            async def send_on(event: Event) -> None:
                if _has_begun(event):
                    await held.aclose()
                await send(event)

            await application(scope, receive, send_on)

    return enter


def _has_body(scope: Mapping[str, Any]) -> bool:
    headers = dict(scope.get("headers", ()))
    return b"transfer-encoding" in headers or headers.get(b"content-length", b"0") != b"0"


def _has_begun(event: Event) -> bool:
    return event["type"] == "http.response.body" and BEGUN in event.get("body", b"")
