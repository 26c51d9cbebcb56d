"""What the reports have counted beforehand. Derived rows: all of them can be made anew.

`ReportDay` holds what no longer changes by itself, by the day it started on: clocks that have
stopped, and running ones past all their lines when the day was counted (`ReportBuilt`). Other
running ones are always judged live. `ReportMark` says which days no longer hold: the database
writes one in the very transaction that changes a clock (see `0002_triggers`), whoever
changes it. A marked day is counted from the clocks themselves until `inbox.reports.rollups` has
counted it anew, so a report is the same with and without these rows.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from practice_hub.practices.models import Practice


class Cut(models.TextChoices):
    """By what a day is counted; `ReportDay.value` is which part of it."""

    WHOLE = "", _("All")
    NETWORK = "NETWORK", _("Network")
    LOCATION = "LOCATION", _("Location")
    CATEGORY = "CATEGORY", _("Kind")
    SENTIMENT = "SENTIMENT", _("Mood")
    URGENCY = "URGENCY", _("Urgency")
    STAFF = "STAFF", _("Person")
    TOPIC = "TOPIC", _("Topic")
    HOUR = "HOUR", _("Hour of the post")  # "00" to "23"
    ANSWERED = "ANSWERED", _("Hour of the answer")  # weekday and hour, "0-00" (Monday) to "6-23"
    ENDING = "ENDING", _("Ending")
    STEP = "STEP", _("Step")  # "detect" to "send"; its times are those of the step


class ReportDay(models.Model):
    """The settled clocks of one kind that started on one local day, as one cut counts them.

    `walls` and `opens` are the durations of the answered ones in seconds, in ascending order, four
    bytes each, the highest first: medians over any number of days are exact.
    """

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    local_day = models.DateField()
    kind = models.CharField(max_length=16)
    audience = models.CharField(max_length=8)
    is_imported = models.BooleanField()
    cut = models.CharField(max_length=10, choices=Cut.choices, blank=True)
    value = models.CharField(max_length=40, blank=True)
    total = models.PositiveIntegerField()
    counted = models.PositiveIntegerField()
    excused = models.PositiveIntegerField()
    waiting = models.PositiveIntegerField()
    answered = models.PositiveIntegerField()
    met = models.PositiveIntegerField()
    acceptable = models.PositiveIntegerField()
    lost = models.PositiveIntegerField()
    never_answered = models.PositiveIntegerField()
    detected_late = models.PositiveIntegerField()
    late_heard = models.PositiveIntegerField()
    target_low = models.PositiveIntegerField(null=True)  # the strictest target, seconds
    target_high = models.PositiveIntegerField(null=True)
    walls = models.BinaryField(null=True)
    opens = models.BinaryField(null=True)
    fastest_id = models.BigIntegerField(null=True)
    slowest_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "practice",
                    "kind",
                    "cut",
                    "local_day",
                    "value",
                    "audience",
                    "is_imported",
                ],
                name="report_day_once",
            )
        ]
        indexes = [models.Index(fields=["practice", "local_day"], name="report_day_rebuilt")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.practice_id} on {self.local_day} {self.cut} {self.value}"


class ReportBuilt(models.Model):
    """When a day was counted, and until when one of its running clocks has a line before it: past
    that, counting it anew makes it quicker to read, and no different."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    local_day = models.DateField()
    built_at = models.DateTimeField()
    open_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "local_day"], name="report_built_once")
        ]
        indexes = [
            models.Index(
                fields=["practice", "open_until"],
                name="report_built_open",
                condition=models.Q(open_until__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.practice_id} {self.local_day} at {self.built_at}"


class ReportMark(models.Model):
    """A day that must be counted anew. Only ever added and taken away, never changed: a count
    takes away the marks it saw, and one that came meanwhile stays.

    The practice may be gone already, so the database does not tie it.
    """

    practice = models.ForeignKey(
        Practice, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False
    )
    local_day = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["practice", "local_day"], name="report_mark_day")]

    def __str__(self) -> str:
        return f"{self.practice_id} {self.local_day}"
