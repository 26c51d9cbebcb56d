"""The tour of six stations: as a page to read, started in the inbox, and closed for good."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from practice_hub.guide import actions
from practice_hub.guide.stations import stations
from practice_hub.guide.views.setup import town_url
from practice_hub.http import MemberRequest
from practice_hub.permissions import practice_member

# Asked for again in this browser, however often it was closed before.
SESSION_KEY = "tour"


@require_http_methods(["GET", "HEAD", "POST"])
@practice_member()
def tour(request: MemberRequest) -> HttpResponse:
    """All six at once, for who reads rather than clicks; a POST starts it in the inbox."""
    if request.method == "POST":
        request.session[SESSION_KEY] = True
        return redirect(settings.LOGIN_REDIRECT_URL)
    context = {"stations": stations(), "town_url": town_url()}
    return render(request, "guide/tour.html", context)


@require_POST
@practice_member()
def end(request: MemberRequest) -> HttpResponse:
    request.session.pop(SESSION_KEY, None)
    actions.end_tour(member=request.membership, at=timezone.now())
    return redirect(settings.LOGIN_REDIRECT_URL)
