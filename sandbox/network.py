"""Between the web server and the two APIs: the log, the faults, and how an answer is sent."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

from aiohttp import web

from sandbox.call import X_HOSTS, Answer, Call
from sandbox.fault_answers import answer_instead
from sandbox.fault_bends import bend, limit_headers
from sandbox.faults import ANSWERED_KINDS, Fault, Faults
from sandbox.graph_api import GraphApi
from sandbox.requestlog import RequestLog
from sandbox.verbs import perform_fault
from sandbox.world import World
from sandbox.x_api import XApi
from sandbox.x_context import XContext

DRIPS = 40  # pieces of a body that drips


class Network:
    """Serves X and Graph. One per server."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.x_context = XContext(world)
        self._x = XApi(self.x_context)
        self._graph = GraphApi(world)
        self.faults = Faults()
        self.log = RequestLog()

    def reset(self) -> None:
        """Forget counts, faults and the log (the world resets itself)."""
        self.x_context.reset()
        self._graph.reset()
        self.faults.clear()
        self.log.clear()

    async def serve(self, request: web.Request, host: str) -> web.StreamResponse:
        """Answer one call to a network."""
        call = Call(
            method=request.method,
            host=host,
            path=request.path,
            query_string=request.rel_url.raw_query_string,
            headers=request.headers,
            body=await request.read(),
        )
        entry = self.log.start(call, self.world.clock.now())
        struck = self.faults.strike(call)
        entry["faults"] = [fault.kind for fault in struck]
        answer = await self._answer(request, call, struck)
        if answer is None:
            entry["status"] = 0
            return _hang_up(request)
        entry["status"] = answer.status
        return await self._send(request, answer, struck)

    async def _answer(self, request: web.Request, call: Call, struck: list[Fault]) -> Answer | None:
        """None: the connection is to be closed without an answer."""
        for fault in struck:
            when = fault.details.get("when", "")
            if fault.kind == "drop" and when != "after":
                return None
            if fault.kind == "slow" and when == "before_apply":
                await asyncio.sleep(float(fault.details.get("seconds", 1.0)))
                if request.transport is None or request.transport.is_closing():
                    return None
        answer = self.apply(call, struck)
        for fault in struck:
            if fault.kind == "drop":
                return None
            is_early = fault.details.get("when", "before_headers") == "before_headers"
            if fault.kind == "slow" and is_early:
                await asyncio.sleep(float(fault.details.get("seconds", 1.0)))
        return answer

    def apply(self, call: Call, struck: list[Fault]) -> Answer:
        """The answer of the network with all faults but those of the connection."""
        for fault in struck:
            if fault.details.get("when", "before") == "before":
                perform_fault(self.world, fault)
            if fault.kind in ("short_page",):
                call.page_limit = int(fault.details.get("size", 1))
        instead = next((fault for fault in struck if fault.kind in ANSWERED_KINDS), None)
        if instead is not None:
            answer = answer_instead(self.world, call, instead)
        else:
            answer = (self._x if call.host in X_HOSTS else self._graph).answer(call)
        for fault in struck:
            if fault.details.get("when") == "after":
                perform_fault(self.world, fault)
            bend(call, answer, fault)
            if fault.kind == "usage":
                now, page_id = self.world.clock.now(), self.world.practice.page_id
                answer.headers |= limit_headers(call, fault, page_id, now)
        return answer

    async def _send(
        self, request: web.Request, answer: Answer, struck: list[Fault]
    ) -> web.StreamResponse:
        payload = answer.payload()
        headers = {**answer.headers, "Content-Type": answer.content_type}
        headers["Date"] = self._date(struck, headers)
        pause, pieces = 0.0, 2
        for fault in struck:
            if fault.kind == "truncated_json":
                payload = payload[: max(1, len(payload) * 3 // 5)]
            elif fault.kind == "wrong_content_type":
                headers["Content-Type"] = fault.details.get("value", "text/html; charset=utf-8")
            elif fault.kind == "slow" and fault.details.get("when") in ("mid_body", "drip"):
                pause = float(fault.details.get("seconds", 1.0))
                pieces = 2 if fault.details["when"] == "mid_body" else DRIPS
        if not pause:
            return web.Response(body=payload, status=answer.status, headers=headers)
        return await _send_in_pieces(request, (answer.status, headers), payload, (pieces, pause))

    def _date(self, struck: list[Fault], headers: dict[str, str]) -> str:
        """The town's time, a wrong one when the clock is skewed (limits' reset included), or
        something that is no time at all (`value`)."""
        for fault in struck:
            if fault.kind == "clock_skew" and "value" in fault.details:
                return str(fault.details["value"])
        skew = sum(
            float(fault.details.get("seconds", 300))
            for fault in struck
            if fault.kind == "clock_skew"
        )
        if skew and "x-rate-limit-reset" in headers:
            headers["x-rate-limit-reset"] = str(int(headers["x-rate-limit-reset"]) + int(skew))
        return format_datetime(self.world.clock.now() + timedelta(seconds=skew), usegmt=True)


def _hang_up(request: web.Request) -> web.Response:
    """Close the connection at once: the caller cannot know what happened."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _send_in_pieces(
    request: web.Request,
    head: tuple[int, dict[str, Any]],
    payload: bytes,
    rhythm: tuple[int, float],
) -> web.StreamResponse:
    """Head at once, then the body in so many pieces with a pause in seconds between them."""
    status, headers = head
    pieces, pause = rhythm
    response = web.StreamResponse(status=status, headers=headers)
    response.content_length = len(payload)
    await response.prepare(request)
    size = max(1, -(-len(payload) // pieces))
    for start in range(0, len(payload), size):
        if start:
            await asyncio.sleep(pause)
        await response.write(payload[start : start + size])
    await response.write_eof()
    return response
