"""The request type of members and the two answers of an htmx page."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from practice_hub.practices.models import Membership, Practice, User

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP")
_ADDRESS = ("/", "http://", "https://")


class MemberRequest(HttpRequest):
    """A request behind `@practice_member`: user, membership and practice are set."""

    user: User
    htmx: HtmxDetails
    membership: Membership
    memberships: list[Membership]
    practice: Practice
    events_after: str  # where a page's event stream goes on from; see `permissions`


def is_from_this_machine(request: HttpRequest) -> bool:
    """True for a program on this very machine; a proxy makes it false."""
    if any(name in request.META for name in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:  # no address at all: a unix socket, so a proxy is in front
        return False


def leads_home(request: HttpRequest, url: str) -> bool:
    """May somebody be sent on to `url`, which a form or an address brought? Only to this very
    host, and from https never back to http. A bare word is no address: `redirect` would look for
    a view of that name."""
    return url.startswith(_ADDRESS) and url_has_allowed_host_and_scheme(
        url, {request.get_host()}, require_https=request.is_secure()
    )


def number_of(text: str) -> int | None:
    """A whole number that a form or an address carries, or None for anything else."""
    return int(text) if text.isdecimal() and len(text) < 18 else None


def respond(
    request: HttpRequest,
    *,
    page: str,
    partial: str,
    context: Mapping[str, Any],
    status: int = 200,
) -> HttpResponse:
    """Render the fragment for htmx and the whole page otherwise.

    A page `x.html` includes its fragments `_y.html`, so both show the same thing. `Vary` keeps a
    browser's cache from showing a fragment as a page after the back button.
    """
    is_fragment = bool(request.htmx) and not request.htmx.history_restore_request  # type: ignore[attr-defined]
    response = render(request, partial if is_fragment else page, dict(context), status=status)
    patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request"])
    return response
