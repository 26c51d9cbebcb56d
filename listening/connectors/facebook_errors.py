"""What a Graph error means, by code and subcode; the HTTP status varies and decides nothing
but the answers that have no code. Source: Meta's error reference for Graph and Messenger."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from listening.connectors import sentences
from listening.connectors.base import ErrorKind
from listening.connectors.facebook_limits import (
    ANSWERS,
    APP,
    DEFAULT_WAIT,
    MESSENGER,
    PAGES,
    SENDS,
    group_of,
    usage_of,
    wait_of,
)
from listening.connectors.http import Answer
from listening.connectors.wire import Failure

_THROTTLED = {4, 17, 32, 341, 613, 80000, 80001, 80002, 80003, 80004, 80005, 80006, 80008, 80014}
_TRANSIENT = {1, 2, 1200}
_AUTH = {102, 190}
_DUPLICATE = {506, 10900}
_GONE = {803}
_UNSUPPORTED = {12}
_BLOCKED = {368}  # for what we write
_REFUSED = {100, 551, 10903}
_BY_PAIR = {
    (100, 33): ErrorKind.GONE,
    (10, 2018278): ErrorKind.WINDOW,
    (10, 2018065): ErrorKind.WINDOW,
    (10, 2534022): ErrorKind.WINDOW,
    (10, 2018108): ErrorKind.REFUSED,  # this person cannot receive messages
    (10, 1893063): ErrorKind.BLOCKED,  # the page may not send for some time
}
_LONG_WAIT = timedelta(hours=1)  # 341: the app's own limit
# Which limit a throttling code speaks of; the others speak of what was just called.
_LIMIT_OF = {4: APP, 17: APP, 341: APP, 32: PAGES, 80001: PAGES, 80006: MESSENGER}
# Blocked for what we write: further writing makes it worse, so all of it pauses.
_PAUSE = timedelta(minutes=15)
_PAUSES: dict[tuple[int | None, int | None], str] = {(368, None): ANSWERS, (10, 1893063): SENDS}


def classify(error: Exception, answer: Answer | None, is_write: bool) -> Failure:
    """Turn the SDK's exception into kind, code and waiting time."""
    body = _error_of(error)
    code, subcode = _number(body.get("code")), _number(body.get("error_subcode"))
    kind = _kind(code, subcode, body, answer)
    if is_write and kind is ErrorKind.TRANSIENT:
        kind = ErrorKind.UNKNOWN_OUTCOME  # Graph says "try again" of writes that went through
    if not is_write and kind is ErrorKind.BLOCKED:
        kind = ErrorKind.REFUSED  # what stops us from writing is no word on this look
    retry_at = _retry_at(code, answer) if kind is ErrorKind.RATE_LIMIT else None
    closes, closed_until = _closes(code, answer), retry_at
    if kind is not ErrorKind.RATE_LIMIT:
        closes, closed_until = _pauses(code, subcode, answer)
    return Failure(
        kind=kind,
        detail=_detail(body, answer),
        code=_code_text(code, subcode),
        retry_at=retry_at,
        closes=closes,
        closed_until=closed_until,
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
        (_BLOCKED, ErrorKind.BLOCKED),
        (_UNSUPPORTED, ErrorKind.UNSUPPORTED),
    ):
        if code in codes:
            return kind
    if body.get("is_transient") or answer is None:
        return ErrorKind.TRANSIENT
    if code in (3, 10) or (code is not None and 200 <= code <= 299):
        return ErrorKind.PERMISSION
    if answer.status >= 500 and code not in _REFUSED:
        return ErrorKind.TRANSIENT
    # No code at all is a page of something else, such as a proxy's: it says nothing for good.
    return ErrorKind.TRANSIENT if code is None else ErrorKind.REFUSED


def _retry_at(code: int | None, answer: Answer | None) -> datetime | None:
    ours = (answer.asked_at or answer.date) if answer else None
    if answer is None or ours is None:
        return None
    minutes = max((minutes for _, _, minutes in usage_of(answer)), default=0)
    return ours + wait_of(minutes, _LONG_WAIT if code == 341 else DEFAULT_WAIT)


def _closes(code: int | None, answer: Answer | None) -> tuple[str, ...]:
    """The limit that the code speaks of, and the one that the call itself counted against."""
    if answer is None:
        return ()
    group = group_of(answer.path)
    return tuple(dict.fromkeys((_LIMIT_OF.get(code or 0, group), group)))


def _pauses(
    code: int | None, subcode: int | None, answer: Answer | None
) -> tuple[tuple[str, ...], datetime | None]:
    pause = _PAUSES.get((code, subcode)) or _PAUSES.get((code, None))
    ours = (answer.asked_at or answer.date) if answer else None
    return ((pause,), ours + _PAUSE) if pause and ours else ((), None)


def _error_of(error: Exception) -> Mapping[str, Any]:
    result = getattr(error, "result", None)
    found = result.get("error") if isinstance(result, dict) else None
    return found if isinstance(found, dict) else {}


def _detail(body: Mapping[str, Any], answer: Answer | None) -> str:
    texts = [str(body.get(name) or "") for name in ("message", "error_user_msg")]
    text = " ".join(part for part in texts if part)
    return text or sentences.NO_REASON % {"status": answer.status if answer else "?"}


def _code_text(code: int | None, subcode: int | None) -> str:
    if code is None:
        return ""
    return str(code) if subcode is None else f"{code}/{subcode}"


def _number(value: Any) -> int | None:
    try:
        return int(value)
    except (TypeError, ValueError):
        return None
