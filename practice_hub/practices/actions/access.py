"""Being signed in: ending it, and the practice's rules about it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.utils.translation import gettext as _

from practice_hub.audit.record import record
from practice_hub.practices.actions.common import PeopleError, acting, lock
from practice_hub.practices.devices import end_devices
from practice_hub.practices.models import Membership, Practice
from practice_hub.practices.rules import may_handle
from practice_hub.roles import Act


@transaction.atomic(durable=True)
def sign_out_devices(
    *, member: Membership, session: SessionBase, device_id: int | None, at: datetime
) -> int:
    """End one of one's own devices, or with None all but the one of `session`; how many ended."""
    keep = session if device_id is None else None
    ended = end_devices(member.user_id, only=device_id, keep=keep)
    if ended:
        _note("devices.signed_out", member, member, at, count=ended)
    return ended


@transaction.atomic(durable=True)
def sign_out_member(*, actor: Membership, member: Membership, at: datetime) -> int:
    """End every device of a colleague, wherever they work. Raises PeopleError.

    They can sign in again; who must not, is removed.
    """
    lock(actor.practice_id)
    decider = acting(actor, Act.MANAGE_PEOPLE)
    members = Membership.objects.active().filter(practice_id=decider.practice_id)
    current = members.filter(pk=member.pk).first()
    if current is None:
        raise PeopleError(_("This person is no longer a member."))
    if not may_handle(decider.role, current.role):
        raise PeopleError(_("Only an owner can sign out an owner."))
    ended = end_devices(current.user_id)
    _note("devices.signed_out_by_manager", current, actor, at, count=ended)
    return ended


@transaction.atomic(durable=True)
def change_sign_in_rules(*, actor: Membership, rules: dict[str, Any], at: datetime) -> None:
    """Set how long people stay signed in, as `idle.Rules` reads it. Raises PeopleError."""
    practice = lock(actor.practice_id)
    acting(actor, Act.MANAGE_PRACTICE)
    if practice.sign_in_rules == rules:
        return
    Practice.objects.filter(pk=practice.pk).update(sign_in_rules=rules)
    record(
        "practice.sign_in_rules_changed",
        practice=practice,
        subject=practice,
        actor=actor.user,
        at=at,
        before=practice.sign_in_rules,
        after=rules,
    )


def _note(name: str, member: Membership, actor: Membership, at: datetime, count: int) -> None:
    practice_id = member.practice_id
    record(name, practice=practice_id, subject=member, actor=actor.user, at=at, count=count)
