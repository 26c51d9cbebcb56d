"""Which practice a request is for."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from practice_hub.practices.models import Membership

SESSION_KEY = "practice_id"


class MembershipMiddleware:
    """Sets `request.memberships`, `request.membership` and `request.practice` with one query.

    The membership is the one of the practice chosen in the session, else the person's first
    active one, else None. It is read anew for every request, so that whoever leaves a practice
    is out with the next click, on every device.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        memberships = _active_memberships(request)
        membership = _chosen(memberships, request)
        request.memberships = memberships  # type: ignore[attr-defined]
        request.membership = membership  # type: ignore[attr-defined]
        request.practice = membership.practice if membership else None  # type: ignore[attr-defined]
        return self.get_response(request)


def _active_memberships(request: HttpRequest) -> list[Membership]:
    if not request.user.is_authenticated:
        return []
    memberships = list(
        Membership.objects.active()
        .filter(user_id=request.user.pk)
        .select_related("practice")
        .order_by("joined_at", "id")
    )
    for membership in memberships:
        membership.user = request.user  # already loaded by the session
    return memberships


def _chosen(memberships: list[Membership], request: HttpRequest) -> Membership | None:
    if not memberships:
        return None
    practice_id = request.session.get(SESSION_KEY)
    return next((m for m in memberships if m.practice_id == practice_id), memberships[0])
