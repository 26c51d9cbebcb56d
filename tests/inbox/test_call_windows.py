"""Which times are proposed for a call: pure, with clocks that change (A5)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from inbox.call_words import both_clocks, window_words
from inbox.domain.call_windows import (
    DAY_END,
    Agenda,
    Window,
    dump_windows,
    load_windows,
    proposals,
    suits,
)
from practice_hub.practices.business_hours import BusinessHours, spans

NEW_YORK, BERLIN = ZoneInfo("America/New_York"), ZoneInfo("Europe/Berlin")
OPEN = BusinessHours.of(NEW_YORK, dict.fromkeys(range(5), spans("09:00-12:30", "14:00-18:00")))
SUNDAY = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def local(times: list[datetime], zone: ZoneInfo = NEW_YORK) -> list[str]:
    return [f"{at.astimezone(zone):%a %d %H:%M}" for at in times]


def proposed(
    *windows: Window,
    zone: ZoneInfo = NEW_YORK,
    after: datetime = SUNDAY,
    agenda: Agenda | None = None,
) -> list[str]:
    found = proposals(windows, zone=zone, agenda=agenda or Agenda(OPEN), after=after)
    assert found == sorted(set(found))
    return local(found)


def test_without_wishes_the_next_opening_hours_are_proposed() -> None:
    assert proposed() == ["Mon 23 09:00", "Mon 23 10:00", "Mon 23 14:00", "Mon 23 15:00"]
    later = datetime(2026, 11, 23, 17, 21, 7, tzinfo=UTC)  # 12:21 there: too near the break
    assert proposed(after=later)[0] == "Mon 23 14:00"


def test_wishes_meet_the_opening_hours_the_absence_and_other_calls() -> None:
    lunch = Window("WEEKDAYS", time(12), time(15))
    assert proposed(lunch) == ["Mon 23 12:00", "Mon 23 14:00", "Tue 24 12:00", "Tue 24 14:00"]
    away = Agenda(OPEN, away_until=datetime(2026, 11, 25, 17, 5, tzinfo=UTC))
    assert proposed(lunch, agenda=away)[:2] == ["Wed 25 12:15", "Wed 25 14:00"]
    busy = Agenda(OPEN, taken=(datetime(2026, 11, 23, 17, 5, tzinfo=UTC),))
    assert proposed(lunch, agenda=busy)[0] == "Mon 23 14:00", (
        "12:15 is too near 12:05 and the break"
    )
    assert proposed(Window("1", time(), DAY_END))[0] == "Tue 24 09:00"
    assert proposed(Window("2026-11-26", time(17), DAY_END)) == ["Thu 26 17:00"]
    assert proposed(Window("6", time(9), time(18))) == [], "never open on Sundays"


def test_their_clock_is_not_ours_and_either_may_change() -> None:
    evening = Window("ANY", time(18), time(20))
    assert proposed(evening, zone=BERLIN)[0] == "Mon 23 12:00"
    # Clocks go back in Berlin a week before New York: that week the distance is an hour less.
    after = datetime(2026, 10, 25, 12, 0, tzinfo=UTC)
    first = proposals([evening], zone=BERLIN, agenda=Agenda(OPEN), after=after)[0]
    assert (local([first]), local([first], BERLIN)) == (["Mon 26 14:00"], ["Mon 26 19:00"])
    night = Window("2026-11-01", time(1, 30), time(3))
    starts, ends = night.span(date(2026, 11, 1), NEW_YORK)
    assert (starts, ends - starts) == (
        datetime(2026, 11, 1, 5, 30, tzinfo=UTC),
        timedelta(hours=2, minutes=30),
    ), "01:30 comes twice: the first of the two"
    gap = Window("ANY", time(2, 30), time(4)).span(date(2027, 3, 14), NEW_YORK)
    assert gap[0] == datetime(2027, 3, 14, 7, 30, tzinfo=UTC)


def test_what_suits_and_how_both_clocks_read() -> None:
    at = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
    windows = (Window("1", time(9), time(11)), Window("2026-11-27", time(), time(8)))
    assert suits(windows, at, NEW_YORK)
    assert not suits(windows, at, BERLIN)
    assert suits((), at, BERLIN)
    assert both_clocks(at, ours=NEW_YORK, theirs=BERLIN) == "16:00"
    assert both_clocks(at, ours=NEW_YORK, theirs=ZoneInfo("America/Toronto")) == ""
    assert both_clocks(at, ours=NEW_YORK, theirs=ZoneInfo("Asia/Tokyo")) == "Wed 00:00"
    assert [window_words(window) for window in windows] == [
        "Tuesdays 09:00 to 11:00",
        "Fri, Nov 27 before 08:00",
    ]
    assert load_windows(dump_windows(windows)) == windows
    for day, ends in (("7", time(9)), ("2026-2-1", time(9)), ("", time(9)), ("1", time(7))):
        with pytest.raises(ValueError, match=r"day|ends"):
            Window(day, time(7), ends)
