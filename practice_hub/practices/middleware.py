"""Which practice a request is for, and whether its session may still act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, cast

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from practice_hub.practices.devices import follow_key, note_use
from practice_hub.practices.known_devices import tell_browser
from practice_hub.practices.models import Membership, Practice
from practice_hub.practices.standing import lacks_second_step, why_ended
from practice_hub.practices.visits import memberships_in

SESSION_KEY = "practice_id"
# Says on the sign-in page why it is shown; holds no more than one word.
ENDED_COOKIE: Final = "signed_out_because"
# Our pages set it on what they ask by themselves: an open tab is nobody who works.
AUTOMATIC: Final = "X-Automatic"
# All that somebody reaches who must have a second step and has none (P1).
WITHOUT_SECOND_STEP: Final = frozenset(
    {
        "people:second_step",
        "people:healthz",
        "account_login",
        "account_logout",
        "account_reauthenticate",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_activate_totp",
        "mfa_add_webauthn",
    }
)


class Visit(HttpRequest):
    """A request behind the middleware, of a member or of anybody else."""

    memberships: list[Membership]
    membership: Membership | None
    practice: Practice | None


class MembershipMiddleware:
    """Sets `request.memberships`, `request.membership` and `request.practice`.

    The membership is the one of the practice chosen in the session, else the person's first
    active one, else None. It is read anew for every request, so that whoever leaves a practice,
    or gets another role there, feels it with the next click, on every device. A session that has
    had its time (`idle.py`) ends here, and who needs a second step is led to it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        now, visitor = timezone.now(), cast(Visit, request)
        visitor.memberships = memberships_in(request)
        ended = why_ended(request, visitor.memberships, now)
        if ended:
            logout(request)
            visitor.memberships = []
        elif request.user.is_authenticated:
            follow_key(request, now)
            if not is_automatic(request):
                note_use(request, now)
        membership = visitor.membership = _chosen(visitor.memberships, request)
        visitor.practice = membership.practice if membership else None
        return _explained(request, self.get_response(request), ended)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        if match is None or match.view_name in WITHOUT_SECOND_STEP:
            return None
        if not lacks_second_step(cast(Visit, request).memberships, request.session):
            return None
        if match.view_name == "events":
            return HttpResponse("Set up your second step first.", status=403)
        return HttpResponseRedirect(reverse("people:second_step"))


def is_automatic(request: HttpRequest) -> bool:
    """True for what a page asks by itself, without anybody at it."""
    return AUTOMATIC in request.headers or request.path.startswith("/events/")


def _chosen(memberships: list[Membership], request: HttpRequest) -> Membership | None:
    if not memberships:
        return None
    practice_id = request.session.get(SESSION_KEY)
    return next((m for m in memberships if m.practice_id == practice_id), memberships[0])


def _explained(request: HttpRequest, response: HttpResponseBase, ended: str) -> HttpResponseBase:
    """The sign-in page tells who was signed out why; whoever is in again needs no word."""
    tell_browser(request, response)
    if ended:
        response.set_cookie(ENDED_COOKIE, ended, max_age=3600, httponly=True, samesite="Lax")
    elif ENDED_COOKIE in request.COOKIES and request.user.is_authenticated:
        response.delete_cookie(ENDED_COOKIE, samesite="Lax")
    return response
