"""Forms of signing in that work differently here, and the practice's rules about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.account import forms as library
from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from practice_hub.practices.idle import (
    DAYS_CHOICES,
    MINUTES_CHOICES,
    PASSKEY_CHOICES,
    Rules,
)
from practice_hub.practices.lockout import want_letter
from practice_hub.practices.models import SignInLetter
from practice_hub.roles import Role


class ResetPasswordForm(library.ResetPasswordForm):
    """Asks for the mail and does not look whether anybody has the address: a worker does, so that
    the page is as quick for a stranger's address as for a colleague's."""

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        email = str(self.cleaned_data["email"])
        want_letter(SignInLetter.Kind.RESET, email, timezone.now())
        return email


def _minutes_words(minutes: int) -> str:
    if minutes < 60:
        words = ngettext("%(number)d minute", "%(number)d minutes", minutes)
        return words % {"number": minutes}
    hours = minutes // 60
    return ngettext("%(number)d hour", "%(number)d hours", hours) % {"number": hours}


def _days_words(days: int) -> str:
    return ngettext("%(number)d day", "%(number)d days", days) % {"number": days}


def _day_choices() -> list[tuple[int, str]]:
    return [(days, _days_words(days)) for days in DAYS_CHOICES]


def _passkey_choices() -> list[tuple[int, str]]:
    no_longer = gettext("No longer than others")
    return [(days, _days_words(days) if days else no_longer) for days in PASSKEY_CHOICES]


class SignInRulesForm(forms.Form):
    """How long people of each role stay signed in. `rules` is what holds now."""

    days = forms.TypedChoiceField(
        label=_("Sign in again after"),
        help_text=_("At the latest, however much the device is used."),
        coerce=int,
        choices=_day_choices,
    )
    passkey_days = forms.TypedChoiceField(
        label=_("Devices with a passkey rest for"),
        help_text=_("The lock of the phone or computer guards them as well."),
        coerce=int,
        choices=_passkey_choices,
    )

    def __init__(self, data: Mapping[str, str] | None = None, *, rules: Rules) -> None:
        initial: dict[str, int] = {"days": rules.days, "passkey_days": rules.passkey_days}
        for role in Role:
            initial[f"minutes_{role}"] = rules.minutes[role]
        super().__init__(data, initial=initial)
        choices = [(minutes, _minutes_words(minutes)) for minutes in MINUTES_CHOICES]
        for role in Role:
            self.fields[f"minutes_{role}"] = forms.TypedChoiceField(
                label=role.label, coerce=int, choices=choices
            )
        self.order_fields([*(f"minutes_{role}" for role in Role), "days", "passkey_days"])

    @property
    def rules(self) -> dict[str, Any]:
        """As `Practice.sign_in_rules` holds them."""
        data = self.cleaned_data
        minutes = {role.value: data[f"minutes_{role}"] for role in Role}
        return {"minutes": minutes, "days": data["days"], "passkey_days": data["passkey_days"]}
