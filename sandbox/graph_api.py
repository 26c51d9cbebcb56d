"""Facebook's Graph API: finds the object and the edge, checks the token, counts the calls."""

from __future__ import annotations

import json
import re
from collections import deque
from datetime import datetime, timedelta
from typing import Any

from sandbox import graph_messages, graph_nodes, graph_tokens, graph_writes
from sandbox.call import Answer, ApiError, Call
from sandbox.errors import graph_error, graph_unknown_path
from sandbox.graph_context import GraphCall, authenticate
from sandbox.graph_edges import asked_fields
from sandbox.graph_objects import Node
from sandbox.models import Practice
from sandbox.world import World

DEFAULT_VERSION = "v26.0"
_VERSION = re.compile(r"v\d+\.\d+")


class GraphApi:
    """Answers calls to graph.facebook.com."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._calls: deque[datetime] = deque()

    def reset(self) -> None:
        """Forget how often the page was called."""
        self._calls.clear()

    def answer(self, call: Call) -> Answer:
        """The answer of the network, errors included."""
        version, parts = self._split(call.path)
        graph = GraphCall(self.world, call, version, call.query | call.form())
        usage = self._usage()
        try:
            body = self._body(graph, parts, usage)
            answer = Answer(body)
        except ApiError as error:
            answer = error.answer
        headers = {
            "facebook-api-version": version,
            "x-fb-request-id": "AtownRequest",
            "x-fb-trace-id": "AtownTrace",
            "x-fb-rev": "1042",
        }
        answer.headers = headers | self._usage_headers(graph, usage) | answer.headers
        if answer.content_type.startswith("application/json"):
            answer.content_type = "application/json; charset=UTF-8"
        return answer

    # -- how often -------------------------------------------------------------------------

    def _usage(self) -> int:
        """Percent of the hourly calls used up, this call included."""
        allowed = self.world.settings["graph_max_calls_per_hour"]
        now = self.world.clock.now()
        self._calls.append(now)
        while self._calls and self._calls[0] < now - timedelta(hours=1):
            self._calls.popleft()
        return int(len(self._calls) * 100 / allowed) if allowed else 1

    def _usage_headers(self, graph: GraphCall, percent: int) -> dict[str, str]:
        numbers = {"call_count": percent, "total_cputime": percent // 4, "total_time": percent // 4}
        if not graph.is_page:
            return {"x-app-usage": json.dumps(numbers)}
        kind = "messenger" if "messages" in graph.call.path else "pages"
        minutes = 12 if percent > 100 else 0
        entry = {"type": kind, **numbers, "estimated_time_to_regain_access": minutes}
        usage = {self.world.practice.page_id: [entry]}
        return {"x-business-use-case-usage": json.dumps(usage)}

    # -- what ------------------------------------------------------------------------------

    def _split(self, path: str) -> tuple[str, list[str]]:
        parts = [part for part in path.split("/") if part]
        if parts and _VERSION.fullmatch(parts[0]):
            return parts[0], parts[1:]
        return DEFAULT_VERSION, parts

    def _body(self, graph: GraphCall, parts: list[str], usage: int) -> Any:
        path = "/".join(parts)
        if path == "oauth/access_token":
            return graph_tokens.access_token(graph)
        authenticate(graph)
        if usage > 100:
            raise graph_error(32, "(#32) Page request limit reached", status=403)
        if path == "debug_token":
            return graph_tokens.debug_token(graph)
        if not parts and graph.parameters.get("ids"):
            return self._several(graph)
        if len(parts) not in (1, 2):
            raise graph_unknown_path("/" + path)
        node = graph_nodes.find(graph, parts[0])
        edge = parts[1].lower() if len(parts) == 2 else ""
        method = graph.call.method = graph.parameters.get("method", graph.call.method).upper()
        if method == "GET":
            return self._read(graph, node, edge)
        return self._write(graph, (node, parts[0]), edge, method)

    def _several(self, graph: GraphCall) -> dict[str, Any]:
        fields = asked_fields(graph.parameters)
        ids = [each for each in graph.parameters["ids"].split(",") if each]
        nodes = {each: graph_nodes.find(graph, each) for each in ids}
        return {each: graph_nodes.render(graph, node, fields) for each, node in nodes.items()}

    def _read(self, graph: GraphCall, node: Node, edge: str) -> dict[str, Any]:
        if edge:
            return graph_nodes.edge(graph, node, edge, graph.parameters)
        return graph_nodes.render(graph, node, asked_fields(graph.parameters))

    def _write(
        self, graph: GraphCall, target: tuple[Node, str], edge: str, method: str
    ) -> dict[str, Any]:
        node, object_id = target
        if isinstance(node, Practice):
            if edge == "messages" and method == "POST":
                return dict(graph_messages.send(graph))
            if edge == "subscribed_apps":
                return graph_writes.subscribe(graph)
            if edge == "photos" and method == "POST":
                return graph_writes.photo(graph)
            if edge == "feed" and method == "POST":
                return graph_writes.publish(graph)
        elif edge == "comments" and method == "POST":
            return graph_writes.comment(graph, node, object_id)
        elif edge == "likes":
            return graph_writes.like(graph, node, object_id)
        elif not edge:
            act = graph_writes.delete if method == "DELETE" else graph_writes.update
            return act(graph, node, object_id)
        raise graph_error(
            100,
            f"Unsupported {method.lower()} request. Please read the Graph API documentation",
            subcode=33,
        )
