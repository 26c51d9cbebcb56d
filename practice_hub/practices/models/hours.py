"""When a practice is open: the usual week, dates of their own, and public holidays.

Each row is for one location, or for the practice as a whole (`location` NULL), which counts
wherever a location says nothing of its own. Spans are kept as people write them, with commas
between them ("09:00-13:00, 14:00-18:00"); `business_hours_spans` reads them, no spans is closed.
`HoursBook` puts everything together.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from practice_hub.practices.models.people import Location, Practice

SPANS_LENGTH = 240


class _Opening(models.Model):
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    location = models.ForeignKey(Location, null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True


class OpeningWeek(_Opening):
    """The usual week: the spans that begin on each weekday, Monday first, seven texts."""

    days = ArrayField(models.CharField(max_length=SPANS_LENGTH, blank=True), size=7)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "location"], name="opening_week_once", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(days__len=7), name="opening_week_has_seven_days"),
        ]

    def __str__(self) -> str:
        return f"Week of {self.practice_id}/{self.location_id}"


class OpeningDates(_Opening):
    """Dates from `first_on` to `last_on` that go their own way: a closure, a surgery day.

    Of two that hold a date the shorter one counts, so that a surgery day may lie in a break.
    """

    first_on = models.DateField()
    last_on = models.DateField()
    note = models.CharField(max_length=80)
    spans = models.CharField(max_length=SPANS_LENGTH, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "location", "first_on", "last_on"],
                name="opening_dates_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="opening_dates_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_on} to {self.last_on}"


class HolidayChoice(_Opening):
    """What the practice does on a public holiday, every year; without a row it is closed then,
    and open as usual on a day that is only half a holiday. `name` is the library's English one."""

    class Choice(models.TextChoices):
        CLOSED = "CLOSED", pgettext_lazy("opening hours", "Closed")
        USUAL = "USUAL", _("Open as usual")
        OWN = "OWN", _("Own hours")

    name = models.CharField(max_length=200)
    choice = models.CharField(max_length=8, choices=Choice.choices)
    spans = models.CharField(max_length=SPANS_LENGTH, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "location", "name"],
                name="holiday_choice_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(choice__in=["CLOSED", "USUAL", "OWN"]), name="holiday_choice_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.choice}"
