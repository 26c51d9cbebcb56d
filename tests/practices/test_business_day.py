"""The second line of T4: the same business day, or the next opening morning."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from practice_hub.practices.business_day import (
    business_day_end,
    next_business_morning,
    same_business_day_end,
)
from practice_hub.practices.business_hours import ASSUMED_WEEK, BusinessHours, spans
from practice_hub.practices.hours import Place
from practice_hub.practices.hours_preview import preview

BERLIN = ZoneInfo("Europe/Berlin")
DAY = spans("09:00-13:00", "14:00-18:00")
# Friday has a night, Saturday opens late, Sunday is closed, Wednesday has an hour only.
WEEK = {0: DAY, 1: DAY, 2: spans("10:00-11:00"), 3: DAY, 4: spans("09:00-12:00", "20:00-02:00")}
WEEK |= {5: spans("14:00-14:30")}
CLOSED = {date(2026, 6, 8): ()}  # a Monday
SHOP = BusinessHours.of(BERLIN, WEEK, CLOSED)


def at(text: str, zone: ZoneInfo = BERLIN) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("written", "same", "morning"),
    [
        # Before opening, in the lunch break and until the last moment: the same day.
        ("2026-06-01 06:00", "2026-06-01 18:00", "2026-06-02 12:00"),
        ("2026-06-01 13:30", "2026-06-01 18:00", "2026-06-02 12:00"),
        ("2026-06-01 17:59", "2026-06-01 18:00", "2026-06-02 12:00"),
        # At closing it is over. Wednesday closes before noon: never later than that.
        ("2026-06-02 18:00", None, "2026-06-03 11:00"),
        ("2026-06-03 11:00", None, "2026-06-04 12:00"),
        # A night belongs to the day on which it began, until it ends.
        ("2026-06-05 15:00", "2026-06-06 02:00", "2026-06-06 14:30"),
        ("2026-06-06 01:59", "2026-06-06 02:00", "2026-06-06 14:30"),
        # Saturday opens at 14:00 for half an hour: an hour after opening would be too late.
        ("2026-06-06 02:00", "2026-06-06 14:30", "2026-06-09 12:00"),
        # The weekend, and a Monday that is closed.
        ("2026-06-06 14:30", None, "2026-06-09 12:00"),
        ("2026-06-08 10:00", None, "2026-06-09 12:00"),
    ],
)
def test_one_moment_after_the_other(written: str, same: str | None, morning: str) -> None:
    moment = at(written).astimezone(UTC)
    end = same_business_day_end(SHOP, BERLIN, moment)
    assert end == (at(same) if same else None)
    assert next_business_morning(SHOP, BERLIN, moment) == at(morning)
    assert business_day_end(SHOP, BERLIN, moment) == at(same or morning)
    assert end is None or end.tzinfo is BERLIN


def test_late_openings_nights_and_round_the_clock() -> None:
    late = BusinessHours.of(BERLIN, dict.fromkeys(range(7), spans("16:00-22:00")))
    assert business_day_end(late, BERLIN, at("2026-06-01 22:00")) == at("2026-06-02 17:00")
    eleven = BusinessHours.of(BERLIN, dict.fromkeys(range(7), spans("11:00-22:00")))
    assert business_day_end(eleven, BERLIN, at("2026-06-01 22:00")) == at("2026-06-02 12:00")
    always = BusinessHours.of(BERLIN, dict.fromkeys(range(7), spans("00:00-24:00")))
    assert business_day_end(always, BERLIN, at("2026-06-01 00:00")) == at("2026-06-02 00:00")
    assert next_business_morning(always, BERLIN, at("2026-06-01 00:00")) == at("2026-06-02 12:00")
    # Friday's night runs into a closed Saturday: the next business day is Monday.
    night = BusinessHours.of(BERLIN, {0: DAY, 4: spans("20:00-04:00")})
    assert next_business_morning(night, BERLIN, at("2026-06-05 21:00")) == at("2026-06-08 12:00")
    never = BusinessHours.of(BERLIN, {})
    assert business_day_end(never, BERLIN, at("2026-06-01 12:00")) is None
    with pytest.raises(ValueError, match="time zone"):
        business_day_end(never, BERLIN, datetime(2026, 6, 1, 12))


def test_nights_on_which_the_clocks_change() -> None:
    night = BusinessHours.of(BERLIN, dict.fromkeys(range(7), spans("20:00-06:00")))
    for before, length in (("2026-03-28", 9), ("2026-10-24", 11)):
        start = at(f"{before} 20:00").astimezone(UTC)
        end = business_day_end(night, BERLIN, start)
        assert end is not None
        assert end.astimezone(UTC) - start == timedelta(hours=length)
    # Noon is noon by the wall clock, on the day of the change too.
    sunday = BusinessHours.of(BERLIN, {6: DAY})
    for written, noon in (("2026-03-28 12:00", "2026-03-29 12:00"),):
        assert business_day_end(sunday, BERLIN, at(written) - timedelta(days=1)) == at(noon)


def test_the_preview_tells_of_nights_notes_and_clocks() -> None:
    week = dict(enumerate(ASSUMED_WEEK.days)) | {5: spans("20:00-03:30", "08:00-24:00")}
    hours = BusinessHours.of(BERLIN, week, {date(2026, 3, 27): ()})
    place = Place(hours, "DE", "BE", False, True, {date(2026, 3, 27): "Team day"})
    days = {day.on: day for day in preview(place, at("2026-03-26 23:30").astimezone(UTC))}
    assert len(days) == 14
    assert days[date(2026, 3, 26)].is_today
    assert (days[date(2026, 3, 27)].words, days[date(2026, 3, 27)].note) == ((), "Team day")
    assert days[date(2026, 3, 28)].words == ("08:00 to 03:30 the next morning",)
    assert days[date(2026, 3, 29)].clock == "The clocks go forward an hour at 02:00."
    assert days[date(2026, 3, 30)].words == ("09:00 to 18:00",)
    assert not days[date(2026, 3, 30)].clock
    autumn = preview(place, at("2026-10-25 12:00"))[0]
    assert autumn.clock == "The clocks go back an hour at 03:00."
    howe = ZoneInfo("Australia/Lord_Howe")
    there = Place(BusinessHours.of(howe, {}), "AU", "", False, True, {})
    assert preview(there, at("2026-04-05 00:30", howe))[0].clock == (
        "The clocks go back 30 minutes at 02:00."
    )
