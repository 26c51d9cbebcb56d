"""Away for a while, and back: "in surgery until 14:00" hands over to a colleague."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from practice_hub.audit.record import record
from practice_hub.practices.actions.common import PeopleError, lock
from practice_hub.practices.models import Membership
from practice_hub.practices.rules import may_handle, may_stand_in
from practice_hub.realtime.publish import publish_on_commit

LONGEST_AWAY = timedelta(days=60)
CLEARED: dict[str, str | None] = {"away_until": None, "away_reason": "", "stand_in": None}


@transaction.atomic(durable=True)
def set_away(
    *,
    actor: Membership,
    member: Membership,
    until: datetime,
    reason: str,
    stand_in: Membership | None,
    at: datetime,
) -> None:
    """Mark `member`, oneself or somebody the actor manages, as away until `until`.

    What is waiting for them goes to `stand_in`; without one the next in line is asked. Setting it
    again replaces it. Raises PeopleError when the time is not ahead of `at` or more than 60 days
    off, or the stand-in is not an active colleague with a role that can stand in.
    """
    lock(actor.practice_id)
    current = _may_touch(actor, member)
    if until <= at:
        raise PeopleError(_("That time has passed. Choose one ahead of now."))
    if until > at + LONGEST_AWAY:
        raise PeopleError(_("That is more than 60 days ahead. Choose an earlier time."))
    chosen = _stand_in(current, stand_in) if stand_in else None
    Membership.objects.filter(pk=current.pk).update(
        away_until=until, away_reason=reason.strip(), stand_in=chosen
    )
    # The reason is a person's own business and stays out of the record, which is for good.
    details = {"until": until.isoformat(), "stand_in_id": chosen.pk if chosen else None}
    _note("membership.away", current, actor, at, **details)


@transaction.atomic(durable=True)
def come_back(*, actor: Membership, member: Membership, at: datetime) -> None:
    """End an absence before its time; somebody who is here stays here. Raises PeopleError."""
    lock(actor.practice_id)
    current = _may_touch(actor, member)
    away = Membership.objects.filter(pk=current.pk, away_until__gt=at)
    if away.update(**CLEARED):
        _note("membership.back", current, actor, at)


def _may_touch(actor: Membership, member: Membership) -> Membership:
    """The member as of now, oneself or somebody the actor manages."""
    members = Membership.objects.active().filter(practice_id=actor.practice_id)
    doing = members.filter(pk=actor.pk).first()
    current = members.filter(pk=member.pk).first()
    if current is None:
        raise PeopleError(_("This person is no longer a member."))
    if doing is None or (doing.pk != current.pk and not may_handle(doing.role, current.role)):
        raise PeopleError(_("You can say this for yourself only. Ask a manager or the owner."))
    return current


def _stand_in(member: Membership, chosen: Membership) -> Membership:
    if chosen.pk == member.pk:
        raise PeopleError(_("Nobody stands in for themselves. Choose a colleague, or nobody."))
    members = Membership.objects.active().filter(practice_id=member.practice_id)
    current = members.filter(pk=chosen.pk).first()
    if current is None:
        raise PeopleError(_("The colleague who was to stand in has left. Choose another."))
    if not may_stand_in(current.role, member.role):
        raise PeopleError(_("This colleague's role cannot stand in here. Choose another."))
    return current


def _note(
    name: str, member: Membership, actor: Membership, at: datetime, **details: str | int | None
) -> None:
    practice_id = member.practice_id
    record(name, practice=practice_id, subject=member, actor=actor.user, at=at, **details)
    publish_on_commit(practice_id, "people", [member.pk])
