"""One date that goes its own way: somebody else on a shift, and days off."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from practice_hub.practices.models import Membership, Practice
from practice_hub.roles import Act, may
from practice_hub.roster.actions.common import (
    RosterError,
    begin,
    changed,
    must_be_ahead,
    own_member,
    own_shift,
    today,
)
from practice_hub.roster.models import DaysOff, Shift, Swap, SwapRequest, SwapState


@transaction.atomic(durable=True)
def put_on(
    *, actor: Membership, shift_id: int, on: date, member_id: int | None, at: datetime
) -> None:
    """On that date `member_id` watches; None: nobody. A request that waits is withdrawn.

    Raises RosterError for a date that is over, a shift or a person that is gone; PeopleError.
    """
    practice, doer = begin(actor, Act.EDIT_ROSTER)
    must_be_ahead(practice, on, at)
    shift = own_shift(practice, shift_id, on)
    if member_id is not None:
        own_member(practice, member_id)
    set_swap(shift, on, member_id)
    waiting = SwapRequest.objects.filter(shift=shift, on=on, state=SwapState.OPEN)
    waiting.update(state=SwapState.WITHDRAWN, answered_at=at)
    changed("roster.put_on", shift, doer, at, on=on.isoformat(), member_id=member_id)


def set_swap(shift: Shift, on: date, member_id: int | None) -> None:
    """Whose shift it is needs no swap."""
    if member_id == shift.member_id:
        Swap.objects.filter(shift=shift, on=on).delete()
    else:
        Swap.objects.update_or_create(shift=shift, on=on, defaults={"member_id": member_id})


@transaction.atomic(durable=True)
def add_days_off(
    *,
    actor: Membership,
    member_id: int,
    first_on: date,
    last_on: date,
    stand_in_id: int | None,
    at: datetime,
) -> None:
    """The person begins no shift from `first_on` to `last_on`; the stand-in does, or nobody.

    For oneself, or for anybody by who edits the roster. Raises RosterError, PeopleError.
    """
    practice, doer = begin(actor, Act.READ_ROSTER)
    _must_be_theirs(doer, member_id)
    must_be_ahead(practice, last_on, at)
    member = own_member(practice, member_id)
    if last_on < first_on:
        raise RosterError(_("The last day lies before the first."))
    stand_in = _stand_in(practice, member_id, stand_in_id)
    row, is_new = DaysOff.objects.get_or_create(
        member=member, first_on=first_on, last_on=last_on, stand_in=stand_in
    )
    if is_new:
        details = {"member_id": member.pk, "stand_in_id": stand_in_id}
        changed("roster.days_off", row, doer, at, **details)


@transaction.atomic(durable=True)
def remove_days_off(*, actor: Membership, days_off_id: int, at: datetime) -> None:
    """The person takes their shifts again; of days that began, those that were stay."""
    practice, doer = begin(actor, Act.READ_ROSTER)
    row = DaysOff.objects.filter(member__practice=practice, pk=days_off_id).first()
    if row is None:
        raise RosterError(_("These days off were removed already."))
    _must_be_theirs(doer, row.member_id)
    must_be_ahead(practice, row.last_on, at)
    changed("roster.days_off_removed", row, doer, at, member_id=row.member_id)
    yesterday = date.fromordinal(today(practice, at).toordinal() - 1)
    if row.first_on > yesterday:
        row.delete()
    else:
        DaysOff.objects.filter(pk=row.pk).update(last_on=yesterday)


def _stand_in(practice: Practice, member_id: int, stand_in_id: int | None) -> Membership | None:
    if stand_in_id == member_id:
        raise RosterError(_("Nobody stands in for themselves. Choose a colleague, or nobody."))
    return None if stand_in_id is None else own_member(practice, stand_in_id)


def _must_be_theirs(actor: Membership, member_id: int) -> None:
    if actor.pk != member_id and not may(actor.role, Act.EDIT_ROSTER):
        raise RosterError(_("You can say this for yourself only. Ask a manager or the owner."))
