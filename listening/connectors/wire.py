"""Runs the calls of one connector and turns every way they can fail into a ConnectorError."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import requests
import urllib3.exceptions
from requests import exceptions as failures

from listening.connectors import sentences
from listening.connectors.base import (
    ConnectorError,
    ConnectorSettings,
    CountCall,
    ErrorKind,
    Limits,
    RateWindow,
)
from listening.connectors.counting import FAULT, NOT_ASKED
from listening.connectors.http import (
    Answer,
    ClosedError,
    OutOfTimeError,
    Timeouts,
    answer_of,
    asked_at,
    last_answer,
    new_session,
)
from listening.connectors.limits import FULL_PERCENT
from practice_hub.redact import HIDDEN, redact

JsonObject = dict[str, Any]
CLOSED = "closed"
_SHORTEST_SECRET = 6  # shorter values would blank out ordinary words
_LONGEST_DETAIL = 500
_NOT_CONNECTED = (
    urllib3.exceptions.NewConnectionError,
    urllib3.exceptions.NameResolutionError,
    urllib3.exceptions.ConnectTimeoutError,
    urllib3.exceptions.ProxyError,
)
# What the libraries raise over an answer that is not of the expected shape.
_UNREADABLE = (ValueError, KeyError, AttributeError, TypeError)


@dataclass(frozen=True, slots=True)
class Failure:
    """An error answer of the network as its own module reads it, before redaction.

    `closes` names the limits that are used up until `closed_until`.
    """

    kind: ErrorKind
    detail: str
    code: str = ""
    retry_at: datetime | None = None
    closes: tuple[str, ...] = ()
    closed_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Dialect:
    """What is particular to one network's client library.

    `buckets` names the limits that a call counts against (method, path, asked as the app), and
    `told` reads what an answer says of limits, on the caller's clock.
    """

    name: str
    real_host: str
    errors: tuple[type[Exception], ...]
    classify: Callable[[Exception, Answer | None, bool], Failure]
    buckets: Callable[[str, str, bool], tuple[str, ...]]
    told: Callable[[Answer], Iterable[RateWindow]]


class Wire:
    """The session of one connector, with the last answer of every endpoint."""

    def __init__(self, base_url: str, settings: ConnectorSettings, dialect: Dialect) -> None:
        timeouts = Timeouts(settings.connect_timeout_seconds, settings.read_timeout_seconds)
        self.session = new_session(base_url, dialect.real_host, timeouts, self._gate)
        self.session.hooks["response"].append(self._keep)
        self._windows: dict[str, RateWindow] = {}
        self._limits: Limits = settings.limits
        self._count_call: CountCall = settings.count_call
        self._dialect = dialect
        self._expected: tuple[type[Exception], ...] = (
            *dialect.errors,
            failures.RequestException,
            *_UNREADABLE,
        )
        self._secrets: tuple[str, ...] = ()

    def hide(self, *secrets: str) -> None:
        """Never let these values into an error, whatever form the network repeats them in."""
        self._secrets += tuple(value for value in secrets if len(value) >= _SHORTEST_SECRET)

    def call(
        self, send: Callable[[], Any], *, now: datetime | None, is_write: bool = False
    ) -> JsonObject:
        """Run one library call and return its JSON object. Raises ConnectorError only."""
        begun, outcome = time.monotonic(), FAULT
        try:
            result = self._called(send, now, is_write)
            outcome = "OK"
            return result
        except ConnectorError as error:
            outcome = NOT_ASKED if error.code == CLOSED else error.kind.value
            raise
        finally:
            seconds = None if outcome == NOT_ASKED else time.monotonic() - begun
            name, kind = self._dialect.name.upper(), "write" if is_write else "read"
            self._count_call(network=name, kind=kind, outcome=outcome, seconds=seconds)

    def _called(self, send: Callable[[], Any], now: datetime | None, is_write: bool) -> JsonObject:
        asked, _ = asked_at.set(self._limits.now() or now), last_answer.set(None)
        failure: ConnectorError
        try:
            result = send()
            if isinstance(result, dict):
                return result
            failure = self._unreadable(is_write)
        except self._expected as error:
            failure = self._failure(error, is_write)
        finally:
            asked_at.reset(asked)
        # Raised here, outside `except`: the library's error holds tokens and must not be chained.
        raise failure

    def _keep(self, response: requests.Response, **_: Any) -> None:
        # facebook-sdk looks the header up without a default.
        response.headers.setdefault("content-type", "application/octet-stream")
        answer = answer_of(response)
        last_answer.set(answer)
        self._told(list(self._dialect.told(answer)))

    def _told(self, windows: list[RateWindow]) -> None:
        self._windows |= {window.bucket: window for window in windows}
        used_up = [window for window in windows if window.is_used_up]
        if used_up:
            self._limits.close(used_up)

    def _gate(self, method: str, path: str, is_app: bool) -> None:
        until = self._limits.closed_until(self._dialect.buckets(method, path, is_app))
        if until is not None:
            raise ClosedError(until)

    def rate_windows(self) -> tuple[RateWindow, ...]:
        """The last thing that was said of each limit."""
        return tuple(self._windows.values())

    def earliest(self, moment: datetime) -> datetime:
        """A moment of ours on the network's clock, by the last answer; never later than `moment`.

        For looking back: where the network's clock is behind ours, things seem older there.
        """
        answer = last_answer.get()
        if answer is None or answer.date is None or answer.asked_at is None:
            return moment
        return min(moment, moment + (answer.date - answer.asked_at))

    def _failure(self, error: Exception, is_write: bool) -> ConnectorError:
        answer = last_answer.get()
        if isinstance(error, ClosedError):
            return self._closed(error)
        if isinstance(error, self._dialect.errors):
            return self._error(self._dialect.classify(error, answer, is_write), answer)
        if isinstance(error, failures.JSONDecodeError):
            return self._unreadable(is_write)
        if isinstance(error, failures.RequestException):
            return self._unreached(error, is_write)
        if answer is None:
            raise error  # nothing was sent: a mistake of ours, not of the network
        if answer.status >= 400:  # the library stumbled over the error's body or headers
            return self._error(self._dialect.classify(error, answer, is_write), answer)
        return self._unreadable(is_write)

    def _closed(self, error: ClosedError) -> ConnectorError:
        detail = sentences.LIMIT_USED_UP % {"network": self._dialect.name}
        return ConnectorError(ErrorKind.RATE_LIMIT, detail, code=CLOSED, retry_at=error.until)

    def _unreached(self, error: failures.RequestException, is_write: bool) -> ConnectorError:
        name = type(error).__name__
        if never_sent(error):
            detail = sentences.NOT_REACHED % {"network": self._dialect.name, "error": name}
            return ConnectorError(ErrorKind.TRANSIENT, detail, code=name)
        kind = ErrorKind.UNKNOWN_OUTCOME if is_write else ErrorKind.TRANSIENT
        detail = sentences.NO_ANSWER % {"network": self._dialect.name, "error": name}
        return ConnectorError(kind, detail, code=name)

    def _unreadable(self, is_write: bool) -> ConnectorError:
        answer = last_answer.get()
        status = answer.status if answer else None
        kind = ErrorKind.UNKNOWN_OUTCOME if is_write else ErrorKind.TRANSIENT
        detail = sentences.UNREADABLE % {"network": self._dialect.name, "status": status}
        return ConnectorError(kind, detail, code="unreadable", status=status)

    def _error(self, failure: Failure, answer: Answer | None) -> ConnectorError:
        seen_at = answer.asked_at if answer else None
        self._told(
            [
                RateWindow(
                    bucket,
                    remaining=0,
                    used_percent=FULL_PERCENT,
                    reset_at=failure.closed_until,
                    seen_at=seen_at,
                )
                for bucket in failure.closes
            ]
        )
        return ConnectorError(
            failure.kind,
            self.redacted(failure.detail)[:_LONGEST_DETAIL],
            code=failure.code,
            status=answer.status if answer else None,
            retry_at=failure.retry_at,
        )

    def redacted(self, text: str) -> str:
        """`text` without our secrets."""
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return redact(text)


def never_sent(error: Exception) -> bool:
    """Was there no connection at all, so that a write cannot have happened?"""
    if isinstance(error, (failures.ConnectTimeout, failures.ProxyError, OutOfTimeError)):
        return True
    if isinstance(error, (failures.InvalidSchema, failures.InvalidURL)):
        return True
    cause: Any = error.args[0] if error.args else None
    reason = getattr(cause, "reason", cause)
    if isinstance(reason, urllib3.exceptions.SSLError):  # others can come while reading
        return bool(reason.args) and isinstance(reason.args[0], ssl.SSLCertVerificationError)
    return isinstance(reason, _NOT_CONNECTED)
