"""One call to a network and one answer, free of the web server, so that handlers are plain code."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from sandbox import multipart

X_HOSTS = ("api.twitter.com", "api.x.com")
GRAPH_HOSTS = ("graph.facebook.com",)


@dataclass(slots=True)
class Call:
    """A request as a network sees it. `host` is the real network's host, never the sandbox's."""

    method: str
    host: str
    path: str
    query_string: str
    headers: Mapping[str, str]
    body: bytes = b""
    query: dict[str, str] = field(default_factory=dict)
    page_limit: int | None = None
    """A page no longer than this, whatever was asked (a fault makes pages short)."""

    def __post_init__(self) -> None:
        self.query = dict(parse_qsl(self.query_string, keep_blank_values=True))

    @property
    def content_type(self) -> str:
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()

    @property
    def is_form(self) -> bool:
        return self.content_type == "application/x-www-form-urlencoded"

    def cut(self, size: int) -> int:
        """`size`, or less when pages are to be short."""
        return size if self.page_limit is None else min(size, self.page_limit)

    def form(self) -> dict[str, str]:
        """Fields of a form body without its files; empty for any other body."""
        if self.content_type == "multipart/form-data":
            return multipart.parse(self.headers.get("Content-Type", ""), self.body)[0]
        if not self.is_form:
            return {}
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))

    def files(self) -> dict[str, bytes]:
        """Files of a multipart form body, by the names of their fields."""
        if self.content_type != "multipart/form-data":
            return {}
        return multipart.parse(self.headers.get("Content-Type", ""), self.body)[1]

    def json(self) -> Any:
        """The JSON body, {} for an empty one. Raises ValueError when it is not JSON."""
        return json.loads(self.body) if self.body.strip() else {}


@dataclass(slots=True)
class Answer:
    """What goes back. `body` is JSON data unless `raw` holds the bytes themselves."""

    body: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json; charset=utf-8"
    raw: bytes | None = None

    def payload(self) -> bytes:
        """The bytes to send."""
        if self.raw is not None:
            return self.raw
        return json.dumps(self.body, ensure_ascii=False, separators=(",", ":")).encode()


class ApiError(Exception):
    """An error answer of a network."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer
