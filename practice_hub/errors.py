"""Calm pages for what went wrong; each says what to do and none says more than it should."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from practice_hub.logs.ids import request_id
from practice_hub.roles import Act, Role, may


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(render_to_string("400.html", {"request_id": request_id()}), status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say which roles may do what was asked for, so that the person knows whom to ask."""
    act = str(exception)
    roles = [role.label for role in Role if may(role, Act(act))] if act in Act else []
    return render(request, "403.html", {"roles": roles}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same page for what never was and for what belongs to another practice."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    # Without the request: its context needs the session and with it the database, which may be
    # what is broken.
    return HttpResponse(render_to_string("500.html", {"request_id": request_id()}), status=500)
