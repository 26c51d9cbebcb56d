"""One way out to the networks: one requests adapter for every client library.

Neither tweepy nor facebook-sdk lets a caller choose the host, and neither sets a timeout or shows
an answer's headers. Both go through `requests`, so the adapter and the response hook below close
all three gaps: the library believes it speaks to the real host (OAuth 1.0a signatures are made
over the real https address), while the adapter sends the call to the configured one.
"""

from __future__ import annotations

import io
import ipaddress
import logging
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import SplitResult, urlsplit, urlunsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict

from listening.connectors import sentences

UPSTREAM_HEADER = "X-Upstream-Host"
_ID = re.compile(r"/(?:[tm]_[^/]+|\d{5,}[\d_-]*)(?=/|$)")
_PIECE = 64 * 1024
_LONGEST_BODY = 32 * 1024 * 1024  # bytes; no page of a network comes near
_NOISY_LOGGERS = ("tweepy", "facebook", "urllib3", "oauthlib", "requests_oauthlib")


class TargetRefusedError(ValueError):
    """The configured address is neither the real network nor a sandbox on this machine."""


class ClosedError(requests.RequestException):
    """Nothing was sent: a limit of the network is used up `until` then."""

    def __init__(self, until: datetime) -> None:
        super().__init__("a limit is used up")
        self.until = until


class OutOfTimeError(requests.RequestException):
    """Nothing was sent: what belongs together would take longer than it may (see `within`)."""


@dataclass(frozen=True, slots=True)
class Timeouts:
    """`read_seconds` bounds one silence of the network, `whole_seconds` all of its answer.

    A body that drips, a byte now and then, is never silent for long and would hold a worker for
    good.
    """

    connect_seconds: float
    read_seconds: float

    @property
    def whole_seconds(self) -> float:
        return self.read_seconds * 3


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and headers of one HTTP answer, which the client libraries throw away."""

    method: str
    path: str
    status: int
    headers: Mapping[str, str]
    asked_at: datetime | None  # the caller's `now`, not this machine's clock
    is_app: bool = False  # asked with the app's own token, which has limits of its own

    @property
    def endpoint(self) -> str:
        """Method and path with every id as `:id`, for instance `GET /2/users/:id/mentions`."""
        return endpoint_of(self.method, self.path, is_app=self.is_app)

    @property
    def date(self) -> datetime | None:
        """The network's own clock, from the `Date` header."""
        try:
            moment = parsedate_to_datetime(self.headers.get("date", ""))
        except (ValueError, TypeError, OverflowError):
            return None
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

    def in_our_time(self, moment: datetime) -> datetime:
        """Turn a moment on the network's clock into one on the caller's clock."""
        if self.asked_at is None or self.date is None:
            return moment
        try:
            return self.asked_at + (moment - self.date)
        except OverflowError:  # one of them is thousands of years away: nobody's time
            return moment


# When what belongs together must have ended, on the monotonic clock; None: no matter when.
_ends_at: ContextVar[float | None] = ContextVar("ends_at", default=None)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """All calls of this block end in `seconds`, give or take one silence of the network.

    No call begins that could not wait for one: it raises OutOfTimeError, and nothing was sent.
    """
    before = _ends_at.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _ends_at.reset(before)


# Of the call that is under way in this thread; never kept on the session, which may be shared.
asked_at: ContextVar[datetime | None] = ContextVar("asked_at", default=None)
last_answer: ContextVar[Answer | None] = ContextVar("last_answer", default=None)


def network_time() -> datetime | None:
    """The network's clock as its last answer told it."""
    answer = last_answer.get()
    return answer.date if answer else None


def is_loopback(url: str) -> bool:
    """Does the address name this machine?"""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def checked_target(base_url: str, real_host: str) -> SplitResult:
    """Return the address to send to. Raises TargetRefusedError for any third place."""
    target = urlsplit(base_url.rstrip("/"))
    is_real = (target.scheme, target.netloc, target.path) == ("https", real_host, "")
    is_sandbox = target.scheme in ("http", "https") and is_loopback(base_url) and not target.path
    if is_real or is_sandbox:
        return target
    raise TargetRefusedError(sentences.WRONG_TARGET % {"address": base_url, "host": real_host})


# Method, path and whether the app's own token asks. Raises ClosedError while a limit is used up.
Gate = Callable[[str, str, bool], None]


