"""Runs the calls of one connector and turns every way they can fail into a ConnectorError."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import requests
import urllib3.exceptions
from requests import exceptions as failures

from listening.connectors.base import ConnectorError, ErrorKind
from listening.connectors.http import (
    Answer,
    Timeouts,
    answer_of,
    asked_at,
    last_answer,
    new_session,
)
from practice_hub.redact import HIDDEN, redact

JsonObject = dict[str, Any]
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
    """An error answer of the network as its own module reads it, before redaction."""

    kind: ErrorKind
    detail: str
    code: str = ""
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Dialect:
    """What is particular to one network's client library."""

    name: str
    errors: tuple[type[Exception], ...]
    classify: Callable[[Exception, Answer | None, bool], Failure]


class Wire:
    """The session of one connector, with the last answer of every endpoint."""

    def __init__(self, base_url: str, real_host: str, timeouts: Timeouts, dialect: Dialect) -> None:
        self.session = new_session(base_url, real_host, timeouts)
        self.session.hooks["response"].append(self._keep)
        self.answers: dict[str, Answer] = {}
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
        asked, _ = asked_at.set(now), last_answer.set(None)
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
        self.answers.pop(answer.endpoint, None)  # so that the newest answer comes last
        self.answers[answer.endpoint] = answer

    def _failure(self, error: Exception, is_write: bool) -> ConnectorError:
        answer = last_answer.get()
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

    def _unreached(self, error: failures.RequestException, is_write: bool) -> ConnectorError:
        name = type(error).__name__
        if never_sent(error):
            detail = f"{self._dialect.name} could not be reached ({name})."
            return ConnectorError(ErrorKind.TRANSIENT, detail, code=name)
        kind = ErrorKind.UNKNOWN_OUTCOME if is_write else ErrorKind.TRANSIENT
        detail = f"{self._dialect.name} gave no answer ({name})."
        return ConnectorError(kind, detail, code=name)

    def _unreadable(self, is_write: bool) -> ConnectorError:
        answer = last_answer.get()
        status = answer.status if answer else None
        kind = ErrorKind.UNKNOWN_OUTCOME if is_write else ErrorKind.TRANSIENT
        detail = f"{self._dialect.name} sent an answer that cannot be read (HTTP {status})."
        return ConnectorError(kind, detail, code="unreadable", status=status)

    def _error(self, failure: Failure, answer: Answer | None) -> ConnectorError:
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
    if isinstance(error, (failures.ConnectTimeout, failures.ProxyError)):
        return True
    if isinstance(error, (failures.InvalidSchema, failures.InvalidURL)):
        return True
    cause: Any = error.args[0] if error.args else None
    reason = getattr(cause, "reason", cause)
    if isinstance(reason, urllib3.exceptions.SSLError):  # others can come while reading
        return bool(reason.args) and isinstance(reason.args[0], ssl.SSLCertVerificationError)
    return isinstance(reason, _NOT_CONNECTED)
