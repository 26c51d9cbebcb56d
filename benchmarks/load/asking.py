"""Real requests over kept connections, timed and judged."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import aiohttp

from benchmarks.load.tally import REFUSED, Tally

PATIENCE_SECONDS = 30.0
_OK = frozenset({200, 204})
_CLOSED = (aiohttp.ServerDisconnectedError, ConnectionResetError, BrokenPipeError)


def open_session() -> aiohttp.ClientSession:
    """Any number of connections; cookies are sent by whoever asks."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=4.5),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=PATIENCE_SECONDS),
    )


@dataclass(slots=True)
class Asker:
    """Asks as one signed-in person; `tally` says where the answers are counted at the moment."""

    session: aiohttp.ClientSession
    base_url: str
    cookie: str
    tally: Callable[[], Tally]

    async def get(self, kind: str, path: str) -> str:
        return (await self._timed("GET", kind, path, None))[1]

    async def post(self, kind: str, path: str, fields: Mapping[str, str]) -> tuple[int, str]:
        """The status (0: it failed and was counted) and the page."""
        return await self._timed("POST", kind, path, fields)

    async def _timed(
        self, method: str, kind: str, path: str, fields: Mapping[str, str] | None
    ) -> tuple[int, str]:
        tally, begun = self.tally(), time.perf_counter()
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                status, text = await self._once_more(tally, method, path, fields)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            tally.failed(kind, type(error).__name__)
            return 0, ""
        if status not in _OK and status != REFUSED:
            tally.failed(kind, f"HTTP {status}")
            return 0, text
        tally.answered(kind, time.perf_counter() - begun, is_refused=status == REFUSED)
        return status, text

    async def _once_more(
        self, tally: Tally, method: str, path: str, fields: Mapping[str, str] | None
    ) -> tuple[int, str]:
        try:
            return await self._once(method, path, fields)
        except _CLOSED:
            tally.asked_again += 1
            return await self._once(method, path, fields)

    async def _once(
        self, method: str, path: str, fields: Mapping[str, str] | None
    ) -> tuple[int, str]:
        headers = {"Cookie": self.cookie, "HX-Request": "true"}
        async with self.session.request(
            method, self.base_url + path, data=fields, headers=headers, allow_redirects=False
        ) as response:
            return response.status, await response.text()
