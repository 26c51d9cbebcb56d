"""How long an approval may wait."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inbox.approval_policy import Times

MOST_MINUTES, MOST_HOURS = 240, 168


class TimesForm(forms.Form):
    """Minutes until the next person is asked, hours until the request runs out."""

    target_minutes = forms.IntegerField(
        label=gettext_lazy("Ask the next person after (minutes)"),
        min_value=1,
        max_value=MOST_MINUTES,
        help_text=gettext_lazy(
            "When everybody was asked, managers and owners are told as often as this."
        ),
    )
    expires_hours = forms.IntegerField(
        label=gettext_lazy("Give up after (hours)"),
        min_value=1,
        max_value=MOST_HOURS,
        help_text=gettext_lazy("The answer then goes back to its author, who is told."),
    )

    def __init__(self, data: Any, *, times: Times) -> None:
        initial = {
            "target_minutes": int(times.target.total_seconds() // 60),
            "expires_hours": int(times.expiry.total_seconds() // 3600),
        }
        super().__init__(data, initial=initial)

    @property
    def times(self) -> Times:
        """What was typed; only after `is_valid`."""
        data = self.cleaned_data
        return Times(
            timedelta(minutes=data["target_minutes"]), timedelta(hours=data["expires_hours"])
        )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if len(data) == 2 and data["expires_hours"] * 60 <= data["target_minutes"]:
            self.add_error("expires_hours", _("Give up later than the next person is asked."))
        return data
