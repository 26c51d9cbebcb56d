"""Thin: the roster page and everything that is done on it."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from practice_hub.http import MemberRequest, leads_home
from practice_hub.permissions import Act, may, practice_member
from practice_hub.practices.actions import PeopleError
from practice_hub.roster import actions
from practice_hub.roster.forms import NoteForm
from practice_hub.roster.line import line_for
from practice_hub.roster.models import DaysOff, HandOver
from practice_hub.roster.views.common import accepted, add_form, desk_of, off_form, settled, show
from practice_hub.times import clock_of


@require_safe
@practice_member(Act.READ_ROSTER)
def page(request: MemberRequest) -> HttpResponse:
    return show(desk_of(request))


@require_POST
@practice_member(Act.EDIT_ROSTER)
def add(request: MemberRequest) -> HttpResponse:
    """New shifts; a refused form answers 422 with what was typed."""
    desk = desk_of(request)
    form = add_form(desk, request.POST)

    def act() -> None:
        wishes = form.wishes()
        made = actions.add_shifts(actor=request.membership, wishes=wishes, at=desk.now)
        messages.success(request, _added(made, len(wishes)))

    if accepted(form, act):
        return desk.back()
    return show(desk, {"add_form": form})


def _added(made: int, wanted: int) -> str:
    if not made:
        return _("The roster says so already.")
    added = ngettext("A shift was added.", "%(number)d shifts were added.", made)
    added %= {"number": made}
    rest = _("The rest was there already.")
    return added if made == wanted else f"{added} {rest}"


@require_POST
@practice_member(Act.EDIT_ROSTER)
def copy(request: MemberRequest) -> HttpResponse:
    """Last week's shifts for the week that is looked at."""
    desk = desk_of(request)
    try:
        made = actions.copy_week(actor=request.membership, monday=desk.monday(), at=desk.now)
    except PeopleError as error:
        messages.error(request, str(error))
    else:
        copied = ngettext(
            "A shift was copied from the week before.",
            "%(number)d shifts were copied from the week before.",
            made,
        )
        text = copied % {"number": made} if made else _("Nothing was missing.")
        messages.success(request, text)
    return desk.back()


@require_POST
@practice_member(Act.EDIT_ROSTER)
def always(request: MemberRequest) -> HttpResponse:
    """Around the clock, or in opening hours only."""
    is_always = request.POST.get("is_always") == "1"
    done = _("Somebody should watch in opening hours.")
    if is_always:
        done = _("Somebody should watch around the clock.")
    act = partial(actions.set_always, actor=request.membership, is_always=is_always)
    desk = desk_of(request)
    return settled(desk, partial(act, at=desk.now), done)


@require_POST
@practice_member(Act.READ_ROSTER)
def off_add(request: MemberRequest) -> HttpResponse:
    desk = desk_of(request)
    form = off_form(desk, request.POST)

    def act() -> None:
        actions.add_days_off(actor=request.membership, at=desk.now, **form.cleaned_data)

    if accepted(form, act):
        messages.success(request, _("The days off were saved."))
        return desk.back()
    return show(desk, {"off_form": form})


@require_POST
@practice_member(Act.READ_ROSTER)
def off_remove(request: MemberRequest, days_off_id: int) -> HttpResponse:
    desk = desk_of(request)
    get_object_or_404(DaysOff, pk=days_off_id, member__practice=request.practice)
    act = partial(actions.remove_days_off, actor=request.membership, days_off_id=days_off_id)
    return settled(desk, partial(act, at=desk.now), _("The days off were removed."))


@require_POST
@practice_member(Act.READ_ROSTER)
def note(request: MemberRequest) -> HttpResponse:
    desk = desk_of(request)
    form = NoteForm(request.POST, auto_id="note_%s")

    def act() -> None:
        actions.write_note(actor=request.membership, at=desk.now, **form.cleaned_data)

    if accepted(form, act):
        messages.success(request, _("The note waits for whoever watches next."))
        return desk.back()
    return show(desk, {"note_form": form})


@require_POST
@practice_member(Act.READ_ROSTER)
def note_read(request: MemberRequest, note_id: int) -> HttpResponse:
    desk = desk_of(request)
    found = get_object_or_404(HandOver, pk=note_id, practice=request.practice)
    if not found.is_for_agency and not may(request.membership.role, Act.READ_PRIVATE):
        raise Http404
    try:
        actions.mark_read(actor=request.membership, note_id=note_id, at=desk.now)
    except PeopleError as error:
        messages.error(request, str(error))
    return _line_or_back(request)


@require_POST
@practice_member(Act.TAKE_SHIFTS)
def watch(request: MemberRequest) -> HttpResponse:
    """ "I watch", from the line on any page."""
    desk = desk_of(request)
    try:
        until = actions.watch_now(actor=request.membership, at=desk.now)
    except PeopleError as error:
        messages.warning(request, str(error))
    else:
        clock = clock_of(until, desk.book.practice.zone)
        said = _("Thank you. You watch until %(time)s.") % {"time": clock}
        messages.success(request, said)
    return _line_or_back(request)


@require_safe
@never_cache
@practice_member(Act.READ_ROSTER)
def line(request: MemberRequest) -> HttpResponse:
    """The line anew; 204 when the page shows just that (`have`), so that nothing is read out
    twice and no button is replaced under a finger."""
    found = line_for(request)
    if request.GET.get("have") == found.mark:
        return HttpResponse(status=204)
    return render(request, "roster/_line.html", {"line": found})


def _line_or_back(request: MemberRequest) -> HttpResponse:
    """The line without what was settled, or without JavaScript the page it stood on."""
    if request.htmx:
        context = {"line": line_for(request), "is_fragment": True}
        return render(request, "roster/_settled.html", context)
    wanted = request.POST.get("next", "")
    return redirect(wanted if leads_home(request, wanted) else "roster:page")
