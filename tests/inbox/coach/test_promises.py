"""Promises with a time: found where the practice commits itself, due on the practice's clock."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inbox.domain.promises import Promise, find_promises
from practice_hub.practices.business_hours import BusinessHours, spans

CHICAGO = ZoneInfo("America/Chicago")
BERLIN = ZoneInfo("Europe/Berlin")
WEEKDAYS = BusinessHours.assumed(CHICAGO)
NOW = datetime(2026, 3, 4, 10, 20, tzinfo=CHICAGO)  # a Wednesday
CASES = json.loads((Path(__file__).parent / "cases" / "promises.json").read_text(encoding="utf-8"))


def _one(text: str, now: datetime = NOW, zone: ZoneInfo = CHICAGO) -> Promise:
    (promise,) = find_promises(text, now=now, hours=BusinessHours.assumed(zone))
    return promise


@pytest.mark.parametrize(("text", "words", "due"), CASES["promised"])
def test_promised(text: str, words: str, due: str) -> None:
    promise = _one(text)
    assert promise.text == words == text[promise.start : promise.end]
    assert promise.due_at == datetime.fromisoformat(due).replace(tzinfo=CHICAGO)


@pytest.mark.parametrize("text", CASES["quiet"])
def test_quiet(text: str) -> None:
    assert find_promises(text, now=NOW, hours=WEEKDAYS) == ()


def test_several_in_order() -> None:
    text = "I will write to you within the hour. Our manager will call you tomorrow at 9."
    found = find_promises(text, now=NOW, hours=WEEKDAYS)
    assert [promise.text for promise in found] == ["within the hour", "tomorrow at 9"]


def test_now_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        find_promises("We will call by noon.", now=datetime(2026, 3, 4), hours=WEEKDAYS)


def test_the_practices_day_not_the_servers() -> None:
    """Half past one in the night in UTC is still yesterday evening in Chicago."""
    now = datetime(2026, 3, 5, 1, 30, tzinfo=UTC)
    assert _one("We will call you tomorrow morning.", now).due_at == datetime(
        2026, 3, 5, 12, tzinfo=CHICAGO
    )


class TestClockChanges:
    def test_noon_after_the_spring_change(self) -> None:
        now = datetime(2026, 3, 7, 22, 0, tzinfo=CHICAGO)  # clocks go forward in the night
        due = _one("We will call you tomorrow by noon.", now).due_at
        assert (due.hour, due.utcoffset()) == (12, timedelta(hours=-5))
        assert due.astimezone(UTC) - now.astimezone(UTC) == timedelta(hours=13)

    def test_hours_are_real_hours(self) -> None:
        now = datetime(2026, 3, 7, 22, 0, tzinfo=CHICAGO)
        due = _one("We will answer within 24 hours.", now).due_at
        assert due.astimezone(UTC) - now.astimezone(UTC) == timedelta(hours=24)
        assert due.hour == 23

    def test_a_time_that_the_clocks_skip(self) -> None:
        now = datetime(2026, 3, 29, 0, 30, tzinfo=BERLIN)
        due = _one("I will write to you by 2:30 am.", now, BERLIN).due_at
        assert due == datetime(2026, 3, 29, 3, 30, tzinfo=BERLIN)
        assert due.astimezone(UTC) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)

    def test_a_time_that_comes_twice_is_the_one_to_come(self) -> None:
        now = datetime(2026, 10, 25, 0, 45, tzinfo=UTC)  # 2:45 summer time in Berlin
        due = _one("I will write to you by 2:30 am.", now, BERLIN).due_at
        assert due.astimezone(UTC) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


class TestOpening:
    # Tuesday to Saturday, ten to four.
    _HOURS = BusinessHours.of(CHICAGO, dict.fromkeys(range(1, 6), spans("10:00-16:00")))

    @pytest.mark.parametrize(
        ("text", "due"),
        [
            ("We will answer by the end of the day.", "2026-03-04T16:00"),
            ("We will answer today.", "2026-03-04T16:00"),
            ("We will answer this afternoon.", "2026-03-04T16:00"),
            ("We will answer by the end of the week.", "2026-03-07T16:00"),
            ("We will answer within four business days.", "2026-03-10T16:00"),
            ("We will call you first thing tomorrow.", "2026-03-05T11:00"),
            ("We will call you on Saturday.", "2026-03-07T16:00"),
        ],
    )
    def test_the_practices_hours(self, text: str, due: str) -> None:
        (promise,) = find_promises(text, now=NOW, hours=self._HOURS)
        assert promise.due_at == datetime.fromisoformat(due).replace(tzinfo=CHICAGO)

    def test_a_practice_that_never_opens(self) -> None:
        (promise,) = find_promises(
            "We will answer within two business days.",
            now=NOW,
            hours=BusinessHours.of(CHICAGO, {}),
        )
        assert promise.due_at > NOW

    def test_nights_breaks_holidays_and_short_days(self) -> None:
        week = dict.fromkeys(range(5), spans("09:00-13:00", "14:00-18:00"))
        week |= {2: spans("16:00-02:00"), 3: spans("08:00-11:00"), 4: spans("00:00-24:00")}
        shop = BusinessHours.of(CHICAGO, week, {date(2026, 3, 9): ()})
        for text, due in {
            # A night past midnight ends with the day that was said.
            "We will answer today.": "2026-03-04T23:59",
            # Nobody is there at noon of a day that closes at eleven.
            "We will call you tomorrow morning.": "2026-03-05T11:00",
            "We will call you tomorrow afternoon.": "2026-03-05T17:00",
            "We will call you by noon tomorrow.": "2026-03-05T12:00",
            "We will answer by the end of the week.": "2026-03-06T23:59",
            # Monday is a holiday.
            "We will answer within three business days.": "2026-03-10T18:00",
            "We will call you first thing on Tuesday.": "2026-03-10T10:00",
        }.items():
            (promise,) = find_promises(text, now=NOW, hours=shop)
            assert promise.due_at == datetime.fromisoformat(due).replace(tzinfo=CHICAGO), text

    def test_today_after_closing_is_still_today(self) -> None:
        due = _one("We will answer today.", NOW.replace(hour=21)).due_at
        assert due == datetime(2026, 3, 4, 23, 59, tzinfo=CHICAGO)

    def test_this_afternoon_when_it_is_over_is_no_promise(self) -> None:
        late = NOW.replace(hour=21)
        assert find_promises("We will call this afternoon.", now=late, hours=WEEKDAYS) == ()


_ZONES = st.sampled_from(
    [CHICAGO, BERLIN, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Asia/Kolkata")]
)
_NOWS = st.datetimes(datetime(2000, 1, 1), datetime(2037, 12, 31), timezones=st.just(UTC))
_WORDS = st.sampled_from(
    re.findall(
        r"\S+",
        "we will call you by noon tomorrow at 5 pm within the hour on Monday before end of day in "
        "next ten minutes this afternoon March 31 first thing business days , . ? and 24:00 0 99",
    )
)


@settings(max_examples=300, deadline=None)
@given(
    text=st.text(max_size=200) | st.lists(_WORDS, max_size=30).map(" ".join), now=_NOWS, zone=_ZONES
)
def test_any_text_any_time(text: str, now: datetime, zone: ZoneInfo) -> None:
    """Spans are valid and in order, moments are aware, in the zone, and still to come."""
    found = find_promises(text, now=now, hours=BusinessHours.assumed(zone))
    last = 0
    for promise in found:
        assert last <= promise.start < promise.end <= len(text)
        assert promise.text == text[promise.start : promise.end]
        assert promise.due_at > now
        assert promise.due_at.tzinfo is zone
        # The clock shows what is meant: never a time that the zone does not have.
        assert promise.due_at.astimezone(UTC).astimezone(zone).time() == promise.due_at.time()
        last = promise.end


@settings(max_examples=200, deadline=None)
@given(now=_NOWS, zone=_ZONES, minutes=st.integers(1, 600))
def test_lengths_are_exact(now: datetime, zone: ZoneInfo, minutes: int) -> None:
    promise = _one(f"We will call you within {minutes} minutes.", now, zone)
    assert promise.due_at.astimezone(UTC) - now == timedelta(minutes=minutes)


@settings(max_examples=200, deadline=None)
@given(now=_NOWS, zone=_ZONES, hour=st.integers(8, 12))
def test_tomorrow_is_the_next_calendar_day(now: datetime, zone: ZoneInfo, hour: int) -> None:
    promise = _one(f"We will call you tomorrow by {hour} o'clock.", now, zone)
    assert promise.due_at.date() == now.astimezone(zone).date() + timedelta(days=1)
    assert promise.due_at.hour == hour
