"""What people type about planned calls. Forms check shapes; the actions decide."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, pgettext

from inbox.actions.callbacks import Wishes
from inbox.domain.call_windows import ANY, DAY_END, WEEKDAYS, Window, load_windows
from inbox.forms import REASON_LENGTH, DueForm, ReasonForm
from inbox.models import Callback, CallbackAttempt
from practice_hub.practices.models import User
from practice_hub.practices.zones import zone_choices
from practice_hub.times import named_day, weekday_name

ROWS = 3  # preferred windows that the form offers
DATES_AHEAD = 21
ON_TIME = (
    ("15", gettext_lazy("at that time, within a quarter of an hour")),
    ("30", gettext_lazy("within half an hour")),
    ("60", gettext_lazy("within the hour")),
    ("120", gettext_lazy("within two hours")),
    ("240", gettext_lazy("within four hours")),
)
USUAL_MINUTES = 30
TRIED = tuple(
    choice
    for choice in CallbackAttempt.Outcome.choices
    if choice[0] != CallbackAttempt.Outcome.REACHED
)
_PICK = gettext_noop("Pick one of the times, or give a date and a time of your own.")
_WHAT_HAPPENED = gettext_lazy("Say what happened.")


def _line(length: int, missing: str) -> forms.CharField:
    return forms.CharField(max_length=length, error_messages={"required": gettext_lazy(missing)})


class SlotForm(DueForm):
    """A proposed time (`slot`, with its zone) or one's own on the practice's clock (`due`)."""

    slot = forms.CharField(max_length=40, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due"].required = False

    def clean(self) -> dict[str, Any]:
        """Set `moment`, ahead of now."""
        data = self.cleaned_data
        if self.errors:
            return data
        if not data.get("slot"):
            if data.get("due") is None:
                self.add_error("due", _(_PICK))
                return data
            return super().clean()
        moment = _moment(data["slot"])
        if moment is None:
            self.add_error("due", _(_PICK))
            return data
        self.require_ahead("due", moment)
        return data | {"moment": moment}


def _moment(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found is not None and found.utcoffset() is not None else None


class MoveForm(SlotForm):
    reason = _line(REASON_LENGTH, gettext_noop("Say why it is moved, in a few words."))


class TryForm(SlotForm):
    """Nobody was reached, or not at a good time."""

    outcome = forms.ChoiceField(
        choices=TRIED,
        error_messages={"required": _WHAT_HAPPENED, "invalid_choice": _WHAT_HAPPENED},
    )
    note = forms.CharField(max_length=REASON_LENGTH, required=False)


class CancelForm(ReasonForm):
    """Why nobody calls after all."""


class CallOutcomeForm(forms.Form):
    """What came of the call (A13)."""

    outcome = _line(
        500, gettext_noop("Say in one line what came of it, so that nobody has to ask.")
    )


class OwnerForm(forms.Form):
    """`owner` is one of those who may call."""

    owner = forms.TypedChoiceField(
        coerce=int,
        error_messages={
            "required": gettext_lazy("Say who calls."),
            "invalid_choice": gettext_lazy("That person cannot make calls for this practice."),
        },
    )

    def __init__(self, *args: Any, callers: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.TypedChoiceField, self.fields["owner"])
        field.choices = [(user.pk, user.name) for user in callers]


class WhenForm(SlotForm):
    """When, by whom, and for how long it is on time."""

    owner = forms.TypedChoiceField(coerce=int)
    minutes = forms.TypedChoiceField(coerce=int, choices=ON_TIME)

    def __init__(self, *args: Any, callers: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.TypedChoiceField, self.fields["owner"])
        field.choices = [(user.pk, user.name) for user in callers]


class WishesForm(forms.Form):
    """Where and when the person wants to be called; three windows, any of them empty."""

    reach = _line(120, gettext_noop("Say where to reach them: a number, or another way."))
    wishes = forms.CharField(max_length=REASON_LENGTH, required=False)
    zone = forms.ChoiceField(
        error_messages={"invalid_choice": gettext_lazy("Pick one of the time zones.")}
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["zone"]).choices = zone_choices()
        for number in range(ROWS):
            self.fields[f"day_{number}"] = _day(number, today)
            shown = {"number": number + 1}
            self.fields[f"from_{number}"] = _hour(_("From, wish %(number)s") % shown)
            self.fields[f"to_{number}"] = _hour(_("Until, wish %(number)s") % shown)

    def first_rows(self) -> list[dict[str, Any]]:
        return self._rows(range(1))

    def more_rows(self) -> list[dict[str, Any]]:
        return self._rows(range(1, ROWS))

    def has_more_rows(self) -> bool:
        """One of the further windows says something."""
        return any(row[name].value() for row in self.more_rows() for name in ("day", "from", "to"))

    def _rows(self, numbers: range) -> list[dict[str, Any]]:
        """Windows for the page: their three fields, and what is wrong with them."""
        rows = []
        for number in numbers:
            row = {name: self[f"{name}_{number}"] for name in ("day", "from", "to")}
            rows.append(row | {"errors": [e for field in row.values() for e in field.errors]})
        return rows

    def clean(self) -> dict[str, Any]:
        """Set `windows`."""
        data: dict[str, Any] = super().clean() or {}
        found = [self._window(number, data) for number in range(ROWS)]
        return data | {"windows": tuple(window for window in found if window is not None)}

    def _window(self, number: int, data: dict[str, Any]) -> Window | None:
        starts, ends = data.get(f"from_{number}"), data.get(f"to_{number}")
        day = data.get(f"day_{number}") or (ANY if starts or ends else "")
        if not day:
            return None
        try:
            return Window(day, starts or time(), ends or DAY_END)
        except ValueError:
            self.add_error(f"to_{number}", _("“Until” must be after “from”."))
            return None

    @property
    def typed(self) -> Wishes:
        """What a valid form says."""
        data = self.cleaned_data
        return Wishes(data["reach"], data["zone"], data["windows"], data["wishes"])


def _day(number: int, today: date) -> forms.ChoiceField:
    label = _("Day, wish %(number)s") % {"number": number + 1}
    widget = forms.Select(attrs={"aria-label": label})
    return forms.ChoiceField(required=False, choices=day_choices(today), widget=widget)


def _hour(label: str) -> forms.TimeField:
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time", "aria-label": label})
    return forms.TimeField(required=False, widget=widget)


def day_choices(today: date) -> list[tuple[str, Any]]:
    """Every week, or one of the next three weeks' days."""
    weekly = [(str(number), capfirst(weekday_name(number))) for number in range(7)]
    dates = [today + timedelta(days=days) for days in range(DATES_AHEAD)]
    named = [(on.isoformat(), capfirst(named_day(on, is_short=True))) for on in dates]
    return [
        ("", _("no wish")),
        (ANY, _("Any day")),
        (WEEKDAYS, _("Monday to Friday")),
        (pgettext("weekdays", "Every"), weekly),
        (pgettext("dates", "On"), named),
    ]


def wishes_of(callback: Callback) -> dict[str, Any]:
    """A planned call as the first values of a WishesForm."""
    found = {"reach": callback.reach, "wishes": callback.wishes, "zone": callback.time_zone}
    for number, window in enumerate(load_windows(callback.windows)[:ROWS]):
        found[f"day_{number}"] = window.day
        found[f"from_{number}"] = f"{window.starts:%H:%M}" if window.starts != time() else ""
        found[f"to_{number}"] = f"{window.ends:%H:%M}" if window.ends != DAY_END else ""
    return found


def clock_args(zone: ZoneInfo, now: datetime) -> dict[str, Any]:
    """What every form with a time needs to know."""
    return {"zone": zone, "now": now}
