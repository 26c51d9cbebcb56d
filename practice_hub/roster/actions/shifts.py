"""Shifts: added, changed from a day on, ended, and last week's copied."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from practice_hub.practices.business_hours_spans import Span
from practice_hub.practices.models import Membership, Practice
from practice_hub.roles import Act
from practice_hub.roster.actions.common import (
    RosterError,
    begin,
    changed,
    must_be_ahead,
    own_location,
    own_member,
    own_shift,
    today,
)
from practice_hub.roster.models import Shift, Swap, SwapRequest, SwapState
from practice_hub.roster.selectors import Book, load_book, load_plan

WEEK = timedelta(days=7)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Wish:
    """A shift as somebody wants it; `last_on` None: every week until further notice."""

    member_id: int
    span: Span
    first_on: date
    last_on: date | None = None
    location_id: int | None = None


@transaction.atomic(durable=True)
def add_shifts(*, actor: Membership, wishes: Iterable[Wish], at: datetime) -> int:
    """Add a shift on the weekday of `first_on` for each wish; returns how many were new.

    One that is there already is not doubled. Raises RosterError for dates that are over or more
    than a year ahead, and for a person or location that is gone; PeopleError for who may not.
    """
    practice, doer = begin(actor, Act.EDIT_ROSTER)
    wanted = list(wishes)
    for wish in wanted:
        must_be_ahead(practice, wish.first_on, at)
        _must_end_later(wish)
        own_member(practice, wish.member_id)
        own_location(practice, wish.location_id)
    made = [_add(practice, wish, at) for wish in wanted if not _is_there(practice, wish)]
    for shift in made:
        changed("roster.shift_added", shift, doer, at, member_id=shift.member_id)
    return len(made)


@transaction.atomic(durable=True)
def change_shift(*, actor: Membership, shift_id: int, on: date, wish: Wish, at: datetime) -> Shift:
    """From `on` on the shift is as wished, on the same weekday; what was before stays as it was.

    Swaps from then on stay; requests that wait for an answer are withdrawn, because the person
    was asked for other hours. Raises RosterError, PeopleError as `add_shifts`.
    """
    practice, doer = begin(actor, Act.EDIT_ROSTER)
    must_be_ahead(practice, on, at)
    shift = own_shift(practice, shift_id, on)
    is_once = shift.is_once
    own_member(practice, wish.member_id)
    own_location(practice, wish.location_id)
    wish = replace(wish, first_on=on, last_on=on if is_once else wish.last_on)
    _must_end_later(wish)
    _keep_past(shift, on)
    values = {"member_id": wish.member_id, "location_id": wish.location_id, "first_on": on}
    values |= {"opens": wish.span.opens, "closes": wish.span.closes, "last_on": wish.last_on}
    Shift.objects.filter(pk=shift.pk).update(**values)
    _withdraw(shift, at)
    changed("roster.shift_changed", shift, doer, at, on=on.isoformat(), member_id=wish.member_id)
    return shift


@transaction.atomic(durable=True)
def end_shift(*, actor: Membership, shift_id: int, on: date, at: datetime) -> None:
    """The shift is no more from `on` on. Raises RosterError, PeopleError as `add_shifts`."""
    practice, doer = begin(actor, Act.EDIT_ROSTER)
    must_be_ahead(practice, on, at)
    shift = own_shift(practice, shift_id, on)
    changed("roster.shift_ended", shift, doer, at, on=on.isoformat())
    if shift.first_on >= on:
        shift.delete()
        return
    Shift.objects.filter(pk=shift.pk).update(last_on=on - _DAY)
    Swap.objects.filter(shift=shift, on__gte=on).delete()
    _withdraw(shift, at)


@transaction.atomic(durable=True)
def copy_week(*, actor: Membership, monday: date, at: datetime) -> int:
    """What somebody really watched in the week before stands in the week of `monday` too.

    Only what that week does not have yet, from today on, each for its one date; returns how many.
    """
    practice, doer = begin(actor, Act.EDIT_ROSTER)
    must_be_ahead(practice, monday + WEEK - _DAY, at)
    book = load_book(practice.pk)
    wishes = _missing(book, monday, at) if book else []
    made = [_add(practice, wish, at) for wish in wishes]
    for shift in made:
        changed("roster.shift_added", shift, doer, at, member_id=shift.member_id, is_copy=True)
    return len(made)


def _missing(book: Book, monday: date, at: datetime) -> list[Wish]:
    """Who had which hours in the week before, without what this week already says."""
    plan = load_plan(book.practice.pk, book.practice.zone, monday - WEEK)
    spans = {rule.key: rule.span for rule in plan.rules}
    before, now = (
        {
            (turn.member, turn.on.weekday(), spans[turn.key])
            for turn in plan.turns(book.people, first=day, last=day + WEEK - _DAY, now=at)
            if turn.member is not None
        }
        for day in (monday - WEEK, monday)
    )
    days = {
        (member, weekday, span): monday + timedelta(days=weekday)
        for member, weekday, span in sorted(before - now)
        if monday + timedelta(days=weekday) >= today(book.practice, at)
    }
    return [Wish(member, span, on, on) for (member, _weekday, span), on in days.items()]


def _must_end_later(wish: Wish) -> None:
    if wish.last_on is not None and wish.last_on < wish.first_on:
        raise RosterError(_("The last day lies before the first. Choose a later one, or none."))


def _add(practice: Practice, wish: Wish, at: datetime) -> Shift:
    return Shift.objects.create(
        practice=practice,
        member_id=wish.member_id,
        weekday=wish.first_on.weekday(),
        opens=wish.span.opens,
        closes=wish.span.closes,
        first_on=wish.first_on,
        last_on=wish.last_on,
        location_id=wish.location_id,
        created_at=at,
    )


def _is_there(practice: Practice, wish: Wish) -> bool:
    """A button pressed twice, or the same again within a shift that goes on."""
    same = Shift.objects.filter(
        practice=practice,
        member_id=wish.member_id,
        weekday=wish.first_on.weekday(),
        opens=wish.span.opens,
        closes=wish.span.closes,
        first_on__lte=wish.first_on,
    )
    until = Q(last_on=None) if wish.last_on is None else Q(last_on__gte=wish.last_on)
    return same.filter(until | Q(last_on=None)).exists()


def _keep_past(shift: Shift, on: date) -> None:
    """What was before `on` becomes a shift of its own, with its swaps."""
    if shift.first_on >= on:
        return
    past = Shift.objects.get(pk=shift.pk)
    past.pk, past.last_on = None, on - _DAY
    past.save(force_insert=True)
    Swap.objects.filter(shift=shift, on__lt=on).update(shift=past)


def _withdraw(shift: Shift, at: datetime) -> None:
    waiting = SwapRequest.objects.filter(shift=shift, state=SwapState.OPEN)
    waiting.update(state=SwapState.WITHDRAWN, answered_at=at)
