"""Forms of the roster: shifts, days off, hand-over notes; times by the practice's own clock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from practice_hub.practices.business_hours_spans import DAY_MINUTES, Span
from practice_hub.practices.models import Location, Membership
from practice_hub.roster.actions import Wish
from practice_hub.roster.models import HandOver, Shift
from practice_hub.times import weekday_name

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

WEEKLY, ONCE = "weekly", "once"
BAD_DAY = {"invalid": _("Give a day like 2026-11-30."), "required": _("Choose a day.")}
BAD_TIME = {"invalid": _("Give a time like 14:00."), "required": _("Give a time like 14:00.")}
NO_PERSON = {"required": _("Choose who."), "invalid_choice": _("Choose somebody of the practice.")}


def day_field(label: StrOrPromise, **options: Any) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, error_messages=BAD_DAY, **options)


def time_field(label: StrOrPromise) -> forms.TimeField:
    widget = forms.TimeInput({"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget, error_messages=BAD_TIME)


def person_field(label: str, members: Iterable[Membership], empty: str = "") -> forms.Field:
    """A choice of members by pk; with `empty`, nobody may be chosen and is None."""
    names = [(each.pk, f"{each.user.name} ({each.get_role_display()})") for each in members]
    return forms.TypedChoiceField(
        label=label,
        coerce=int,
        empty_value=None,
        required=not empty,
        choices=[("", empty or gettext("Choose somebody")), *names],
        error_messages=NO_PERSON,
    )


def span_of(starts: time, ends: time) -> Span | None:
    """An end at or before the beginning is in the next day; None when both are the same, unless
    it is midnight: all day."""
    opens, closes = (each.hour * 60 + each.minute for each in (starts, ends))
    if opens == closes and opens:
        return None
    return Span(opens, closes if closes > opens else closes + DAY_MINUTES)


def _weekdays() -> list[tuple[int, str]]:
    return [(number, weekday_name(number, is_short=True)) for number in range(7)]


class HoursForm(forms.Form):
    """Who, from when to when, where; valid with `cleaned_data["span"]`."""

    starts = time_field(_("From"))
    ends = time_field(_("To"))

    def __init__(
        self,
        data: Any = None,
        *,
        members: Iterable[Membership],
        locations: Iterable[Location],
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        self.fields["member_id"] = person_field(gettext("Who"), members)
        places = [(each.pk, each.name) for each in locations]
        self.fields["location_id"] = forms.TypedChoiceField(
            label=gettext("Where"),
            coerce=int,
            empty_value=None,
            required=False,
            choices=[("", gettext("Anywhere")), *places],
        )
        self.has_places = len(places) > 1

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if "starts" in data and "ends" in data:
            data["span"] = span_of(data["starts"], data["ends"])
            if data["span"] is None:
                self.add_error("ends", gettext("Beginning and end are the same."))
        return data

    def wish(self, first_on: date, last_on: date | None) -> Wish:
        data = self.cleaned_data
        return Wish(data["member_id"], data["span"], first_on, last_on, data["location_id"])


class AddForm(HoursForm):
    """New shifts: every week on some weekdays from a day on, or once on that day."""

    repeat = forms.ChoiceField(choices=((WEEKLY, _("Every week")), (ONCE, _("Only once"))))
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On which days"),
        coerce=int,
        choices=_weekdays,
        required=False,
    )
    first_on = day_field(_("From day"))
    last_on = day_field(_("Until day"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("repeat") == WEEKLY and not data.get("weekdays"):
            self.add_error("weekdays", gettext("Choose at least one day of the week."))
        return data

    def wishes(self) -> list[Wish]:
        """One for each weekday, from its first date on."""
        data = self.cleaned_data
        first: date = data["first_on"]
        if data["repeat"] == ONCE:
            return [self.wish(first, first)]
        dates = [first + timedelta(days=(day - first.weekday()) % 7) for day in data["weekdays"]]
        return [self.wish(on, data["last_on"]) for on in dates]


class ChangeForm(HoursForm):
    """A shift from one date on; its weekday stays."""

    last_on = day_field(_("Until day"), required=False)


def shift_initial(shift: Shift) -> dict[str, Any]:
    return {
        "member_id": shift.member_id,
        "starts": _clock(shift.opens),
        "ends": _clock(shift.closes),
        "location_id": shift.location_id,
        "last_on": shift.last_on,
    }


def _clock(minutes: int) -> time:
    return time(minutes % DAY_MINUTES // 60, minutes % 60)


class DaysOffForm(forms.Form):
    """Whose is fixed when only one is given: oneself."""

    first_on = day_field(_("First day"))
    last_on = day_field(_("Last day"), required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        whose: Iterable[Membership],
        members: Iterable[Membership],
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        self.fields["member_id"] = person_field(gettext("Who"), whose)
        self.fields["stand_in_id"] = person_field(
            gettext("Who stands in"), members, gettext("Nobody")
        )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        return data | {"last_on": data.get("last_on") or data.get("first_on")}


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("For whoever watches next"),
        max_length=HandOver._meta.get_field("text").max_length,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("What is open, what was promised. No names of people who wrote."),
        error_messages={"required": _("Please write what the next one should know.")},
    )
    is_for_agency = forms.BooleanField(required=False, label=_("Our agency may read it too"))
