"""What the pages of the roster share: the book, dates in addresses, and how an act answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from practice_hub.http import MemberRequest
from practice_hub.practices.actions import PeopleError
from practice_hub.practices.hours import HoursBook
from practice_hub.practices.models import Location, Membership
from practice_hub.roles import Act, may
from practice_hub.roster.forms import WEEKLY, AddForm, DaysOffForm, NoteForm
from practice_hub.roster.page import days_off_of, notes_of, requests_of, right_now
from practice_hub.roster.selectors import Book, load_book
from practice_hub.roster.week import DAY, WEEK, monday_of, week_of
from practice_hub.roster.words import week_words
from practice_hub.times import short_days_between

# As far as a date in an address may lie from today.
FAR = timedelta(days=5 * 366)


@dataclass(frozen=True, slots=True)
class Desk:
    """Who looks at which roster, and when."""

    request: MemberRequest
    book: Book
    reader: Membership
    now: datetime
    today: date = field(init=False)

    def __post_init__(self) -> None:
        today = self.now.astimezone(self.book.practice.zone).date()
        object.__setattr__(self, "today", today)

    @property
    def members(self) -> list[Membership]:
        return list(self.book.members.values())

    @property
    def can_edit(self) -> bool:
        return may(self.reader.role, Act.EDIT_ROSTER)

    def locations(self) -> list[Location]:
        return list(Location.objects.filter(practice=self.book.practice).order_by("name"))

    def day(self, text: str) -> date | None:
        """A date in an address, within reason."""
        try:
            found = date.fromisoformat(text)
        except ValueError:
            return None
        return found if abs(found - self.today) < FAR else None

    def monday(self) -> date:
        """The week that is looked at: `week` of the address or the form, else this one."""
        wanted = self.request.POST.get("week") or self.request.GET.get("week") or ""
        return monday_of(self.day(wanted) or self.today)

    def back(self, monday: date | None = None) -> HttpResponseRedirect:
        monday = monday or self.monday()
        query = "" if monday == monday_of(self.today) else f"?week={monday.isoformat()}"
        return redirect(reverse("roster:page") + query)

    def day_or_404(self, text: str) -> date:
        found = self.day(text)
        if found is None:
            raise Http404
        return found


def desk_of(request: MemberRequest) -> Desk:
    book = load_book(request.practice.pk)
    reader = book.members.get(request.membership.pk) if book else None
    if book is None or reader is None:
        raise Http404
    return Desk(request, book, reader, timezone.now())


def settled(desk: Desk, act: Callable[[], object], done: str) -> HttpResponse:
    """Do it and say so, or say why not; back to the roster either way."""
    try:
        act()
    except PeopleError as error:
        messages.error(desk.request, str(error))
    else:
        messages.success(desk.request, done)
    return desk.back()


def accepted(form: forms.Form, act: Callable[[], object]) -> bool:
    """Whether a valid form's act went through; a refusal stands on the form."""
    if not form.is_valid():
        return False
    try:
        act()
    except PeopleError as error:
        form.add_error(None, str(error))
        return False
    return True


def show(desk: Desk, bound: Mapping[str, forms.Form] | None = None) -> HttpResponse:
    """The roster page; `bound` forms take the place of empty ones, and the answer is 422."""
    context = _context(desk, desk.monday()) | _forms(desk) | dict(bound or {})
    return render(desk.request, "roster/page.html", context, status=422 if bound else 200)


def _context(desk: Desk, monday: date) -> dict[str, Any]:
    book, reader, now = desk.book, desk.reader, desk.now
    return {
        "week": week_of(book, monday, reader=reader, now=now),
        "monday": monday,
        "last_week": monday - WEEK,
        "next_week": monday + WEEK,
        "is_this_week": monday == monday_of(desk.today),
        "is_past_week": monday + WEEK <= desk.today,
        "week_name": week_words(monday, desk.today),
        "week_dates": short_days_between(monday, monday + WEEK - DAY),
        "right_now": right_now(book, reader=reader, now=now),
        "requests": requests_of(book, reader=reader, now=now),
        "days_off": days_off_of(book, reader=reader, today=desk.today),
        "notes": notes_of(book, reader=reader),
        "is_kept": book.is_kept(now),
        "is_always": bool(book.roster and book.roster.is_watched_always),
        "is_assumed": HoursBook.of(book.practice).is_assumed,
        "reader": reader,
        "can_edit": desk.can_edit,
    }


def _forms(desk: Desk) -> dict[str, forms.Form]:
    first = max(desk.monday(), desk.today)
    found: dict[str, forms.Form] = {"note_form": NoteForm(auto_id="note_%s")}
    found["off_form"] = off_form(desk)
    if desk.can_edit:
        initial = {"repeat": WEEKLY, "first_on": first, "weekdays": [0, 1, 2, 3, 4]}
        found["add_form"] = add_form(desk, initial=initial)
    return found


def add_form(desk: Desk, data: Any = None, **options: Any) -> AddForm:
    places = desk.locations()
    return AddForm(data, members=desk.members, locations=places, auto_id="add_%s", **options)


def off_form(desk: Desk, data: Any = None) -> DaysOffForm:
    whose = desk.members if desk.can_edit else [desk.reader]
    initial = {"member_id": desk.reader.pk}
    return DaysOffForm(data, whose=whose, members=desk.members, auto_id="off_%s", initial=initial)
