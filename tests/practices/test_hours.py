"""What is kept about opening hours, put together by `HoursBook` (T1 to T8)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from practice_hub.practices.business_hours import Span, spans
from practice_hub.practices.hours import HoursBook
from practice_hub.practices.models import (
    HolidayChoice,
    Location,
    OpeningDates,
    OpeningWeek,
    Practice,
)

WEEK = ["09:00-13:00, 14:00-18:00"] * 4 + ["20:00-02:00", "", ""]


def on(book: HoursBook, location_id: int | None, day: date) -> list[str]:
    """The spans that begin on `day`, by the wall clock of the place."""
    zone = book.zone(location_id)
    return [
        f"{opens.astimezone(zone):%H:%M}-{closes.astimezone(zone):%H:%M}"
        for opens, closes in book.hours(location_id).spans_on(day)
    ]


def test_weekdays_are_assumed_until_somebody_says_more(practice: Practice) -> None:
    lakeside = practice.locations.get()
    book = HoursBook.load(practice.pk)
    assert book.is_assumed
    assert book.place(lakeside.pk).is_assumed
    assert on(book, None, date(2026, 6, 5)) == ["09:00-18:00"]
    assert on(book, lakeside.pk, date(2026, 6, 6)) == []

    OpeningWeek.objects.create(practice=practice, location=lakeside, days=WEEK)
    book = HoursBook.load(practice.pk)
    assert book.is_assumed
    assert not book.place(lakeside.pk).is_assumed
    assert on(book, lakeside.pk, date(2026, 6, 5)) == ["20:00-02:00"]
    assert on(book, None, date(2026, 6, 5)) == ["09:00-18:00"]

    OpeningWeek.objects.create(practice=practice, days=["08:00-12:00"] * 7)
    book = HoursBook.load(practice.pk)
    assert not book.is_assumed
    assert on(book, None, date(2026, 6, 6)) == ["08:00-12:00"]
    # A location that is gone, or new to whoever asks, has the hours of the practice.
    assert on(book, 10**9, date(2026, 6, 6)) == ["08:00-12:00"]


def test_a_place_has_a_zone_and_holidays_of_its_own(practice: Practice) -> None:
    Practice.objects.filter(pk=practice.pk).update(
        time_zone="America/New_York", country="US", region="NY"
    )
    berlin = Location.objects.create(
        practice=practice, name="Berlin", time_zone="Europe/Berlin", country="DE", region="BE"
    )
    austin = Location.objects.create(practice=practice, name="Austin", region="TX")
    hanover = Location.objects.create(practice=practice, name="Somewhere", country="DE")
    book = HoursBook.load(practice.pk)
    assert book.zone(None) == ZoneInfo("America/New_York")
    assert book.zone(berlin.pk) == ZoneInfo("Europe/Berlin")
    places = [(p.country, p.region) for p in map(book.place, (berlin.pk, austin.pk, hanover.pk))]
    # A region of the practice means nothing in another country.
    assert places == [("DE", "BE"), ("US", "TX"), ("DE", "")]
    women, texas = date(2027, 3, 8), date(2027, 3, 2)
    assert on(book, berlin.pk, women) == []
    assert on(book, hanover.pk, women) == ["09:00-18:00"]
    assert on(book, austin.pk, texas) == []
    assert on(book, None, texas) == ["09:00-18:00"]
    assert book.place(berlin.pk).notes[women] == "Women's Day"


def test_what_is_said_later_or_nearer_counts(practice: Practice) -> None:
    lakeside = practice.locations.get()
    Practice.objects.filter(pk=practice.pk).update(country="US", region="NY")
    own = {"practice": practice, "location": lakeside}
    HolidayChoice.objects.create(practice=practice, name="Columbus Day", choice="USUAL")
    HolidayChoice.objects.create(**own, name="Columbus Day", choice="OWN", spans="10:00-12:00")
    HolidayChoice.objects.create(practice=practice, name="Independence Day", choice="USUAL")
    columbus, made_up_for = date(2026, 10, 12), date(2026, 7, 3)
    thanksgiving, day_after = date(2026, 11, 26), date(2026, 11, 27)
    book = HoursBook.load(practice.pk)
    assert on(book, None, columbus) == ["09:00-18:00"]
    assert on(book, lakeside.pk, columbus) == ["10:00-12:00"]
    # What was chosen for July 4 holds for the day on which it is made up for.
    assert on(book, None, made_up_for) == ["09:00-18:00"]
    assert on(book, None, thanksgiving) == []

    days = {"first_on": thanksgiving, "last_on": day_after}
    OpeningDates.objects.create(practice=practice, **days, note="Surgery", spans="07:00-15:00")
    OpeningDates.objects.create(
        practice=practice, first_on=date(2026, 11, 23), last_on=day_after, note="Break"
    )
    one = {"first_on": day_after, "last_on": day_after}
    OpeningDates.objects.create(**own, **one, note="Deep clean")
    book = HoursBook.load(practice.pk)
    # The shorter of two counts, whichever was written first; the location over the practice.
    assert on(book, None, thanksgiving) == ["07:00-15:00"]
    assert on(book, None, date(2026, 11, 24)) == []
    assert on(book, lakeside.pk, thanksgiving) == ["07:00-15:00"]
    assert on(book, lakeside.pk, day_after) == []
    notes = book.place(lakeside.pk).notes
    assert [notes[day] for day in (columbus, thanksgiving, day_after)] == [
        "Columbus Day",
        "Surgery",
        "Deep clean",
    ]


def test_every_change_raises_the_version_and_nothing_turns_it_back(practice: Practice) -> None:
    lakeside, before = practice.locations.get(), Practice.objects.get(pk=practice.pk)

    def version() -> int:
        return Practice.objects.values_list("hours_version", flat=True).get(pk=practice.pk)

    seen = [version()]
    week = OpeningWeek.objects.create(practice=practice, days=WEEK)
    seen.append(version())
    day = date(2026, 1, 2)
    dates = OpeningDates.objects.create(practice=practice, first_on=day, last_on=day, note="x")
    seen.append(version())
    choice = HolidayChoice.objects.create(practice=practice, name="x", choice="USUAL")
    seen.append(version())
    for row in (week, dates, choice):
        row.save()
        seen.append(version())
        row.delete()
        seen.append(version())
    Location.objects.filter(pk=lakeside.pk).update(time_zone="Asia/Tokyo")
    seen.append(version())
    lakeside.delete()
    seen.append(version())
    before.time_zone = "Asia/Tokyo"
    before.save()  # a row that was read long ago
    seen.append(version())
    assert seen == sorted(set(seen))
    Practice.objects.filter(pk=practice.pk).update(name="Another name")
    assert version() == seen[-1]
    practice.delete()


def test_one_query_while_nothing_changes(
    practice: Practice, other_practice: Practice, django_assert_num_queries: Any
) -> None:
    book = HoursBook.load(practice.pk)
    with django_assert_num_queries(1):
        assert HoursBook.load(practice.pk) is book
    practice.refresh_from_db()
    with django_assert_num_queries(0):
        assert HoursBook.of(practice) is book
    OpeningWeek.objects.create(practice=other_practice, days=[""] * 7)
    assert HoursBook.load(practice.pk) is book
    closed = HoursBook.load(other_practice.pk)
    assert not closed.is_assumed
    assert closed.hours(None).next_opening(datetime(2026, 6, 5, tzinfo=UTC)) is None


def test_spans_on_a_date_are_those_that_begin_there(practice: Practice) -> None:
    assert spans("20:00-02:00") == (Span(1200, 1560),)
    OpeningWeek.objects.create(practice=practice, days=WEEK)
    book = HoursBook.load(practice.pk)
    assert on(book, None, date(2026, 6, 4)) == ["09:00-13:00", "14:00-18:00"]
    assert on(book, None, date(2026, 6, 5)) == ["20:00-02:00"]
    assert on(book, None, date(2026, 6, 6)) == []
