"""The web application: one port that is X, Graph, the controls, the pictures and the town."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable

from aiohttp import web

from sandbox.admin import Admin
from sandbox.call import GRAPH_HOSTS, X_HOSTS
from sandbox.media import serve_media
from sandbox.network import Network
from sandbox.world import World

WORLD = web.AppKey("world", World)
NETWORK = web.AppKey("network", Network)
Part = Callable[[web.Application, World], None]
"""Adds routes or background work, for instance the public face."""

_GRAPH_PATH = re.compile(r"/v\d+\.\d+(/|$)|/oauth/")
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def network_host(request: web.Request) -> str | None:
    """The real host that a call is meant for; None for everything that is not an API call."""
    upstream = request.headers.get("X-Upstream-Host") or request.headers.get("Host") or ""
    host = upstream.partition(":")[0].lower()
    if host in X_HOSTS + GRAPH_HOSTS:
        return host
    if request.path.startswith("/2/"):
        return X_HOSTS[0]
    if _GRAPH_PATH.match(request.path):
        return GRAPH_HOSTS[0]
    return None


def make_app(world: World, parts: Iterable[Part] = ()) -> web.Application:
    """The application around a world. `parts` are given the app and the world, in order."""
    network = Network(world)
    admin = Admin(network)

    @web.middleware
    async def route(request: web.Request, handler: _Handler) -> web.StreamResponse:
        host = network_host(request)
        if host is not None:
            return await network.serve(request, host)
        if request.path.startswith("/_sandbox"):
            return await admin.handle(request)
        if request.path.startswith("/media/"):
            return serve_media(world, request.path)
        return await handler(request)

    app = web.Application(middlewares=[route], client_max_size=8 * 1024 * 1024)
    app[WORLD], app[NETWORK] = world, network
    for part in parts:
        part(app, world)
    app.on_cleanup.append(_close_world)
    return app


async def _close_world(app: web.Application) -> None:
    app[WORLD].close()
