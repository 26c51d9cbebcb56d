"""What the page of opening hours shows; a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from practice_hub.practices.hours import HoursBook, Place, holiday_choices
from practice_hub.practices.hours_forms import DatesForm, RegionForm
from practice_hub.practices.hours_holidays import HolidayRow, holiday_rows
from practice_hub.practices.hours_preview import preview
from practice_hub.practices.hours_text import read_spans
from practice_hub.practices.hours_week import WeekRows, day_words
from practice_hub.practices.models import Location, OpeningDates, Practice
from practice_hub.times import weekday_name


@dataclass(frozen=True, slots=True)
class DatesRow:
    """An entry of the list. `is_own`: of the place that is looked at, so it can be removed."""

    dates: OpeningDates
    words: str
    is_own: bool


@dataclass(slots=True)
class HoursDesk:
    """The place that is looked at, and what was typed about it, if anything."""

    practice: Practice
    location: Location | None
    now: datetime
    is_own_wanted: bool = False
    what: str = ""
    week: WeekRows | None = None
    focus: int | None = None
    dates: DatesForm | None = None
    holidays: tuple[HolidayRow, ...] | None = None
    region: RegionForm | None = None
    errors: list[str] = field(default_factory=list)

    @property
    def location_id(self) -> int | None:
        return self.location.pk if self.location else None

    @property
    def place(self) -> Place:
        return HoursBook.of(self.practice).place(self.location_id)

    @property
    def is_editing(self) -> bool:
        """Whether the week can be typed here, and not only at the practice as a whole."""
        own = self.place.has_own_week or self.is_own_wanted
        return self.location is None or self.week is not None or own

    def coming_holidays(self) -> tuple[HolidayRow, ...]:
        place = self.place
        return holiday_rows(
            place.country,
            place.region,
            today=self.now.astimezone(place.hours.zone).date(),
            choices=holiday_choices(self.practice.pk, self.location_id),
        )

    def context(self) -> dict[str, Any]:
        place = self.place
        return {
            "location": self.location,
            "place": place,
            "places": Location.objects.filter(practice=self.practice).order_by("name"),
            "zone": place.hours.zone.key,
            "is_editing": self.is_editing,
            "week": self.week or WeekRows.of(place.hours.week.days),
            "usual": [
                (weekday_name(n), day_words(day)) for n, day in enumerate(place.hours.week.days)
            ],
            "focus": self.focus,
            "dates": self.dates or DatesForm(),
            "dates_rows": self._dates_rows(),
            "holidays": self.holidays or self.coming_holidays(),
            "region": self.region or self.region_form(),
            "preview": preview(place, self.now),
            "what": self.what,
            "errors": self.errors,
        }

    def region_form(self, data: Any = None) -> RegionForm:
        return RegionForm(data, practice=self.practice, location=self.location)

    def _dates_rows(self) -> list[DatesRow]:
        """Those of the place and of the practice above it that are not over, the next first."""
        today = self.now.astimezone(self.place.hours.zone).date()
        found = OpeningDates.objects.filter(practice=self.practice, last_on__gte=today)
        return [
            DatesRow(row, day_words(read_spans(row.spans)), row.location_id == self.location_id)
            for row in found.order_by("first_on", "last_on", "pk")
            if row.location_id in (None, self.location_id)
        ]