def _always_open(method: str, path: str, is_app: bool) -> None:
    """The gate of a session that nobody counts for."""


class NetworkAdapter(HTTPAdapter):
    """Sends what was meant for the real host to `target`, always with a timeout."""

    def __init__(self, target: SplitResult, timeouts: Timeouts, gate: Gate) -> None:
        super().__init__(max_retries=0)  # a write that is sent again may be there twice
        self._target = target
        self._gate = gate
        self._timeout = (timeouts.connect_seconds, timeouts.read_seconds)
        self._whole_seconds = timeouts.whole_seconds
        self._is_loopback = is_loopback(target.geturl())

    def send(  # type: ignore[override]
        self, request: requests.PreparedRequest, timeout: Any = None, **options: Any
    ) -> requests.Response:
        self._gate(request.method or "", urlsplit(request.url or "").path, is_app_call(request))
        if self._is_loopback:
            request = self._redirected(request)
            options["proxies"] = {}
        until = self._until()
        response = super().send(request, timeout=timeout or self._timeout, **options)
        body = _body(response, until)
        response.raw = urllib3.HTTPResponse(io.BytesIO(body), preload_content=False)
        return response

    def _until(self) -> float:
        """When this call must have ended. Raises OutOfTimeError."""
        now, ends_at = time.monotonic(), _ends_at.get()
        if ends_at is None:
            return now + self._whole_seconds
        if now + sum(self._timeout) > ends_at:
            raise OutOfTimeError("no time is left for another call")
        return min(now + self._whole_seconds, ends_at)

    def _redirected(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        meant = urlsplit(request.url or "")
        request = request.copy()
        request.headers[UPSTREAM_HEADER] = str(meant.netloc)
        request.url = urlunsplit(
            (self._target.scheme, self._target.netloc, str(meant.path), str(meant.query), "")
        )
        return request


def _body(response: requests.Response, until: float) -> bytes:
    """The whole body, decoded, by `until` on the monotonic clock. Raises ConnectionError."""
    body = bytearray()
    try:
        while piece := response.raw.read1(_PIECE, decode_content=True):
            body += piece
            if time.monotonic() > until or len(body) > _LONGEST_BODY:
                raise requests.ReadTimeout("the answer does not come to an end")
    except urllib3.exceptions.HTTPError as error:
        raise requests.ConnectionError(error) from None
    finally:
        if not response.raw.isclosed():
            response.close()  # what is left unread would be taken for the next answer
    return bytes(body)


def is_app_call(request: requests.PreparedRequest) -> bool:
    """Is this asked with the app's own bearer token, and not as the account?"""
    header = request.headers.get("Authorization", "")
    text = header.decode("latin-1") if isinstance(header, bytes) else str(header)
    return text.startswith("Bearer ")


def endpoint_of(method: str, path: str, *, is_app: bool) -> str:
    """What a network counts together: method, path without ids, and whose token asks."""
    return f"{method} {_ID.sub('/:id', path)}{' (app)' if is_app else ''}"


def new_session(
    base_url: str, real_host: str, timeouts: Timeouts, gate: Gate = _always_open
) -> requests.Session:
    """Make a session that reaches one network and nothing else, and only while `gate` lets it.

    Only the real host's prefix is mounted, so that a redirect or a `paging.next` to another host
    has no way out. Raises TargetRefusedError.
    """
    target = checked_target(base_url, real_host)
    session = requests.Session()
    session.adapters.clear()
    session.mount(f"https://{real_host}/", NetworkAdapter(target, timeouts, gate))
    session.max_redirects = 0
    session.trust_env = not is_loopback(base_url)  # a proxy is for the real network only
    quiet_noisy_loggers()
    return session


def quiet_noisy_loggers() -> None:
    """Both client libraries log tokens at DEBUG, in headers and in query strings."""
    for name in _NOISY_LOGGERS:
        logger = logging.getLogger(name)
        if logger.getEffectiveLevel() < logging.INFO:
            logger.setLevel(logging.INFO)


def answer_of(response: requests.Response) -> Answer:
    """Keep what the libraries drop."""
    request = response.request
    return Answer(
        method=request.method or "",
        path=urlsplit(request.url or "").path,
        status=response.status_code,
        headers=CaseInsensitiveDict(response.headers),
        asked_at=asked_at.get(),
        is_app=is_app_call(request),
    )
