"""What every page's shell needs; everything is already in the request, nothing is queried."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from practice_hub.practices.middleware import ENDED_COOKIE
from practice_hub.roles import Act, may


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of every template.

    `practice` and `membership` (None when signed out or without a practice), `memberships` (for
    the switch), `may` (name of each act to bool: `{{ may.MANAGE_SOURCES }}`), `events_url` ("" when
    there is no practice), `events_after` (from where it goes on), `is_demo`, `initials`,
    `signed_out_because` ("idle", "age" or "").
    """
    membership = getattr(request, "membership", None)
    role = membership.role if membership else ""
    return {
        "membership": membership,
        "memberships": getattr(request, "memberships", []),
        "practice": membership.practice if membership else None,
        "may": {act.value: may(role, act) for act in Act},
        "events_url": events_url(request, membership.practice_id) if membership else "",
        "events_after": getattr(request, "events_after", ""),
        "is_demo": settings.IS_DEMO,
        "signed_out_because": request.COOKIES.get(ENDED_COOKIE, ""),
        "initials": membership.user.initials if membership else "",
    }


def events_url(request: HttpRequest, practice_id: int) -> str:
    """Address of the practice's event stream as this browser sees it.

    EVENTS_URL ("/events/" behind one proxy) or the host of the request at EVENTS_PORT.
    """
    if settings.EVENTS_URL:
        return f"{settings.EVENTS_URL.rstrip('/')}/{practice_id}/"
    hostname = urlsplit(f"//{request.get_host()}").hostname or "127.0.0.1"
    host = f"[{hostname}]" if ":" in hostname else hostname
    return f"{request.scheme}://{host}:{settings.EVENTS_PORT}/events/{practice_id}/"
