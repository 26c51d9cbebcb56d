"""A counter that pages wait on, so that they refresh by themselves when something happens."""

from __future__ import annotations

import asyncio
import contextlib


class Changed:
    """`counter` grows with every change; `wait` returns as soon as it has passed a known value."""

    def __init__(self) -> None:
        self.counter = 0
        self._waiters: set[asyncio.Future[None]] = set()

    def bump(self) -> None:
        """Something changed: wake everyone who waits."""
        self.counter += 1
        waiters, self._waiters = self._waiters, set()
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def wait(self, since: int, timeout_seconds: float = 25.0) -> int:
        """The counter, once it differs from `since` or when the time is up."""
        if self.counter != since:
            return self.counter
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters.add(waiter)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(waiter, timeout_seconds)
        self._waiters.discard(waiter)
        return self.counter
