"""One way out to the networks: one requests adapter for every client library.

Neither tweepy nor facebook-sdk lets a caller choose the host, and neither sets a timeout or shows
an answer's headers. Both go through `requests`, so the adapter and the response hook below close
all three gaps: the library believes it speaks to the real host (OAuth 1.0a signatures are made
over the real https address), while the adapter sends the call to the configured one.
"""

from __future__ import annotations

import ipaddress
import logging
import re
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import SplitResult, urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict

UPSTREAM_HEADER = "X-Upstream-Host"
_ID = re.compile(r"/(?:[tm]_[^/]+|\d{5,}[\d_-]*)(?=/|$)")
_NOISY_LOGGERS = ("tweepy", "facebook", "urllib3", "oauthlib", "requests_oauthlib")


class TargetRefusedError(ValueError):
    """The configured address is neither the real network nor a sandbox on this machine."""


@dataclass(frozen=True, slots=True)
class Timeouts:
    connect_seconds: float
    read_seconds: float


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and headers of one HTTP answer, which the client libraries throw away."""

    method: str
    path: str
    status: int
    headers: Mapping[str, str]
    asked_at: datetime | None  # the caller's `now`, not this machine's clock

    @property
    def endpoint(self) -> str:
        """Method and path with every id as `:id`, for instance `GET /2/users/:id/mentions`."""
        return f"{self.method} {_ID.sub('/:id', self.path)}"

    @property
    def date(self) -> datetime | None:
        """The network's own clock, from the `Date` header."""
        try:
            moment = parsedate_to_datetime(self.headers.get("date", ""))
        except ValueError:
            return None
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

    def in_our_time(self, moment: datetime) -> datetime:
        """Turn a moment on the network's clock into one on the caller's clock."""
        if self.asked_at is None or self.date is None:
            return moment
        return self.asked_at + (moment - self.date)


# Of the call that is under way in this thread; never kept on the session, which may be shared.
asked_at: ContextVar[datetime | None] = ContextVar("asked_at", default=None)
last_answer: ContextVar[Answer | None] = ContextVar("last_answer", default=None)


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
    raise TargetRefusedError(
        f"{base_url} is neither https://{real_host} nor an address on this machine. "
        "Tokens are sent to no other place: correct the base URL in the settings."
    )


class NetworkAdapter(HTTPAdapter):
    """Sends what was meant for the real host to `target`, always with a timeout."""

    def __init__(self, target: SplitResult, timeouts: Timeouts) -> None:
        super().__init__()
        self._target = target
        self._timeout = (timeouts.connect_seconds, timeouts.read_seconds)
        self._is_loopback = is_loopback(target.geturl())

    def send(  # type: ignore[override]
        self, request: requests.PreparedRequest, timeout: Any = None, **options: Any
    ) -> requests.Response:
        if self._is_loopback:
            request = self._redirected(request)
            options["proxies"] = {}
        return super().send(request, timeout=timeout or self._timeout, **options)

    def _redirected(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        meant = urlsplit(request.url or "")
        request = request.copy()
        request.headers[UPSTREAM_HEADER] = str(meant.netloc)
        request.url = urlunsplit(
            (self._target.scheme, self._target.netloc, str(meant.path), str(meant.query), "")
        )
        return request


def new_session(base_url: str, real_host: str, timeouts: Timeouts) -> requests.Session:
    """Make a session that reaches one network and nothing else.

    Only the real host's prefix is mounted, so that a redirect or a `paging.next` to another host
    has no way out. Raises TargetRefusedError.
    """
    target = checked_target(base_url, real_host)
    session = requests.Session()
    session.adapters.clear()
    session.mount(f"https://{real_host}/", NetworkAdapter(target, timeouts))
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
    )
