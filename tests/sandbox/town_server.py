"""A sandbox with its public face, served for real on a free port."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from aiohttp import web

from sandbox.app import make_app
from sandbox.public.views import setup_public
from sandbox.town.played import Played
from sandbox.town.posting import move_in
from sandbox.world import World
from tests.support.patience import PATIENCE_SECONDS

T = TypeVar("T")


class TownServer:
    """`url` to talk to it; `on_loop` to touch the world where the server's own thread does."""

    world: World

    def __init__(self, prepare: Callable[[World], object]) -> None:
        self._prepare = prepare
        self.played = Played()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        # Made here, since its storage belongs to the thread that opened it.
        self.world = World()
        self._prepare(self.world)
        app = make_app(self.world, [lambda a, w: setup_public(a, w, self.played)])
        runner = web.AppRunner(app)
        self._loop.run_until_complete(runner.setup())
        self._loop.run_until_complete(web.SockSite(runner, self._socket).start())
        self._ready.set()
        self._loop.run_forever()
        self._loop.run_until_complete(runner.cleanup())

    def start(self) -> None:
        self._thread.start()
        assert self._ready.wait(PATIENCE_SECONDS)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def on_loop(self, act: Callable[[], T]) -> T:
        async def run() -> T:
            return act()

        return asyncio.run_coroutine_threadsafe(run(), self._loop).result(10)


@contextmanager
def served(prepare: Callable[[World], object] = move_in) -> Iterator[TownServer]:
    """The server, for as long as the block lasts; `prepare` fills its world."""
    server = TownServer(prepare)
    server.start()
    try:
        yield server
    finally:
        server.stop()
