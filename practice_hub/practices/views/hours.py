"""The pages of opening hours: of the practice as a whole and of each location.

One address per place; its forms say in `what` which of them was sent. Adding and removing rows of
the week is a POST too, so that everything works without JavaScript: nothing is kept by it.
"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from practice_hub.http import MemberRequest, number_of, respond
from practice_hub.permissions import Act, practice_member
from practice_hub.practices import actions
from practice_hub.practices.hours_forms import DatesForm
from practice_hub.practices.hours_holidays import changes, typed_rows
from practice_hub.practices.hours_page import HoursDesk
from practice_hub.practices.hours_week import WeekRows
from practice_hub.practices.models import Location, OpeningDates

LOOK_BELOW = gettext_noop("Nothing was saved. What is wrong stands beside it.")


@require_http_methods(["GET", "HEAD", "POST"])
@practice_member(Act.MANAGE_PRACTICE)
def hours(request: MemberRequest, location_id: int | None = None) -> HttpResponse:
    """Look at and change when a place is open; 404 for a location of another practice."""
    own = Location.objects.filter(practice=request.practice)
    location = None if location_id is None else get_object_or_404(own, pk=location_id)
    desk = HoursDesk(request.practice, location, timezone.now(), "own" in request.GET)
    if request.method != "POST":
        return _page(request, desk, 200)
    desk.what = request.POST.get("what", "")
    handle = _HANDLERS.get(desk.what)
    if handle is None:
        raise Http404
    try:
        said = handle(request, desk)
    except actions.PeopleError as error:
        desk.errors.append(str(error))
        said = ""
    if said:
        messages.success(request, said)
        return redirect(*_address(desk))
    is_asking = desk.week is not None and not desk.errors
    return _page(request, desk, 200 if is_asking else 422)


def _page(request: MemberRequest, desk: HoursDesk, status: int) -> HttpResponse:
    return respond(
        request,
        page="practices/hours.html",
        partial="practices/_hours_week.html",
        context=desk.context(),
        status=status,
    )


def _address(desk: HoursDesk) -> tuple[str, *tuple[int, ...]]:
    return ("people:hours_location", desk.location.pk) if desk.location else ("people:hours",)


def _save_week(request: MemberRequest, desk: HoursDesk) -> str:
    """Also every button that changes rows: those only show another week."""
    typed = WeekRows.typed(request.POST.getlist)
    do, _dash, place = request.POST.get("do", "save").partition("-")
    desk.week, desk.focus = _changed(typed, do, place)
    if do != "save":
        return ""
    if typed.wrong_days:
        desk.errors.append(_look_at(typed.wrong_days))
        return ""
    actions.set_week(
        actor=request.membership, location=desk.location, days=typed.texts(), at=desk.now
    )
    return _("The usual week was saved.")


def _changed(week: WeekRows, do: str, place: str) -> tuple[WeekRows, int | None]:
    """The week after a button, and the weekday whose new row the cursor goes to."""
    day, _dash, row = place.partition("-")
    weekday, number = number_of(day), number_of(row)
    if do == "copy":
        return week.copy_monday(), None
    if weekday is None or weekday > 6:
        return week, None
    if do == "add":
        return week.add(weekday), weekday
    if do == "remove" and number is not None:
        return week.remove(weekday, number), None
    return week, None


def _look_at(names: list[str]) -> str:
    return _("Nothing was saved. Look at %(days)s.") % {"days": get_text_list(names, _("and"))}


def _drop_week(request: MemberRequest, desk: HoursDesk) -> str:
    if desk.location is None:
        raise Http404
    actions.drop_week(actor=request.membership, location=desk.location, at=desk.now)
    return _("%(place)s has the hours of the practice again.") % {"place": desk.location.name}


def _save_dates(request: MemberRequest, desk: HoursDesk) -> str:
    desk.dates = form = DatesForm(request.POST)
    if not form.is_valid():
        desk.errors.append(_(LOOK_BELOW))
        return ""
    data = form.cleaned_data
    actions.set_dates(
        actor=request.membership,
        location=desk.location,
        first_on=data["first_on"],
        last_on=data["last_on"] or data["first_on"],
        entry=(data["note"], data["spans"]),
        at=desk.now,
    )
    return _("“%(name)s” was added.") % {"name": data["note"]}


def _remove_dates(request: MemberRequest, desk: HoursDesk) -> str:
    wanted = number_of(request.POST.get("dates", ""))
    own = OpeningDates.objects.filter(practice=desk.practice, location=desk.location)
    dates = get_object_or_404(own, pk=wanted)
    actions.remove_dates(actor=request.membership, dates=dates, at=desk.now)
    return _("“%(name)s” was removed.") % {"name": dates.note}


def _save_holidays(request: MemberRequest, desk: HoursDesk) -> str:
    rows = desk.holidays = typed_rows(desk.coming_holidays(), request.POST.getlist)
    wrong = [row.shown for row in rows if row.error]
    if wrong:
        desk.errors.append(_look_at(wrong))
        return ""
    kept, forgotten = changes(rows, is_location=desk.location is not None)
    actions.choose_holidays(
        actor=request.membership,
        location=desk.location,
        chosen=kept,
        forgotten=forgotten,
        at=desk.now,
    )
    return _("What you do on public holidays was saved.")


def _save_region(request: MemberRequest, desk: HoursDesk) -> str:
    desk.region = form = desk.region_form(request.POST)
    if not form.is_valid():
        return ""
    actions.set_region(
        actor=request.membership, location=desk.location, at=desk.now, **form.cleaned_data
    )
    return _("The public holidays below are those of this place.")


_HANDLERS: dict[str, Callable[[MemberRequest, HoursDesk], str]] = {
    "week": _save_week,
    "drop_week": _drop_week,
    "dates": _save_dates,
    "remove_dates": _remove_dates,
    "holidays": _save_holidays,
    "region": _save_region,
}
