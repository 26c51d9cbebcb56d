"""The front door: where `/` leads, the switch between practices, the health check."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from practice_hub.http import MemberRequest
from practice_hub.permissions import practice_member
from practice_hub.practices.middleware import SESSION_KEY
from practice_hub.practices.views.demo import is_demo_request


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """To the inbox, to sign in, or to the word that one belongs to no practice (any more)."""
    if request.user.is_authenticated:
        if request.membership is None:  # type: ignore[attr-defined]
            return render(request, "practices/no_practice.html")
        return redirect(settings.LOGIN_REDIRECT_URL)
    return redirect("people:demo" if is_demo_request(request) else "account_login")


@require_POST
@practice_member()
def switch(request: MemberRequest) -> HttpResponse:
    """Work for another of one's practices; 404 for any other practice."""
    chosen = request.POST.get("practice", "")
    if chosen not in {str(m.practice_id) for m in request.memberships}:
        raise Http404
    request.session[SESSION_KEY] = int(chosen)
    return redirect(settings.LOGIN_REDIRECT_URL)


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as this process answers; whether anything else works is asked of /readyz."""
    return JsonResponse({"status": "ok"})
