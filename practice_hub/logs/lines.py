"""How a line looks: text for people at a terminal, JSON for machines that collect lines."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Final

from django.http import HttpRequest

from practice_hub.logs import ids
from practice_hub.logs.paths import safe_path
from practice_hub.redact import redact

# What our own lines may carry beside their words (`extra=`).
FIELDS: Final = ("method", "path", "view", "status", "outcome", "duration_seconds", "queue")


class IdsFilter(logging.Filter):
    """Notes on each record what it belongs to, and hides the addresses that Django would write."""

    def filter(self, record: logging.LogRecord) -> bool:
        known = ids.current()
        record.ids = known.as_fields() if known else {}
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            record.args = tuple(
                safe_path(request) if arg in (request.path, request.get_full_path()) else arg
                for arg in record.args
            )
        return True


class TextFormatter(logging.Formatter):
    """`LEVEL logger: words [request_id=… user_id=…]`."""

    def __init__(self) -> None:
        super().__init__("%(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        known = " ".join(f"{name}={value}" for name, value in _ids(record).items())
        first, *rest = super().format(record).split("\n", 1)
        return "\n".join([f"{first} [{known}]" if known else first, *rest])


class JsonFormatter(logging.Formatter):
    """One JSON object a line; tracebacks stand in `exception`, so that a line stays a line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": _time(record),
            "level": record.levelname,
            "logger": record.name,
            "process": ids.process_name(),
            "pid": record.process,
            "message": record.getMessage(),
            **_ids(record),
        }
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info:
            line["exception"] = record.exc_text or redact(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False, default=str)


def wrapped(process: str, text: str) -> str:
    """A line of a program that knows nothing of JSON, or the line itself if it is JSON already."""
    if text.startswith("{"):
        return text
    now = logging.makeLogRecord({})
    line = {"time": _time(now), "level": "INFO", "logger": "output", "process": process}
    return json.dumps({**line, "message": redact(text)}, ensure_ascii=False)


def _ids(record: logging.LogRecord) -> dict[str, str | int]:
    found: dict[str, str | int] = getattr(record, "ids", {})
    return found


def _time(record: logging.LogRecord) -> str:
    moment = datetime.fromtimestamp(record.created, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z"
