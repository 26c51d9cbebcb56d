"""May this session go on, and how far: the one rule for pages and for event streams."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import SESSION_KEY as USER_KEY
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import QuerySet
from django.http import HttpRequest

from practice_hub.practices.idle import limits_of, needs_second_step, why_over
from practice_hub.practices.models import Membership, User
from practice_hub.practices.passkeys import SESSION_KEY as PASSKEY_KEY
from practice_hub.ready import ready

STEP_KEY = "has_second_step"
STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def memberships_of(user: User | AnonymousUser) -> list[Membership]:
    """The active memberships of somebody with their practices, in the order they joined."""
    if not isinstance(user, User):
        return []
    memberships = _active(user.pk)
    for membership in memberships:
        membership.user = user  # already loaded by the session
    return memberships


@ready
def _active(user_id: int, /) -> QuerySet[Membership, Membership]:
    active = Membership.objects.active().filter(user_id=user_id).select_related("practice")
    return active.order_by("joined_at", "id")


def has_second_step(user_id: int) -> bool:
    return bool(Authenticator.objects.filter(user_id=user_id, type__in=STEPS).exists())


def lacks_second_step(memberships: list[Membership], session: MutableMapping[str, Any]) -> bool:
    """True for who must have a second step (P1) and has none; never in the demo, whose people
    have no passwords either.

    That somebody has one is looked up once a session and kept in it, because every request asks.
    Losing the last one ends all other sessions (`receivers`), so that none says what is not true.
    """
    if settings.IS_DEMO or not needs_second_step(member.role for member in memberships):
        return False
    if not session.get(STEP_KEY) and has_second_step(memberships[0].user_id):
        session[STEP_KEY] = True
    return not session.get(STEP_KEY)


def is_last_step(authenticator: Authenticator) -> bool:
    """Whether somebody whose role needs a second step would have none without this one."""
    roles = Membership.objects.active().filter(user_id=authenticator.user_id)
    if settings.IS_DEMO or not needs_second_step(roles.values_list("role", flat=True)):
        return False
    if authenticator.type not in STEPS:
        return False
    steps = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=STEPS)
    return not steps.exclude(pk=authenticator.pk).exists()


def why_ended(request: HttpRequest, memberships: list[Membership], now: datetime) -> str:
    """ "idle" or "age" when the session of a request has had its time (see `idle.py`), else ""."""
    if not request.user.is_authenticated:
        return ""
    return _why_over(request.session, memberships, now)


def _why_over(session: Mapping[str, Any], memberships: list[Membership], now: datetime) -> str:
    limits = limits_of(
        [(member.role, member.practice.sign_in_rules) for member in memberships],
        has_passkey=PASSKEY_KEY in session,
        passkey_days=settings.PASSKEY_SESSION_DAYS,
    )
    return why_over(session, limits, now)


def may_listen(
    user_id: int, practice_id: int, session: SessionBase, now: datetime
) -> Membership | None:
    """As whom the reader of a stream may still read: signed in by this very session, not idle,
    member of this practice, with a second step where one is needed. Everything is read anew; None
    for who may not."""
    kept = type(session)(session.session_key).load()
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None or kept.get(USER_KEY) != str(user_id):
        return None
    memberships = memberships_of(user)
    if lacks_second_step(memberships, kept) or _why_over(kept, memberships, now):
        return None
    return next((one for one in memberships if one.practice_id == practice_id), None)
