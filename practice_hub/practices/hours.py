"""When a practice and each of its locations is open: the one place to ask (T1 to T8).

    book = HoursBook.load(practice_id)
    book.hours(conversation.location_id).elapsed(asked_at, answered_at)

What counts, the later over the earlier: the usual week, public holidays of its country and region,
dates of the practice, dates of the location. A location without a week of its own has that of the
practice, and the practice that says nothing is assumed to be open on weekdays from nine to six.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from practice_hub.practices.business_hours import ASSUMED_WEEK, BusinessHours, Span, Week
from practice_hub.practices.hours_dates import Choices, Dates, dated
from practice_hub.practices.hours_text import read_spans
from practice_hub.practices.models import (
    HolidayChoice,
    Location,
    OpeningDates,
    OpeningWeek,
    Practice,
)
from practice_hub.ready import ready

_KEPT_BOOKS = 256


@dataclass(frozen=True, slots=True)
class Place:
    """The hours of one location, or of the practice as a whole.

    `is_assumed`: nobody has said when it is open. `has_own_week`: the week is its own, not the
    practice's. `notes` say why a date goes its own way.
    """

    hours: BusinessHours
    country: str
    region: str
    is_assumed: bool
    has_own_week: bool
    notes: Mapping[date, str]


@dataclass(frozen=True, slots=True)
class HoursBook:
    """The hours of a practice as of one `Practice.hours_version`."""

    practice: Place
    places: Mapping[int, Place]

    @classmethod
    def load(cls, practice_id: int) -> HoursBook:
        """One cheap query while nothing has changed; Practice.DoesNotExist for an unknown one."""
        found = _version.first(practice_id)
        if found is None:
            raise Practice.DoesNotExist(f"There is no practice {practice_id}.")
        return cls.of(found)

    @classmethod
    def of(cls, practice: Practice) -> HoursBook:
        """Of a practice that was just read: no query at all while nothing has changed."""
        return _read(practice.pk, practice.hours_version)

    def place(self, location_id: int | None) -> Place:
        """A location that is gone has the hours of the practice."""
        return self.practice if location_id is None else self.places.get(location_id, self.practice)

    def hours(self, location_id: int | None) -> BusinessHours:
        return self.place(location_id).hours

    def zone(self, location_id: int | None) -> ZoneInfo:
        return self.place(location_id).hours.zone

    @property
    def is_assumed(self) -> bool:
        """Nobody has said when the practice as a whole is open."""
        return self.practice.is_assumed


_KEY = ("pk", "hours_version")


@ready
def _version(practice_id: int, /) -> QuerySet[Practice, Practice]:
    return Practice.objects.filter(pk=practice_id).only(*_KEY)


# A change that has not been committed yet is never read here: whoever changes hours reads them
# in the next request. What is kept can be shared by threads, because nothing in it changes.
@lru_cache(maxsize=_KEPT_BOOKS)
def _read(practice_id: int, version: int) -> HoursBook:
    """Five queries; `version` only says that there is something new to read."""
    practice = Practice.objects.get(pk=practice_id)
    rows = _Rows.of(practice_id)
    own = _place(practice, rows, None)
    locations = Location.objects.filter(practice_id=practice_id)
    return HoursBook(own, {place.pk: _place(practice, rows, place) for place in locations})


@dataclass(frozen=True, slots=True)
class _Rows:
    """What the practice has said, by location; None is the practice as a whole."""

    weeks: Mapping[int | None, Week]
    dates: Mapping[int | None, Dates]
    choices: Mapping[int | None, Choices]

    @classmethod
    def of(cls, practice_id: int) -> _Rows:
        weeks = OpeningWeek.objects.filter(practice_id=practice_id)
        dates: dict[int | None, list[tuple[date, date, str, tuple[Span, ...]]]] = {}
        for row in OpeningDates.objects.filter(practice_id=practice_id).order_by("pk"):
            said = (row.first_on, row.last_on, row.note, read_spans(row.spans))
            dates.setdefault(row.location_id, []).append(said)
        by_place = {row.location_id: _week(row.days) for row in weeks}
        return cls(by_place, dates, cls.choices_of(practice_id))

    @staticmethod
    def choices_of(practice_id: int) -> Mapping[int | None, Choices]:
        choices: dict[int | None, dict[str, tuple[str, tuple[Span, ...]]]] = {}
        for row in HolidayChoice.objects.filter(practice_id=practice_id):
            said = row.choice, read_spans(row.spans)
            choices.setdefault(row.location_id, {})[row.name] = said
        return choices


def _week(days: list[str]) -> Week:
    return Week(tuple(read_spans(day) for day in days))


def _place(practice: Practice, rows: _Rows, location: Location | None) -> Place:
    key = location.pk if location else None
    keys = (None,) if location is None else (None, location.pk)
    week = rows.weeks.get(key) or rows.weeks.get(None)
    country, region = region_of(practice, location)
    days, notes = dated(
        country,
        region,
        choices=[rows.choices.get(k, {}) for k in keys],
        dates=[rows.dates.get(k, ()) for k in keys],
    )
    zone = ZoneInfo((location.time_zone if location else "") or practice.time_zone)
    return Place(
        hours=BusinessHours.of(zone, dict(enumerate((week or ASSUMED_WEEK).days)), days),
        country=country,
        region=region,
        is_assumed=week is None,
        has_own_week=key in rows.weeks,
        notes=notes,
    )


def holiday_choices(practice_id: int, location_id: int | None) -> list[Choices]:
    """What was chosen for public holidays by name: of the practice, then of the location if any;
    one query."""
    choices = _Rows.choices_of(practice_id)
    keys = (None,) if location_id is None else (None, location_id)
    return [choices.get(key, {}) for key in keys]


def region_of(practice: Practice, location: Location | None) -> tuple[str, str]:
    """(country, region); a region of the practice means nothing in another country."""
    if location is None or not (location.country or location.region):
        return practice.country, practice.region
    country = location.country or practice.country
    is_abroad = country != practice.country
    return country, location.region or ("" if is_abroad else practice.region)
