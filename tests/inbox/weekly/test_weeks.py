"""When the Monday report is due: on the practice's own clock, in every zone and year."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from inbox.weekly.weeks import due_at, due_monday, week_before, week_of

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
SOUTH, APIA = ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Pacific/Apia")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "first"),
    [
        (BERLIN, "2026-03-23T06:00"),  # winter time
        (BERLIN, "2026-03-30T05:00"),  # the clocks went forward on Sunday
        (BERLIN, "2026-10-26T06:00"),  # and back
        (NEW_YORK, "2026-03-09T11:00"),
        (NEW_YORK, "2026-11-02T12:00"),
        (BERLIN, "2025-12-29T06:00"),  # a week that ends in another year
        (BERLIN, "2027-01-04T06:00"),
        (SOUTH, "2026-10-04T20:00"),  # half an hour forward, and Monday comes early
        (APIA, "2026-11-22T18:00"),
    ],
)
def test_from_seven_on_monday_to_the_end_of_tuesday(zone: ZoneInfo, first: str) -> None:
    at, minute = utc(first), timedelta(minutes=1)
    monday = at.astimezone(zone).date()
    assert due_at(monday, zone) == at
    assert due_monday(at - minute, zone) is None
    assert due_monday(at, zone) == monday
    assert due_monday(at + timedelta(hours=40), zone) == monday  # Tuesday, 23:00
    assert due_monday(at + timedelta(hours=41), zone) is None  # Wednesday
    assert due_monday(at + timedelta(days=4), zone) is None


def test_each_minute_of_three_years_knows_one_monday() -> None:
    """Every Monday comes up, and none twice."""
    at, seen = utc("2025-01-02T00:00"), []
    while at < utc("2028-01-01T00:00"):
        monday = due_monday(at, NEW_YORK)
        if monday and (not seen or seen[-1] != monday):
            seen.append(monday)
        at += timedelta(minutes=45)
    assert seen == [date(2025, 1, 6) + timedelta(days=7 * number) for number in range(156)]


def test_the_week_it_is_about() -> None:
    assert week_before(date(2027, 1, 4)) == (date(2026, 12, 28), date(2027, 1, 3))
    assert week_of("2026-W53") == (date(2026, 12, 28), date(2027, 1, 3))
    assert week_of("2026-W01")[0] == date(2025, 12, 29)
    for wrong in ("2026", "2026-W54", "2025-W53", "W1-2026", "2026-Wxx", "26-W01", ""):
        with pytest.raises(ValueError, match=r"week|year"):
            week_of(wrong)
