"""Calm pages for what went wrong; each says what to do and none says more than it should."""

from __future__ import annotations

import sys
from typing import Final

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from practice_hub.languages import as_asked
from practice_hub.logs.ids import request_id
from practice_hub.roles import Act, Role, may

_AGAIN_SECONDS: Final = 20
# PostgreSQL's classes of codes: connection, resources, and what its operator does.
_SERVER_CODES: Final = ("08", "53", "57P")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _bare(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say which roles may do what was asked for, so that the person knows whom to ask."""
    act = str(exception)
    roles = [str(role.label) for role in Role if may(role, Act(act))] if act in Act else []
    return render(request, "403.html", {"roles": roles}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same page for what never was and for what belongs to another practice."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 when the database does not answer, which ends by itself."""
    is_database = _is_of_the_database(sys.exception())
    page, status = ("503.html", 503) if is_database else ("500.html", 500)
    told = _bare(request, page, status=status)
    if is_database:
        told.headers["Retry-After"] = str(_AGAIN_SECONDS)
    return told


def _bare(request: HttpRequest, page: str, *, status: int) -> HttpResponse:
    """Without the request in it: its context needs the session and with it the database, which may
    be what is broken. The browser still says which language it wants."""
    with as_asked(request):
        text = render_to_string(page, {"request_id": request_id()})
    return HttpResponse(text, status=status)


def _is_of_the_database(error: BaseException | None) -> bool:
    """Is it away, stopping, full or out of connections? Not a lock that was not given in time."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    code = getattr(error.__cause__, "pgcode", None)
    return code is None or code.startswith(_SERVER_CODES)
