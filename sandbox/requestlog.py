"""What was asked of the two networks, kept so that tests can count: secrets never get in."""

from __future__ import annotations

import json
import re
from collections import deque
from datetime import datetime
from typing import Any

from sandbox.call import Call

KEPT = 20_000
SECRET_NAMES = frozenset(
    {
        "access_token",
        "appsecret_proof",
        "client_secret",
        "refresh_token",
        "input_token",
        "fb_exchange_token",
        "oauth_token",
        "code",
    }
)
REDACTED = "[redacted]"
LONGEST = 20_000  # a picture in base64 is not worth keeping


def _redact(values: dict[str, Any]) -> dict[str, Any]:
    return {name: _shown(name, value) for name, value in values.items()}


def _shown(name: str, value: Any) -> Any:
    if name in SECRET_NAMES:
        return REDACTED
    is_long = isinstance(value, str) and len(value) > LONGEST
    return f"[{len(value)} characters]" if is_long else value


class RequestLog:
    """The newest calls, oldest first."""

    def __init__(self) -> None:
        self._entries: deque[dict[str, Any]] = deque(maxlen=KEPT)
        self._next_id = 1

    def start(self, call: Call, at: datetime) -> dict[str, Any]:
        """Enter a call before it is answered; the caller fills in `status` and `faults`."""
        entry: dict[str, Any] = {
            "id": self._next_id,
            "at": at.isoformat(timespec="milliseconds"),
            "method": call.method,
            "host": call.host,
            "path": call.path,
            "query": _redact(call.query),
            "body": _body(call),
            "status": None,
            "faults": [],
        }
        self._next_id += 1
        self._entries.append(entry)
        return entry

    def entries(
        self, path_regex: str = "", method: str = "", host: str = ""
    ) -> list[dict[str, Any]]:
        """Calls that fit; `status` is None while a call runs and 0 when it got no answer."""
        return [
            entry
            for entry in self._entries
            if re.search(path_regex, entry["path"])
            and method.upper() in ("", entry["method"])
            and host in ("", entry["host"])
        ]

    def clear(self) -> None:
        """Forget all calls."""
        self._entries.clear()


def _body(call: Call) -> Any:
    if not call.body:
        return None
    if call.is_form or call.content_type == "multipart/form-data":
        return _redact(call.form())
    try:
        body = json.loads(call.body)
    except ValueError:
        return call.body.decode("utf-8", "replace")[:2000]
    return _redact(body) if isinstance(body, dict) else body
