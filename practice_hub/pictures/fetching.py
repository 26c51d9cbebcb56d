"""Asks a stranger's server for a picture: nothing sent that is ours, nothing taken that is no
picture, and never for long.

Plain http.client, because it does nothing by itself: no redirect, no cookie, no proxy, no password
file. Every step is ours to check.
"""

from __future__ import annotations

import enum
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Sequence
from typing import Final
from urllib.parse import urljoin

from django.utils.translation import gettext_noop

from practice_hub.pictures.addresses import (
    LOOKUP_SECONDS,
    RefusedAddressError,
    Target,
    looked_up,
    target_of,
)
from practice_hub.pictures.kinds import UnreadablePictureError
from practice_hub.pictures.sizes import CleanPicture, TooManyPixelsError, clean_picture

MOST_BYTES: Final = 8 * 1024 * 1024
MOST_REDIRECTS: Final = 3
MOST_ADDRESSES: Final = 2
CONNECT_SECONDS: Final = 3.0
READ_SECONDS: Final = 5.0
ALL_SECONDS: Final = 10.0
_HEADERS: Final = {
    "User-Agent": "PracticeHub (pictures of posts)",
    "Accept": "image/webp,image/png,image/jpeg,image/gif",
    "Accept-Encoding": "identity",
    "Connection": "close",
}
_MOVED: Final = (301, 302, 303, 307, 308)
_GONE: Final = (401, 403, 404, 410, 451)


class Why(enum.Enum):
    """What a person is told where a picture cannot be shown; translated where it is drawn."""

    REFUSED = gettext_noop("Its address is not on the public web")
    GONE = gettext_noop("It is no longer there, or not for us")
    AWAY = gettext_noop("Its server did not answer")
    TOO_LARGE = gettext_noop("It is too large to show here")
    NO_PICTURE = gettext_noop("It is no picture that we show")


class PictureError(Exception):
    """There is no picture; `why` is for people."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.name)
        self.why = why


def fetch(
    url: str, *, private_origins: Sequence[str] = (), all_seconds: float = ALL_SECONDS
) -> CleanPicture:
    """The picture at `url`, cleaned of what is beside it. Raises PictureError."""
    deadline = time.monotonic() + all_seconds
    try:
        for _ in range(MOST_REDIRECTS + 1):
            target = target_of(url)
            seconds = min(LOOKUP_SECONDS, deadline - time.monotonic())
            addresses = looked_up(target, private_origins, seconds=seconds)
            answer = _ask(target, addresses, deadline)
            if isinstance(answer, bytes):
                return clean_picture(answer)
            url = _next(target, urljoin(url, answer))
    except (RefusedAddressError, ValueError) as error:
        raise PictureError(_why(error)) from error
    except (OSError, http.client.HTTPException) as error:
        raise PictureError(Why.AWAY) from error
    raise PictureError(Why.GONE)


def _next(target: Target, url: str) -> str:
    if target.scheme == "https" and not url.lower().startswith("https:"):
        raise RefusedAddressError("from a safe line to one that is not")
    return url


def _why(error: Exception) -> Why:
    if isinstance(error, TooManyPixelsError):
        return Why.TOO_LARGE
    return Why.NO_PICTURE if isinstance(error, UnreadablePictureError) else Why.REFUSED


def _ask(target: Target, addresses: Sequence[str], deadline: float) -> bytes | str:
    """The body, or where it moved to. Raises PictureError, OSError and HTTPException."""
    line = _Line(target, addresses, deadline)
    # A server that sends one letter now and then never runs into a timeout of its own.
    alarm = threading.Timer(max(deadline - time.monotonic(), 0.0), line.cut)
    alarm.daemon = True
    alarm.start()
    try:
        line.request("GET", target.path, headers=_HEADERS)
        answer = line.getresponse()
        if answer.status in _MOVED:
            return answer.headers.get("Location", "")
        _require_picture(answer)
        return _body(answer)
    except (OSError, ValueError, http.client.HTTPException) as error:
        if line.is_cut:
            raise TimeoutError("it took too long") from error
        raise
    finally:
        alarm.cancel()
        line.close()


def _require_picture(answer: http.client.HTTPResponse) -> None:
    if answer.status != 200:
        raise PictureError(Why.GONE if answer.status in _GONE else Why.AWAY)
    if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise PictureError(Why.NO_PICTURE)  # what it unfolds to is not ours to try
    if (answer.length or 0) > MOST_BYTES:
        raise PictureError(Why.TOO_LARGE)


def _body(answer: http.client.HTTPResponse) -> bytes:
    parts: list[bytes] = []
    taken = 0
    while part := answer.read1(65536):
        parts.append(part)
        taken += len(part)
        if taken > MOST_BYTES:
            raise PictureError(Why.TOO_LARGE)
    if answer.length:
        raise http.client.IncompleteRead(b"", answer.length)
    return b"".join(parts)


class _Line(http.client.HTTPConnection):
    """Connects to an address that was checked, and speaks to the host that was asked for."""

    def __init__(self, target: Target, addresses: Sequence[str], deadline: float) -> None:
        super().__init__(target.host, target.port, timeout=READ_SECONDS)
        self._target = target
        self._addresses = addresses
        self._deadline = deadline
        self._held: socket.socket | None = None  # the library forgets its own while it still reads
        self.is_cut = False

    def connect(self) -> None:
        self.sock = self._held = self._opened()
        self.sock.settimeout(READ_SECONDS)
        if self._target.scheme == "https":
            safe = ssl.create_default_context().wrap_socket(
                self.sock, server_hostname=self._target.host, do_handshake_on_connect=False
            )
            self.sock = self._held = safe
            safe.do_handshake()
        if self.is_cut:
            raise TimeoutError("it took too long")

    def _opened(self) -> socket.socket:
        error: OSError = OSError("no address")
        for address in self._addresses[:MOST_ADDRESSES]:
            seconds = min(CONNECT_SECONDS, self._deadline - time.monotonic())
            if seconds <= 0:
                raise TimeoutError("it took too long")
            try:
                return socket.create_connection((address, self._target.port), seconds)
            except OSError as failed:
                error = failed
        raise error

    def cut(self) -> None:
        """End it from another thread; whatever waits for this socket gets an error."""
        self.is_cut = True
        if self._held is None:
            return
        try:
            # Of the socket itself: that of TLS would change what the other thread is reading with.
            socket.socket.shutdown(self._held, socket.SHUT_RDWR)
        except OSError:
            return  # closed already
