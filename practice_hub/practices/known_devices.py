"""Browsers that know an account: who signed in there once is no stranger there.

A cookie says so, signed and for one browser. It opens nothing: password and second step are asked
for as ever. But wrong tries of strangers do not count against it, so that nobody can keep people
out of their own account by guessing (OWASP, "Slow Down Online Guessing Attacks with Device
Cookies"). The link of a mail that unlocks, and a new password by mail, make a browser known too.
"""

from __future__ import annotations

import secrets
from typing import Any, Final, cast

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from practice_hub.practices.attempts import Attempt, Step, digest_of
from practice_hub.practices.devices import address_of

DAYS: Final = 180
MOST_ACCOUNTS: Final = 12  # of a computer that a front desk shares; then the oldest goes
_SALT: Final = "practices.known_devices"
_DIGEST_LETTERS: Final = 16
_META: Final = "practices.known_device"  # in request.META: what the answer has to tell the browser


def attempt_of(request: HttpRequest, email: str, step: Step = Step.FIRST) -> Attempt:
    """The try that `request` is."""
    device = _known_in(request).get(_key(email), "")
    return Attempt(email, address_of(request), device, step)


def remember(request: HttpRequest, email: str, *, is_fresh: bool = False) -> None:
    """The browser of `request` knows this account from now on.

    `is_fresh`: as if for the first time, with all its tries; after a mail proved who it is.
    """
    known = _known_in(request)
    before = "" if is_fresh else known.get(_key(email), "")
    known.pop(_key(email), None)
    known[_key(email)] = before or secrets.token_urlsafe(12)
    request.META[_META] = dict(list(known.items())[-MOST_ACCOUNTS:])


def tell_browser(request: HttpRequest, response: HttpResponseBase) -> None:
    """Set the cookie, if there is something new to say."""
    known = request.META.get(_META)
    if known is None:
        return
    response.set_cookie(
        cookie_name(),
        signing.dumps(known, salt=_SALT),
        max_age=DAYS * 86_400,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def cookie_name() -> str:
    """With the prefix browsers take it only from this very host, over https."""
    return "__Host-known" if settings.SESSION_COOKIE_SECURE else "known"


def _known_in(request: HttpRequest) -> dict[str, str]:
    try:
        found: Any = signing.loads(
            request.COOKIES.get(cookie_name(), ""), salt=_SALT, max_age=DAYS * 86_400
        )
    except signing.BadSignature:
        return {}
    return cast("dict[str, str]", found)


def _key(email: str) -> str:
    return digest_of(email)[:_DIGEST_LETTERS]
