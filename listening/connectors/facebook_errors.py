"""What a Graph error means, by code and subcode; the HTTP status varies and decides nothing
but the answers that have no code. Source: Meta's error reference for Graph and Messenger."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from listening.connectors.base import ErrorKind
from listening.connectors.http import Answer
from listening.connectors.wire import Failure

_THROTTLED = {4, 17, 32, 341, 613, 80000, 80001, 80002, 80003, 80004, 80005, 80006, 80008, 80014}
_TRANSIENT = {1, 2, 1200}
_AUTH = {102, 190}
_DUPLICATE = {506, 10900}
_GONE = {803}
_UNSUPPORTED = {12}
_BY_PAIR = {
    (100, 33): ErrorKind.GONE,
    (10, 2018278): ErrorKind.WINDOW,
    (10, 2018065): ErrorKind.WINDOW,
    (10, 2534022): ErrorKind.WINDOW,
    (10, 2018108): ErrorKind.REFUSED,  # this person cannot receive messages
    (10, 1893063): ErrorKind.REFUSED,  # the page may not send for some time
}
_DEFAULT_WAIT = timedelta(minutes=5)
_LONG_WAIT = timedelta(hours=1)  # 341: the app's own limit
_LONGEST_WAIT = timedelta(hours=24)  # page limits are counted over 24 hours


def classify(error: Exception, answer: Answer | None, is_write: bool) -> Failure:
    """Turn the SDK's exception into kind, code and waiting time."""
    body = _error_of(error)
    code, subcode = _number(body.get("code")), _number(body.get("error_subcode"))
    kind = _kind(code, subcode, body, answer)
    if is_write and kind is ErrorKind.TRANSIENT:
        kind = ErrorKind.UNKNOWN_OUTCOME  # Graph says "try again" of writes that went through
    return Failure(
        kind=kind,
        detail=_detail(body, answer),
        code=_code_text(code, subcode),
        retry_at=_retry_at(code, answer) if kind is ErrorKind.RATE_LIMIT else None,
    )


def _kind(
    code: int | None, subcode: int | None, body: Mapping[str, Any], answer: Answer | None
) -> ErrorKind:
    if (code, subcode) in _BY_PAIR:
        return _BY_PAIR[(code or 0, subcode or 0)]
    for codes, kind in (
        (_AUTH, ErrorKind.AUTH),
        (_THROTTLED, ErrorKind.RATE_LIMIT),
        (_TRANSIENT, ErrorKind.TRANSIENT),
        (_DUPLICATE, ErrorKind.DUPLICATE),
        (_GONE, ErrorKind.GONE),
        (_UNSUPPORTED, ErrorKind.UNSUPPORTED),
    ):
        if code in codes:
            return kind
    if body.get("is_transient") or answer is None or answer.status >= 500:
        return ErrorKind.TRANSIENT
    if code in (3, 10) or (code is not None and 200 <= code <= 299):
        return ErrorKind.PERMISSION
    # No code at all is a page of something else, such as a proxy's: it says nothing for good.
    return ErrorKind.TRANSIENT if code is None else ErrorKind.REFUSED


def usage_of(answer: Answer) -> list[tuple[str, float, int]]:
    """Bucket, percent used and minutes until access comes back, from both usage headers."""
    found: list[tuple[str, float, int]] = []
    app = _json(answer.headers.get("x-app-usage"))
    if app:
        found.append(("app", _percent(app), 0))
    for entries in _json(answer.headers.get("x-business-use-case-usage")).values():
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, dict):
                minutes = _number(entry.get("estimated_time_to_regain_access")) or 0
                found.append((str(entry.get("type") or "page"), _percent(entry), minutes))
    return found


def _retry_at(code: int | None, answer: Answer | None) -> datetime | None:
    ours = (answer.asked_at or answer.date) if answer else None
    if answer is None or ours is None:
        return None
    minutes = max((minutes for _, _, minutes in usage_of(answer)), default=0)
    default = _LONG_WAIT if code == 341 else _DEFAULT_WAIT
    wait = timedelta(minutes=min(minutes, 10_000)) if minutes > 0 else default
    return ours + min(wait, _LONGEST_WAIT)


def _percent(usage: Mapping[str, Any]) -> float:
    names = ("call_count", "total_cputime", "total_time")
    return max((float(usage[name]) for name in names if _is_number(usage.get(name))), default=0.0)


def _json(text: str | None) -> dict[str, Any]:
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _error_of(error: Exception) -> Mapping[str, Any]:
    result = getattr(error, "result", None)
    found = result.get("error") if isinstance(result, dict) else None
    return found if isinstance(found, dict) else {}


def _detail(body: Mapping[str, Any], answer: Answer | None) -> str:
    texts = [str(body.get(name) or "") for name in ("message", "error_user_msg")]
    text = " ".join(part for part in texts if part)
    return text or f"Facebook answered with HTTP {answer.status if answer else '?'} and no reason."


def _code_text(code: int | None, subcode: int | None) -> str:
    if code is None:
        return ""
    return str(code) if subcode is None else f"{code}/{subcode}"


def _number(value: Any) -> int | None:
    try:
        return int(value)
    except (TypeError, ValueError):
        return None


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
