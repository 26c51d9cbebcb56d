"""Who asks, and where they work: what was read with the session (`session_store.py`) is used, where
it is about whom the session itself names."""

from __future__ import annotations

from typing import cast

from django.contrib.auth import SESSION_KEY as USER_KEY
from django.contrib.auth import middleware
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from practice_hub.practices.models import Membership, User
from practice_hub.practices.models.people import read_already
from practice_hub.practices.standing import memberships_of


class AuthenticationMiddleware(middleware.AuthenticationMiddleware):
    """Django's; all that it asks of a session (its backend, its hash of the password) is asked."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = cast(User, SimpleLazyObject(lambda: _person_of(request)))


def memberships_in(request: HttpRequest) -> list[Membership]:
    """The active memberships of who asks, in the order they joined; as of this request."""
    if not request.user.is_authenticated:
        return []
    visit = _visit_of(request)  # read by now, to know who it is
    if not visit or visit[0].user_id != request.user.pk:
        return memberships_of(request.user)
    for membership in visit:
        membership.user = visit[0].user
    return visit


def _person_of(request: HttpRequest) -> AbstractBaseUser | AnonymousUser:
    visit = _visit_of(request) if USER_KEY in request.session else []
    with read_already(visit[0].user if visit else None):
        return middleware.get_user(request)


def _visit_of(request: HttpRequest) -> list[Membership]:
    visit: list[Membership] = getattr(request.session, "visit", [])
    return visit
