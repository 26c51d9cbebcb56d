"""The report that comes by mail: who wants it, what was booked, what went out."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models

from practice_hub.practices.models import Membership, Practice


class WeeklySettings(models.Model):
    """Whether a practice has its Monday report; without a row it does."""

    practice = models.OneToOneField(
        Practice, on_delete=models.CASCADE, related_name="weekly_settings"
    )
    is_on = models.BooleanField(default=True)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"weekly report of {self.practice_id}: {self.is_on}"


class WeeklyWish(models.Model):
    """What one member chose; without a row the role decides (`inbox.weekly.wishes`)."""

    membership = models.OneToOneField(
        Membership, on_delete=models.CASCADE, related_name="weekly_wish"
    )
    is_wanted = models.BooleanField()
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"weekly report for {self.membership_id}: {self.is_wanted}"


class ReportWeek(models.Model):
    """The Monday report of a practice was booked; `monday` is the day on which it is due. However
    many look at once, there is one."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="report_weeks")
    monday = models.DateField()
    booked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "monday"], name="report_week_once")
        ]

    def __str__(self) -> str:
        return f"report of {self.practice_id} on {self.monday}"


class ReportLetterQuerySet(models.QuerySet["ReportLetter"]):
    def due(self, now: datetime) -> ReportLetterQuerySet:
        return self.filter(next_try_at__lte=now)


class ReportLetter(models.Model):
    """One mail to one person: on Monday (`week`) or because they asked. It is tried until it is
    out. `key` becomes its Message-ID, so that the same mail sent again shows once."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    week = models.ForeignKey(
        ReportWeek, null=True, on_delete=models.CASCADE, related_name="letters"
    )
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    filters: models.JSONField[Any, Any] = models.JSONField()
    created_at = models.DateTimeField()
    next_try_at = models.DateTimeField(null=True)  # NULL: sent, or nobody to send it to any more
    attempts = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    objects = ReportLetterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["week", "user"], name="report_letter_once"),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                name="report_letter_due",
                condition=models.Q(next_try_at__isnull=False),
            ),
            models.Index(fields=["practice", "user", "-id"], name="report_letter_newest"),
        ]

    def __str__(self) -> str:
        return f"report letter {self.pk}"
