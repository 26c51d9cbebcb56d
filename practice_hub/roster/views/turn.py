"""Thin: one shift of one date, and the requests about it."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from practice_hub.http import MemberRequest, number_of
from practice_hub.permissions import Act, practice_member
from practice_hub.roster import actions
from practice_hub.roster.forms import ChangeForm, shift_initial
from practice_hub.roster.models import Shift, SwapRequest
from practice_hub.roster.page import turn_words
from practice_hub.roster.plan import Turn
from practice_hub.roster.selectors import load_plan
from practice_hub.roster.views.common import Desk, accepted, desk_of, settled
from practice_hub.roster.week import monday_of
from practice_hub.roster.words import day_words
from practice_hub.times import day_and_month, weekday_name

NOBODY = "nobody"


@require_safe
@practice_member(Act.READ_ROSTER)
def turn(request: MemberRequest, shift_id: int, day: str) -> HttpResponse:
    desk = desk_of(request)
    return _show(desk, *_found(desk, shift_id, day))


@require_POST
@practice_member(Act.EDIT_ROSTER)
def change(request: MemberRequest, shift_id: int, day: str) -> HttpResponse:
    """From that date on; a refused form answers 422 with what was typed."""
    desk = desk_of(request)
    shift, on = _found(desk, shift_id, day)
    form = _form(desk, shift, request.POST)

    def act() -> None:
        wish = form.wish(on, form.cleaned_data.get("last_on"))
        member = request.membership
        actions.change_shift(actor=member, shift_id=shift.pk, on=on, wish=wish, at=desk.now)

    if accepted(form, act):
        messages.success(request, _("The shift was changed."))
        return desk.back(monday_of(on))
    return _show(desk, shift, on, form)


@require_POST
@practice_member(Act.EDIT_ROSTER)
def end(request: MemberRequest, shift_id: int, day: str) -> HttpResponse:
    desk = desk_of(request)
    shift, on = _found(desk, shift_id, day)
    act = partial(actions.end_shift, actor=request.membership, shift_id=shift.pk, on=on)
    return settled(desk, partial(act, at=desk.now), _("The shift was removed."))


@require_POST
@practice_member(Act.EDIT_ROSTER)
def put(request: MemberRequest, shift_id: int, day: str) -> HttpResponse:
    """Somebody else, or nobody, on this date only."""
    desk = desk_of(request)
    shift, on = _found(desk, shift_id, day)
    chosen = request.POST.get("member_id", "")
    member_id = None if chosen == NOBODY else number_of(chosen) or 0
    member = desk.book.members.get(member_id or 0)
    who = member.user.first_name if member else _("Nobody")
    act = partial(actions.put_on, actor=request.membership, shift_id=shift.pk, on=on)
    done = _("%(name)s watches on %(day)s.") % {"name": who, "day": day_words(on)}
    return settled(desk, partial(act, member_id=member_id, at=desk.now), done)


@require_POST
@practice_member(Act.READ_ROSTER)
def ask(request: MemberRequest, shift_id: int, day: str) -> HttpResponse:
    desk = desk_of(request)
    shift, on = _found(desk, shift_id, day)
    member_id = number_of(request.POST.get("member_id", "")) or 0
    member = desk.book.members.get(member_id)
    act = partial(actions.ask, actor=request.membership, shift_id=shift.pk, on=on)
    name = member.user.first_name if member else ""
    done = _("%(name)s was asked. The shift stays yours until %(name)s takes it.") % {"name": name}
    return settled(desk, partial(act, member_id=member_id, at=desk.now), done)


@require_POST
@practice_member(Act.READ_ROSTER)
def answer(request: MemberRequest, request_id: int) -> HttpResponse:
    desk = desk_of(request)
    get_object_or_404(SwapRequest, pk=request_id, shift__practice=request.practice)
    is_taken = request.POST.get("answer") == "take"
    taken = _("Thank you. The shift is yours now.")
    done = taken if is_taken else _("You declined. They still have it.")
    act = partial(actions.answer, actor=request.membership, request_id=request_id)
    return settled(desk, partial(act, is_taken=is_taken, at=desk.now), done)


@require_POST
@practice_member(Act.READ_ROSTER)
def withdraw(request: MemberRequest, request_id: int) -> HttpResponse:
    desk = desk_of(request)
    get_object_or_404(SwapRequest, pk=request_id, shift__practice=request.practice)
    act = partial(actions.withdraw, actor=request.membership, request_id=request_id)
    return settled(desk, partial(act, at=desk.now), _("The request was withdrawn."))


def _found(desk: Desk, shift_id: int, day: str) -> tuple[Shift, date]:
    """404 for a shift of another practice and for a date on which there is none."""
    on = desk.day_or_404(day)
    shift = get_object_or_404(Shift, pk=shift_id, practice=desk.book.practice)
    if not shift.falls_on(on):
        raise Http404
    return shift, on


def _show(desk: Desk, shift: Shift, on: date, form: ChangeForm | None = None) -> HttpResponse:
    context = _context(desk, shift, on) | {"form": form or _form(desk, shift)}
    return render(desk.request, "roster/turn.html", context, status=422 if form else 200)


def _context(desk: Desk, shift: Shift, on: date) -> dict[str, Any]:
    turn = _turn(desk, shift, on)
    holder = desk.book.members.get(turn.member or 0)
    is_over = turn.ends <= desk.now or on < desk.today
    about = (shift.pk, on)
    waiting = [each for each in desk.book.kept.requests if (each.shift_id, each.on) == about]
    return {
        "shift": shift,
        "on": on,
        "title": turn_words(desk.book, turn),
        "rhythm": _rhythm(shift),
        "holder": holder,
        "planned": desk.book.members.get(shift.member_id),
        "members": desk.members,
        "colleagues": [each for each in desk.members if each.pk != desk.reader.pk],
        "waiting": waiting[0] if waiting else None,
        "asked": desk.book.members.get(waiting[0].asked_id) if waiting else None,
        "can_ask": turn.member == desk.reader.pk and not is_over,
        "can_edit": desk.can_edit and on >= desk.today,
        "is_over": is_over,
        "monday": monday_of(on),
        "nobody": NOBODY,
    }


def _turn(desk: Desk, shift: Shift, on: date) -> Turn:
    is_past = on < desk.today  # of which little is kept in memory
    zone = desk.book.practice.zone
    plan = load_plan(shift.practice_id, zone, on) if is_past else desk.book.plan
    found = plan.turn(shift.pk, on)
    if found is None:
        raise Http404
    return found


def _rhythm(shift: Shift) -> str:
    if shift.is_once:
        return _("Only on this day")
    weekday = weekday_name(shift.weekday)
    if shift.last_on is None:
        return _("Every %(weekday)s") % {"weekday": weekday}
    until = {"weekday": weekday, "day": day_and_month(shift.last_on)}
    return _("Every %(weekday)s, until %(day)s") % until


def _form(desk: Desk, shift: Shift, data: Any = None) -> ChangeForm:
    form = ChangeForm(
        data,
        members=desk.members,
        locations=desk.locations(),
        auto_id="change_%s",
        initial=shift_initial(shift),
    )
    if shift.is_once:
        del form.fields["last_on"]
    return form
