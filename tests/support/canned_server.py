"""A real HTTP server on loopback that gives back the answers it was told, one after the other.

For answers a network would give only on a bad day, and for looking at what exactly was asked.
"""

from __future__ import annotations

import json
import threading
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(slots=True)
class Canned:
    """One answer. `body` is bytes as they are, or anything else as JSON."""

    body: Any = field(default_factory=dict)
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str | None = "application/json"
    hangs_up: bool = False


@dataclass(slots=True)
class Asked:
    """One request as it arrived."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode()))

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class CannedServer:
    """Start it, push answers, read `asked`."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self._answers: deque[Canned] = deque()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def start(self) -> CannedServer:
        self._thread.start()
        return self

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def push(self, *answers: Canned | dict[str, Any]) -> None:
        """Queue answers; a dict is a 200 with that body."""
        for answer in answers:
            self._answers.append(answer if isinstance(answer, Canned) else Canned(answer))

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _serve(self) -> None:
                url = urlsplit(self.path)
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                server.asked.append(
                    Asked(
                        self.command,
                        url.path,
                        dict(parse_qsl(url.query)),
                        {name.lower(): value for name, value in self.headers.items()},
                        body,
                    )
                )
                self._send(server._answers.popleft())

            do_GET = do_POST = do_PUT = do_DELETE = _serve  # noqa: N815

            def _send(self, answer: Canned) -> None:
                if answer.hangs_up:
                    self.close_connection = True
                    self.connection.close()
                    return
                is_raw = isinstance(answer.body, bytes)
                payload = answer.body if is_raw else json.dumps(answer.body).encode()
                self.send_response_only(answer.status)
                headers = {"Date": "Sat, 21 Nov 2026 12:00:00 GMT", **answer.headers}
                for name, value in headers.items():
                    self.send_header(name, value)
                if answer.content_type is not None:
                    self.send_header("Content-Type", answer.content_type)
                self.send_header("Content-Length", str(len(payload)))
                self.end_headers()
                self.wfile.write(payload)

            def log_message(self, format: str, *args: Any) -> None:
                """Silent."""

        return Handler
