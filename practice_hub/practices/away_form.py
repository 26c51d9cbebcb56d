"""The form of an absence: why, who stands in, and until when in the practice's own time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practice_hub.practices.away_words import (
    REASONS,
    away_words,
    kept_reason,
    reason_words,
    until_words,
)
from practice_hub.practices.business_day import first_opening
from practice_hub.practices.business_hours import BusinessHours
from practice_hub.practices.duty import available
from practice_hub.practices.models import Membership
from practice_hub.practices.rules import may_stand_in
from practice_hub.roles import Role

MORNING = time(8)  # of a practice that never opens
HOUR, TOMORROW = "hour", "tomorrow"


class AwayForm(forms.Form):
    """Either a named time, by its button, or a day and a time; `until` is set when valid."""

    reason = forms.CharField(
        max_length=60,
        required=False,
        label=gettext_lazy("What colleagues read"),
        widget=forms.TextInput({"list": "away-reasons", "autocomplete": "off"}),
    )
    stand_in = forms.TypedChoiceField(
        coerce=int,
        empty_value=None,
        required=False,
        label=gettext_lazy("Who stands in"),
        error_messages={
            "invalid_choice": gettext_lazy("This colleague cannot stand in. Choose another.")
        },
    )
    day = forms.DateField(
        required=False,
        label=gettext_lazy("Day"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("Give a day like 2026-11-30.")},
    )
    clock = forms.TimeField(
        required=False,
        label=gettext_lazy("Time"),
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        error_messages={"invalid": gettext_lazy("Give a time like 14:00.")},
    )
    when = forms.ChoiceField(
        choices=((HOUR, HOUR), (TOMORROW, TOMORROW)),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Give a time, or use one of the buttons.")},
    )

    def __init__(
        self,
        data: Any = None,
        *,
        member: Membership,
        members: Iterable[Membership],
        now: datetime,
        hours: BusinessHours,
    ) -> None:
        """`members` are the active ones of the practice with their users; `hours` are its own."""
        zone = hours.zone
        super().__init__(data, auto_id="away_%s", initial=_initial(member, now, zone))
        self._now, self._zone, self._morning = now, zone, _next_morning(now, hours)
        self._able = {m.pk: m for m in members if m.pk != member.pk and _can(m, member)}
        field = cast(forms.TypedChoiceField, self.fields["stand_in"])
        labels = [(pk, _label(m, now, zone)) for pk, m in self._able.items()]
        field.choices = [("", _("Nobody: the next in line is asked")), *labels]
        if member.role == Role.PRACTITIONER and not member.is_away(now):
            # A doctor's questions cannot wait: proposed is a doctor who is here.
            here = available(self._able.values(), now)
            self.initial["stand_in"] = here[0].pk if here else None

    @property
    def quick(self) -> tuple[tuple[str, str], ...]:
        """The buttons, (value, label): an hour, and until the next opening after today."""
        until = until_words(self._morning, self._now, self._zone)
        return (HOUR, _("For an hour")), (TOMORROW, _("Until %(time)s") % {"time": until})

    def clean_reason(self) -> str:
        return kept_reason(self.cleaned_data["reason"])

    def clean(self) -> dict[str, Any]:
        """Set `until`, in the practice's zone, and `stand_in` as a membership or None."""
        data: dict[str, Any] = super().clean() or {}
        if self.errors:
            return data
        if not data.get("when") and data.get("clock") is None:
            self.add_error("clock", _("Say until when, or use one of the buttons below."))
            return data
        return data | {"until": self._until(data), "stand_in": self._able.get(data["stand_in"])}

    def _until(self, data: dict[str, Any]) -> datetime:
        today = self._now.astimezone(self._zone).date()
        if data["when"] == HOUR:
            return self._now + timedelta(hours=1)
        if data["when"] == TOMORROW:
            return self._morning
        return datetime.combine(data["day"] or today, data["clock"], self._zone)


def _next_morning(now: datetime, hours: BusinessHours) -> datetime:
    tomorrow = now.astimezone(hours.zone).date() + timedelta(days=1)
    opening = first_opening(hours, hours.zone, tomorrow)
    return opening or datetime.combine(tomorrow, MORNING, hours.zone)


def _can(member: Membership, away: Membership) -> bool:
    return may_stand_in(member.role, away.role)


def _label(member: Membership, now: datetime, zone: ZoneInfo) -> str:
    words = away_words(member, now, zone)
    return f"{member.user.name} ({words or member.get_role_display()})"


def _initial(member: Membership, now: datetime, zone: ZoneInfo) -> dict[str, Any]:
    """What is said now, or what a doctor most likely wants to say; the time is never guessed."""
    if member.is_away(now) and member.away_until:
        local = member.away_until.astimezone(zone)
        return {
            "reason": reason_words(member.away_reason),
            "stand_in": member.stand_in_id,
            "day": local.date(),
            "clock": local.time(),
        }
    reason = _(REASONS[0]) if member.role == Role.PRACTITIONER else ""
    return {"reason": reason, "day": now.astimezone(zone).date()}
