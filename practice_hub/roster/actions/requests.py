"""Asking a colleague to take a shift: asked, taken, declined, withdrawn."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

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
from practice_hub.roster.actions.dates import set_swap
from practice_hub.roster.models import Shift, Swap, SwapRequest, SwapState

GONE = gettext_noop("This request was answered or withdrawn in the meantime.")


@transaction.atomic(durable=True)
def ask(*, actor: Membership, shift_id: int, on: date, member_id: int, at: datetime) -> SwapRequest:
    """Ask a colleague to take one's shift of that date. It stays one's own until they accept.

    Raises RosterError when the shift is somebody else's, the date is over, or somebody was asked
    already; PeopleError.
    """
    practice, doer = begin(actor, Act.READ_ROSTER)
    must_be_ahead(practice, on, at)
    shift = own_shift(practice, shift_id, on)
    if holder_id(shift, on) != doer.pk:
        raise RosterError(
            _("This shift is not yours on that day, so only a manager can change it.")
        )
    asked = own_member(practice, member_id)
    if asked.pk == doer.pk:
        raise RosterError(_("Choose a colleague."))
    try:
        with transaction.atomic():
            request = SwapRequest.objects.create(
                shift=shift, on=on, asker=doer, asked=asked, asked_at=at
            )
    except IntegrityError as error:
        raise RosterError(_("You have asked somebody already. Withdraw that first.")) from error
    changed("roster.asked", request, doer, at, asked_id=asked.pk)
    return request


@transaction.atomic(durable=True)
def answer(*, actor: Membership, request_id: int, is_taken: bool, at: datetime) -> SwapRequest:
    """Take the shift or decline it, as the one who was asked.

    Raises RosterError when it is somebody else's to answer, was answered or withdrawn, or the
    shift is over or no longer the asker's; PeopleError.
    """
    practice, doer = begin(actor, Act.READ_ROSTER)
    request = _waiting(practice, request_id)
    if request.asked_id != doer.pk:
        raise RosterError(_("Somebody else was asked."))
    if is_taken:
        shift = own_shift(practice, request.shift_id, request.on)
        if request.on < today(practice, at) or holder_id(shift, request.on) != request.asker_id:
            raise RosterError(
                _("This shift is over or no longer theirs, so there is nothing to take.")
            )
        set_swap(shift, request.on, doer.pk)
    _settle(request, SwapState.ACCEPTED if is_taken else SwapState.DECLINED, at)
    name = "roster.request_accepted" if is_taken else "roster.request_declined"
    changed(name, request, doer, at, on=request.on.isoformat())
    return request


@transaction.atomic(durable=True)
def withdraw(*, actor: Membership, request_id: int, at: datetime) -> None:
    """The asker keeps the shift after all; who edits the roster may say so too."""
    practice, doer = begin(actor, Act.READ_ROSTER)
    request = _waiting(practice, request_id)
    if request.asker_id != doer.pk and not may(doer.role, Act.EDIT_ROSTER):
        raise RosterError(_("Only who asked, or a manager, can withdraw this."))
    _settle(request, SwapState.WITHDRAWN, at)
    changed("roster.request_withdrawn", request, doer, at, on=request.on.isoformat())


def holder_id(shift: Shift, on: date) -> int | None:
    """Whose shift it is on that date; days off and absences do not change that."""
    swap = Swap.objects.filter(shift=shift, on=on).first()
    return shift.member_id if swap is None else swap.member_id


def _waiting(practice: Practice, request_id: int) -> SwapRequest:
    waiting = SwapRequest.objects.filter(shift__practice=practice, state=SwapState.OPEN)
    request = waiting.select_related("asker__user").filter(pk=request_id).first()
    if request is None:
        raise RosterError(_(GONE))
    return request


def _settle(request: SwapRequest, state: SwapState, at: datetime) -> None:
    waiting = SwapRequest.objects.filter(pk=request.pk, state=SwapState.OPEN)
    if not waiting.update(state=state, answered_at=at):
        raise RosterError(_(GONE))
