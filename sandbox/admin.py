"""/_sandbox/*: the controls of the sandbox, for tests and the demo. From this machine only."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from sandbox.faults import FaultError
from sandbox.models import TownError
from sandbox.network import Network
from sandbox.store import to_plain
from sandbox.verbs import perform

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def _answer(body: Any, status: int = 200) -> web.Response:
    return web.json_response(body, status=status)


def _refusal(message: str, status: int = 400) -> web.Response:
    return _answer({"error": message}, status)


def is_local(request: web.Request) -> bool:
    """Asked from this machine, by its own name, and not by some web page in a browser."""
    try:
        peer = ipaddress.ip_address(request.remote or "")
    except ValueError:
        return False
    host = urlsplit(f"//{request.headers.get('Host', '')}").hostname or ""
    origin = request.headers.get("Origin")
    is_ours = origin is None or urlsplit(origin).netloc == request.headers.get("Host")
    return peer.is_loopback and is_ours and is_loopback_name(host)


def is_loopback_name(host: str) -> bool:
    """127.x.x.x, ::1 or localhost."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


async def _body(request: web.Request) -> dict[str, Any]:
    text = await request.text()
    try:
        body = json.loads(text) if text.strip() else {}
    except ValueError:
        raise TownError("The body is not JSON.") from None
    if not isinstance(body, dict):
        raise TownError("The body is not a JSON object.")
    return body


class Admin:
    """The handlers; `handle` finds the right one."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._world = network.world
        self._handlers: dict[tuple[str, str], Handler] = {
            ("GET", "health"): self._health,
            ("GET", "credentials"): self._credentials,
            ("GET", "state"): self._state,
            ("GET", "story"): self._story,
            ("GET", "requests"): self._requests,
            ("DELETE", "requests"): self._clear_requests,
            ("GET", "faults"): self._faults,
            ("POST", "faults"): self._add_fault,
            ("DELETE", "faults"): self._clear_faults,
            ("GET", "clock"): self._clock,
            ("POST", "clock"): self._set_clock,
            ("GET", "settings"): self._settings,
            ("POST", "settings"): self._configure,
            ("POST", "act"): self._act,
            ("POST", "reset"): self._reset,
        }

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer /_sandbox/<name>. 403 from elsewhere, 400 with the reason for a bad wish."""
        if not is_local(request):
            return _refusal("The controls of the sandbox are open on this machine only.", 403)
        name = request.path.removeprefix("/_sandbox").strip("/")
        handler = self._handlers.get((request.method, name))
        if handler is None:
            return _refusal(f"There is no {request.method} /_sandbox/{name}.", 404)
        try:
            return await handler(request)
        except (TownError, FaultError, ValueError) as error:
            return _refusal(str(error))

    async def _health(self, request: web.Request) -> web.Response:
        now = to_plain(self._world.clock.now())
        people = len(self._world.people())
        return _answer({"status": "ok", "now": now, "people": people})

    async def _credentials(self, request: web.Request) -> web.Response:
        return _answer(to_plain(self._world.practice))

    async def _state(self, request: web.Request) -> web.Response:
        return _answer(self._world.state())

    async def _story(self, request: web.Request) -> web.Response:
        return _answer({"story": self._world.story()})

    async def _requests(self, request: web.Request) -> web.Response:
        asked = request.query
        found = self._network.log.entries(
            asked.get("path", ""), asked.get("method", ""), asked.get("host", "")
        )
        return _answer({"requests": found, "count": len(found)})

    async def _clear_requests(self, request: web.Request) -> web.Response:
        self._network.log.clear()
        return _answer({"requests": []})

    async def _faults(self, request: web.Request) -> web.Response:
        return _answer({"faults": self._network.faults.listed()})

    async def _add_fault(self, request: web.Request) -> web.Response:
        fault = self._network.faults.add(await _body(request))
        return _answer(fault.as_dict(), 201)

    async def _clear_faults(self, request: web.Request) -> web.Response:
        self._network.faults.clear()
        return _answer({"faults": []})

    async def _clock(self, request: web.Request) -> web.Response:
        clock = self._world.clock
        return _answer({"now": to_plain(clock.now()), "frozen": clock.frozen_at is not None})

    async def _set_clock(self, request: web.Request) -> web.Response:
        """{"reset": true}, {"freeze": bool}, {"set": iso}, {"advance_seconds": n}, so ordered."""
        body, clock = await _body(request), self._world.clock
        if unknown := sorted(set(body) - {"reset", "set", "advance_seconds", "freeze"}):
            raise TownError(f"The clock has no {', '.join(unknown)}.")
        if body.get("reset"):
            clock.reset()
        if "freeze" in body:
            clock.freeze(frozen=bool(body["freeze"]))
        if "set" in body:
            clock.set(str(body["set"]))
        if "advance_seconds" in body:
            clock.advance(float(body["advance_seconds"]))
        self._world.save_state()
        return await self._clock(request)

    async def _settings(self, request: web.Request) -> web.Response:
        return _answer(self._world.settings)

    async def _configure(self, request: web.Request) -> web.Response:
        return _answer(self._world.configure(**await _body(request)))

    async def _act(self, request: web.Request) -> web.Response:
        """{"verb": "x_post", "args": {...}}"""
        body = await _body(request)
        result = perform(self._world, str(body.get("verb", "")), body.get("args") or {})
        return _answer({"result": result})

    async def _reset(self, request: web.Request) -> web.Response:
        """{"people": [{key, name, x_username, ...}], "settings": {...}}, both optional."""
        body = await _body(request)
        people = self._world.reset(body.get("people"))
        self._network.reset()
        if settings := body.get("settings"):
            self._world.configure(**settings)
        return _answer({"people": to_plain(people)})
