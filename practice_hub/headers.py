"""What every answer tells the browser about itself: nothing foreign runs, frames or keeps it.

First of the middleware, so that pages, fragments, files, downloads, errors and redirects all have
it. Sources: Content Security Policy Level 3, Permissions Policy, Fetch (Cross-Origin-Resource-
Policy), RFC 9111 (caches).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponseBase

from practice_hub.context import events_url

# What somebody else's bytes may do when they are opened by themselves: nothing, not even as SVG.
SANDBOXED: Final = "default-src 'none'; sandbox"
_NEVER: Final = (
    *("accelerometer", "browsing-topics", "camera", "clipboard-read"),
    *("clipboard-write", "display-capture", "encrypted-media", "fullscreen", "gamepad"),
    *("geolocation", "gyroscope", "hid", "identity-credentials-get", "idle-detection"),
    *("local-fonts", "magnetometer", "microphone", "midi", "otp-credentials", "payment"),
    *("picture-in-picture", "screen-wake-lock", "serial", "storage-access", "usb"),
    *("window-management", "xr-spatial-tracking"),
)
# Passkeys, and a sound for who wants one, are all that the pages ask a device for. Notifications
# need no policy.
_OURS: Final = ("autoplay", "publickey-credentials-create", "publickey-credentials-get")
PERMISSIONS: Final = ", ".join(
    [*(f"{name}=()" for name in _NEVER), *(f"{name}=(self)" for name in _OURS)]
)
_POLICY: Final = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",  # data: for the square of two-step sign-in, which no address may show
    "font-src 'self'",
    "media-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
)


@lru_cache(64)  # a hub has a few addresses
def content_policy(events: str = "") -> str:
    """The policy of our own pages; `events` is the address of the event stream, if it is
    elsewhere."""
    found = urlsplit(events)
    # The grammar of policies knows no [::1]: there the page asks every minute instead.
    is_named = bool(found.netloc) and "[" not in found.netloc
    beside = f" {found.scheme}://{found.netloc}" if is_named else ""
    return "; ".join([*_POLICY, f"connect-src 'self'{beside}"])


class SecurityHeadersMiddleware:
    """Adds what an answer does not say itself.

    `no-store` is the default of everything but static files: a page of people's words stays in no
    cache of a shared computer and cannot be had back after signing out. Going back works all the
    same, since the browser asks anew (and gets the truth of that moment); unsent texts are kept by
    the composer, not by the cache.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        told = _of_file() if _is_part_of_pages(request, response) else _of_answer(request)
        for name, value in told.items():
            response.headers.setdefault(name, value)
        return response


def _is_part_of_pages(request: HttpRequest, response: HttpResponseBase) -> bool:
    """A style, a script or a picture of ours: no page, and no worker, which has a policy too."""
    is_file = request.path.startswith(settings.STATIC_URL) and response.status_code in (200, 304)
    return is_file and "worker" not in request.path


def _of_file() -> dict[str, str]:
    """Forty of them come with a page, and what only pages heed would double their size."""
    return {
        "Content-Security-Policy": SANDBOXED,
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }


def _of_answer(request: HttpRequest) -> dict[str, str]:
    return {
        "Content-Security-Policy": content_policy(_events(request)),
        "Permissions-Policy": PERMISSIONS,
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Cache-Control": "private, no-store",
    }


def _events(request: HttpRequest) -> str:
    try:
        return events_url(request, 0)
    except DisallowedHost:
        return ""
