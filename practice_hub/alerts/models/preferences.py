"""How each person wants to be told, and how long an alert waits at each step of the chain."""

from __future__ import annotations

import re
from datetime import time
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from practice_hub.alerts.groups import CHAINED, DEFAULT_CHAIN, Rhythm
from practice_hub.alerts.kinds import Kind

_E164 = re.compile(r"\+[1-9][0-9]{7,14}")


def validate_phone(value: str) -> None:
    """International spelling (ITU-T E.164): a plus sign, then 8 to 15 digits, no first zero."""
    if not _E164.fullmatch(value):
        raise ValidationError(
            _("Write the number with its country code and without spaces, like +14155550123.")
        )


def default_chain() -> list[str]:
    return [kind.value for kind in DEFAULT_CHAIN]


class AlertPhone(models.Model):
    """The number a person is reached at by SMS; nobody else sees it."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="alert_phone"
    )
    number = models.CharField(max_length=16, validators=[validate_phone])

    def __str__(self) -> str:
        return f"{self.number[:3]}…{self.number[-2:]}"


class AlertSettings(models.Model):
    """What one member chose; without a row the defaults of the role hold (`preferences.py`).

    `choices`: {group: {"page": bool, "desktop": bool, "mail": MailWhen, "sms": bool}}. Times are
    wall clock in the practice's zone.
    """

    membership = models.OneToOneField(
        "practices.Membership", on_delete=models.CASCADE, related_name="alert_settings"
    )
    choices: models.JSONField[Any, Any] = models.JSONField(default=dict)
    is_desktop_on = models.BooleanField(default=False)
    rhythm = models.CharField(max_length=8, choices=Rhythm.choices, default=Rhythm.DAILY)
    digest_at = models.TimeField(default=time(8))
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    is_quiet_at_weekends = models.BooleanField(default=False)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="alert_quiet_has_two_ends",
            )
        ]

    def __str__(self) -> str:
        return f"alert settings of {self.membership_id}"


def _minutes(default: int) -> models.PositiveSmallIntegerField[Any, Any]:
    bounds = [MinValueValidator(1), MaxValueValidator(1440)]
    return models.PositiveSmallIntegerField(default=default, validators=bounds)


class ChainSettings(models.Model):
    """How many minutes each step of the chain waits for somebody to have it, and which kinds go
    on at all. Without a row the defaults hold."""

    practice = models.OneToOneField(
        "practices.Practice", on_delete=models.CASCADE, related_name="alert_chain"
    )
    desk_minutes = _minutes(10)
    managers_minutes = _minutes(15)
    owners_minutes = _minutes(30)
    kinds = ArrayField(
        models.CharField(
            max_length=24, choices=[(kind.value, kind.value) for kind in Kind if kind in CHAINED]
        ),
        default=default_chain,
        blank=True,
    )

    def __str__(self) -> str:
        return f"alert chain of {self.practice_id}"
