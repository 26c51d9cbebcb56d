"""What an error answer of X means.

Sources: X's problem documents (`type`, of which only the last part counts: the host varies), its
HTTP status codes, the older numeric codes that some endpoints still send, and the header
`x-access-level`. No sentence is read: X may change its words, or say them in another language.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import tweepy

from listening.connectors import sentences
from listening.connectors.base import ErrorKind
from listening.connectors.http import Answer
from listening.connectors.wire import Failure
from listening.connectors.x_limits import used_up

CANNOT_MESSAGE = "cannot-message"
INVALID = "invalid-request"
FORBIDDEN = "403"  # X says no more than that

_BY_PROBLEM = {
    "credits": ErrorKind.QUOTA,
    "usage-capped": ErrorKind.QUOTA,
    "client-forbidden": ErrorKind.PERMISSION,
    "unsupported-authentication": ErrorKind.PERMISSION,
    "oauth1-permissions": ErrorKind.PERMISSION,
    "not-authorized-for-field": ErrorKind.PERMISSION,
    "client-disconnected": ErrorKind.TRANSIENT,
    "resource-not-found": ErrorKind.GONE,
    "resource-unavailable": ErrorKind.GONE,
    "not-authorized-for-resource": ErrorKind.REFUSED,
    "disallowed-resource": ErrorKind.REFUSED,
    "conflict": ErrorKind.REFUSED,
    INVALID: ErrorKind.REFUSED,
}
_BY_CODE = {
    32: ErrorKind.AUTH,
    89: ErrorKind.AUTH,
    99: ErrorKind.AUTH,
    135: ErrorKind.AUTH,
    215: ErrorKind.AUTH,
    64: ErrorKind.PERMISSION,  # account suspended
    326: ErrorKind.PERMISSION,  # account locked
    93: ErrorKind.PERMISSION,
    453: ErrorKind.PERMISSION,
    34: ErrorKind.GONE,
    50: ErrorKind.GONE,
    63: ErrorKind.GONE,
    144: ErrorKind.GONE,
    385: ErrorKind.GONE,
    88: ErrorKind.RATE_LIMIT,
    185: ErrorKind.RATE_LIMIT,
    187: ErrorKind.DUPLICATE,
}
_BY_STATUS = {
    401: ErrorKind.AUTH,
    402: ErrorKind.QUOTA,
    404: ErrorKind.GONE,
    410: ErrorKind.GONE,
    429: ErrorKind.RATE_LIMIT,
}
# Parameters of a write that name the post it is addressed to.
_TARGET_PARAMETERS = {"reply.in_reply_to_tweet_id", "in_reply_to_tweet_id", "reply"}


def classify(error: Exception, answer: Answer | None, is_write: bool) -> Failure:
    """Turn tweepy's exception into kind, code and waiting time."""
    body = _body(error)
    status = answer.status if answer else 0
    detail = _detail(body, error)
    if status >= 500:
        kind = ErrorKind.UNKNOWN_OUTCOME if is_write else ErrorKind.TRANSIENT
        return Failure(kind, detail, str(status))
    kind, code = _kind_and_code(body, status, answer, is_write)
    if kind is not ErrorKind.RATE_LIMIT or answer is None:
        return Failure(kind, detail, code)
    bucket, until = used_up(answer)
    return Failure(kind, detail, code, until, closes=(bucket,), closed_until=until)


def problem_of(body: Mapping[str, Any]) -> str:
    """Last part of the problem's type; empty for `about:blank` and for older shapes."""
    kind = str(body.get("type") or "")
    return "" if kind == "about:blank" else kind.rstrip("/").rpartition("/")[2]


def is_about(code: str, *parameters: str) -> bool:
    """Was the call refused because of one of these parameters?"""
    kind, _, names = code.partition(":")
    return kind == INVALID and bool(set(names.split(",")) & set(parameters))


def _kind_and_code(
    body: Mapping[str, Any], status: int, answer: Answer | None, is_write: bool
) -> tuple[ErrorKind, str]:
    for code in _numeric_codes(body):
        if code in _BY_CODE:
            return _BY_CODE[code], str(code)
    problem = problem_of(body)
    if problem == INVALID:
        return _invalid(body, is_write)
    if status in _BY_STATUS and _BY_PROBLEM.get(problem) is not ErrorKind.QUOTA:
        return _BY_STATUS[status], problem or str(status)
    if problem in _BY_PROBLEM:
        return _BY_PROBLEM[problem], problem
    if status == 403:
        return _forbidden(answer, is_write)
    return ErrorKind.REFUSED, problem or str(status)


def _invalid(body: Mapping[str, Any], is_write: bool) -> tuple[ErrorKind, str]:
    names = [
        str(name)
        for entry in _errors(body)
        if isinstance(entry.get("parameters"), dict)
        for name in entry["parameters"]
    ]
    is_target = is_write and bool(_TARGET_PARAMETERS & set(names))
    return (ErrorKind.GONE if is_target else ErrorKind.REFUSED), f"{INVALID}:{','.join(names)}"


def _forbidden(answer: Answer | None, is_write: bool) -> tuple[ErrorKind, str]:
    """403 without a problem type, which X gives for many reasons.

    A right that the app lacks shows in `x-access-level`. Of a message what remains is a person
    who takes none; why a post was refused is found out by looking (`x_refusals`).
    """
    is_message = answer is not None and answer.path.startswith("/2/dm_conversations/")
    if not is_write or _lacks_right("directmessages" if is_message else "write", answer):
        return ErrorKind.PERMISSION, FORBIDDEN
    return ErrorKind.REFUSED, CANNOT_MESSAGE if is_message else FORBIDDEN


def _lacks_right(right: str, answer: Answer | None) -> bool:
    level = answer.headers.get("x-access-level", "") if answer else ""
    return bool(level) and right not in level.split("-")


def _body(error: Exception) -> Mapping[str, Any]:
    response = getattr(error, "response", None)
    if not isinstance(error, tweepy.HTTPException) or response is None:
        return {}
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _errors(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    entries = body.get("errors")
    return (
        [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
    )


def _numeric_codes(body: Mapping[str, Any]) -> list[int]:
    return [entry["code"] for entry in _errors(body) if isinstance(entry.get("code"), int)]


def _detail(body: Mapping[str, Any], error: Exception) -> str:
    messages = [str(entry["message"]) for entry in _errors(body) if entry.get("message")]
    title, detail = str(body.get("title") or ""), str(body.get("detail") or "")
    parts = [part for part in (title if title != detail else "", detail, *messages) if part]
    return " ".join(parts) or sentences.ANSWERED % {"error": str(error)[:200]}
