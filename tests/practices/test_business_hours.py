"""Opening hours, worked out by hand: breaks, nights, dates of their own and the changes of clocks.

The laws for random hours are in test_business_hours_laws.py.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from practice_hub.practices.business_hours import (
    HORIZON,
    BusinessHours,
    DatedHours,
    NeverOpensError,
    Span,
    Week,
    spans,
)

BERLIN = ZoneInfo("Europe/Berlin")
DAY = timedelta(days=1)
# Mon to Thu with a lunch break; Friday is a night to Saturday 02:00; closed on Sunday.
USUAL = dict.fromkeys(range(4), spans("08:00-12:30", "14:00-18:00")) | {4: spans("20:00-02:00")}


def at(text: str, zone: ZoneInfo = BERLIN) -> datetime:
    """ "2026-03-28 20:00" by the wall clock of the zone."""
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def every_day(zone: ZoneInfo, *texts: str) -> BusinessHours:
    return BusinessHours.of(zone, dict.fromkeys(range(7), spans(*texts)))


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def local(found: Iterable[tuple[datetime, datetime]], zone: ZoneInfo = BERLIN) -> list[str]:
    return [
        f"{opens.astimezone(zone):%a %H:%M} {closes.astimezone(zone):%a %H:%M}"
        for opens, closes in found
    ]


def test_a_week_with_lunch_breaks_and_a_night() -> None:
    usual = BusinessHours.of(BERLIN, USUAL)
    monday, next_monday = at("2026-06-01 00:00"), at("2026-06-08 00:00")
    assert usual.elapsed(monday, next_monday) == hours(4 * 8.5 + 6)
    # Asked at 12:00, answered at 14:10: 30 minutes before lunch, 10 after it.
    assert usual.elapsed(at("2026-06-01 12:00"), at("2026-06-01 14:10")) == timedelta(minutes=40)
    assert usual.add(at("2026-06-01 12:00"), timedelta(minutes=40)) == at("2026-06-01 14:10")
    # Used up exactly at closing: due at closing.
    assert usual.add(at("2026-06-01 17:00"), hours(1)) == at("2026-06-01 18:00")
    assert usual.add(at("2026-06-04 17:00"), hours(2)) == at("2026-06-05 21:00")
    assert usual.next_opening(at("2026-06-06 02:00")) == at("2026-06-08 08:00")
    assert usual.next_opening(at("2026-06-01 09:00")) == at("2026-06-01 09:00")
    assert usual.is_open(at("2026-06-01 08:00"))
    assert not usual.is_open(at("2026-06-01 12:30"))
    assert usual.is_open(at("2026-06-06 01:59"))
    assert not usual.is_open(at("2026-06-06 02:00"))
    assert local(usual.spans_between(at("2026-06-04 15:00"), at("2026-06-06 01:00"))) == [
        "Thu 15:00 Thu 18:00",
        "Fri 20:00 Sat 01:00",
    ]


def test_no_time_at_all() -> None:
    usual = BusinessHours.of(BERLIN, USUAL)
    for moment in (at("2026-06-01 09:00"), at("2026-06-01 13:00")):
        assert usual.elapsed(moment, moment) == timedelta(0)
        assert usual.add(moment, timedelta(0)) == moment
        assert list(usual.spans_between(moment, moment)) == []
    assert list(usual.spans_between(at("2026-06-06 03:00"), at("2026-06-08 08:00"))) == []


def test_parts_of_a_second_count_exactly() -> None:
    usual = BusinessHours.of(BERLIN, USUAL)
    start, length = at("2026-06-01 12:29:59.999998"), timedelta(microseconds=5)
    due = usual.add(start, length)
    assert due == at("2026-06-01 14:00:00.000003")
    assert usual.elapsed(start, due) == length


@pytest.mark.parametrize(
    ("zone", "texts", "start", "expected"),
    [
        # A night of 10 hours on the wall.
        ("Europe/Berlin", ["20:00-06:00"], "2026-03-28 12:00", 9),
        ("Europe/Berlin", ["20:00-06:00"], "2026-10-24 12:00", 11),
        ("America/New_York", ["20:00-06:00"], "2026-03-07 12:00", 9),
        ("America/New_York", ["20:00-06:00"], "2026-10-31 12:00", 11),
        ("Australia/Lord_Howe", ["20:00-06:00"], "2026-10-03 12:00", 9.5),
        ("Australia/Lord_Howe", ["20:00-06:00"], "2026-04-04 12:00", 10.5),
        # At midnight: 00:00 to 01:00 was left out, and 23:00 to 24:00 came twice.
        ("America/Sao_Paulo", ["20:00-24:00"], "2018-11-03 12:00", 4),
        ("America/Sao_Paulo", ["00:00-06:00"], "2018-11-03 12:00", 5),
        ("America/Sao_Paulo", ["20:00-24:00"], "2019-02-16 12:00", 5),
        ("America/Sao_Paulo", ["00:00-06:00"], "2019-02-16 12:00", 6),
        ("Asia/Kathmandu", ["20:00-06:00"], "1985-12-31 12:00", 9.75),
        # Closing in the hour that comes twice: at the first 02:30; opening as well.
        ("Europe/Berlin", ["20:00-02:30"], "2026-10-24 12:00", 6.5),
        ("Europe/Berlin", ["02:30-06:00"], "2026-10-24 12:00", 4.5),
        ("Europe/Berlin", ["20:00-02:30", "02:40-06:00"], "2026-10-24 12:00", 11 - 1 / 6),
        ("Europe/Berlin", ["02:10-02:30"], "2026-10-24 12:00", 1 / 3),
        # Open until 03:00, so through both.
        ("Europe/Berlin", ["20:00-03:00"], "2026-10-24 12:00", 8),
        ("Europe/Berlin", ["03:00-06:00"], "2026-10-24 12:00", 3),
        # Closing and opening in the hour left out: at the jump.
        ("Europe/Berlin", ["20:00-02:30"], "2026-03-28 12:00", 6),
        ("Europe/Berlin", ["02:30-06:00"], "2026-03-28 12:00", 3),
        ("Europe/Berlin", ["02:10-02:30"], "2026-03-28 12:00", 0),
        # Midnight of the year, and the day that only some years have.
        ("Europe/Berlin", ["20:00-06:00"], "2026-12-31 12:00", 10),
        ("Europe/Berlin", ["00:00-24:00"], "2028-02-29 00:00", 24),
    ],
)
def test_a_night_counts_as_long_as_it_was(
    zone: str, texts: list[str], start: str, expected: float
) -> None:
    where = ZoneInfo(zone)
    night = every_day(where, *texts)
    begin = at(start, where)
    # By the wall clock: to the same time on the next date.
    end = (begin.replace(tzinfo=None) + DAY).replace(tzinfo=where)
    assert night.elapsed(begin, end) == hours(expected)


def test_a_date_that_a_zone_skipped_has_no_opening_time() -> None:
    apia = ZoneInfo("Pacific/Apia")
    shop = every_day(apia, "09:00-17:00")
    start, end = at("2011-12-29 00:00", apia), at("2012-01-01 00:00", apia)
    assert local(shop.spans_between(start, end), apia) == [
        "Thu 09:00 Thu 17:00",
        "Sat 09:00 Sat 17:00",
    ]
    # A night across it: two hours of Thursday, then at once two of Saturday.
    night = every_day(apia, "22:00-02:00")
    assert local(night.spans_between(start, end), apia)[1:-1] == ["Thu 22:00 Sat 02:00"]
    assert night.elapsed(at("2011-12-29 12:00", apia), at("2011-12-31 12:00", apia)) == hours(4)
    # Open throughout: one real day fewer than the calendar shows.
    assert every_day(apia, "00:00-24:00").elapsed(start, end) == 2 * DAY


def test_moments_of_the_repeated_hour_are_told_apart_whatever_zone_they_come_in() -> None:
    shop = every_day(BERLIN, "00:00-02:30")
    first, second = at("2026-10-25 02:15"), at("2026-10-25 02:15").replace(fold=1)
    assert (shop.is_open(first), shop.is_open(second)) == (True, False)
    assert shop.elapsed(first, second) == timedelta(minutes=15)
    assert shop.elapsed(first.astimezone(ZoneInfo("Asia/Tokyo")), second) == timedelta(minutes=15)
    with pytest.raises(ValueError, match="before"):
        shop.elapsed(second, first)
    for moment in (shop.add(first, hours(1)), shop.next_opening(second)):
        assert moment is not None
        assert moment.tzinfo is UTC


def test_spans_that_overlap_or_touch_are_one_also_across_midnight_and_for_months() -> None:
    week = {0: spans("09:00-12:00", "12:00-15:00", "08:30-09:30"), 1: spans("20:00-24:00")}
    week[2] = spans("10:00-11:00", "00:00-05:00")
    shop = BusinessHours.of(BERLIN, week)
    assert local(shop.spans_between(at("2026-06-01 00:00"), at("2026-06-05 00:00"))) == [
        "Mon 08:30 Mon 15:00",
        "Tue 20:00 Wed 05:00",
        "Wed 10:00 Wed 11:00",
    ]
    start, end = at("2025-01-01 00:00"), at("2026-12-31 00:00")
    always = every_day(BERLIN, "00:00-24:00")
    assert list(always.spans_between(start, end)) == [(start, end)]
    assert always.elapsed(start, end) == end - start
    assert always.add(start, end - start) == end


def test_a_long_night_west_of_greenwich_where_the_weeks_of_the_code_meet() -> None:
    # 2026-10-22 00:00 UTC is a whole number of four weeks after 1970: still the 21st over there.
    pago = ZoneInfo("Pacific/Pago_Pago")
    shop = BusinessHours.of(pago, {1: spans("23:00-22:00")})
    start, end = at("2026-10-20 23:00", pago), at("2026-10-21 22:00", pago)
    assert list(shop.spans_between(start - DAY, end + DAY)) == [(start, end)]
    assert shop.is_open(datetime(2026, 10, 22, 0, 30, tzinfo=UTC))
    assert shop.add(start, hours(22.5)) == end - hours(0.5)


def test_dates_of_their_own() -> None:
    holidays = {date(2026, 12, 25): (), date(2026, 12, 26): (), date(2026, 12, 24): ()}
    own = {date(2026, 12, 24): spans("09:00-11:00"), date(2026, 12, 27): spans("23:00-01:00")}
    shop = BusinessHours.of(BERLIN, USUAL | {3: spans("20:00-02:00")}, holidays, own)
    # The 24th is a Thursday: the practice's own word wins; no night of Thursday, none of Friday.
    found = shop.spans_between(at("2026-12-24 00:00"), at("2026-12-28 12:00"))
    assert local(found) == ["Thu 09:00 Thu 11:00", "Sun 23:00 Mon 01:00", "Mon 08:00 Mon 12:00"]
    # A closed Saturday does not cut Friday's night.
    shop = BusinessHours.of(BERLIN, USUAL, {date(2026, 6, 6): ()})
    assert shop.is_open(at("2026-06-06 01:00"))
    # A closed Friday takes its night away.
    shop = BusinessHours.of(BERLIN, USUAL, {date(2026, 6, 5): ()})
    assert not shop.is_open(at("2026-06-06 01:00"))


def test_never_open_is_said() -> None:
    start = at("2026-06-01 00:00")
    never = BusinessHours.of(BERLIN, {})
    once = BusinessHours.of(BERLIN, {}, {date(2026, 7, 1): spans("09:00-10:00"), date.max: ()})
    assert never.next_opening(start) is None
    assert never.elapsed(start, start + 60 * DAY) == timedelta(0)
    assert never.add(start, timedelta(0)) == start
    assert once.next_opening(start) == at("2026-07-01 09:00")
    assert once.add(start, hours(1)) == at("2026-07-01 10:00")
    assert once.next_opening(at("2026-07-01 10:00")) is None
    for shop, length in ((never, 1), (once, 1.01), (once, 10**6)):
        with pytest.raises(NeverOpensError):
            shop.add(start, hours(length))
    with pytest.raises(NeverOpensError):
        BusinessHours.of(BERLIN, {0: spans("08:00-09:00")}).add(start, HORIZON)


def test_what_makes_no_sense_is_refused() -> None:
    usual = BusinessHours.of(BERLIN, USUAL)
    aware, naive = at("2026-06-01 00:00"), datetime(2026, 6, 2)
    for call in (
        lambda: usual.elapsed(aware, naive),
        lambda: usual.elapsed(naive, aware),
        lambda: usual.add(naive, hours(1)),
        lambda: usual.next_opening(naive),
        lambda: usual.is_open(naive),
        lambda: usual.spans_between(naive, aware),
        # Without taking the first span.
        lambda: usual.spans_between(aware, aware - hours(1)),
        lambda: usual.elapsed(aware, aware - timedelta(microseconds=1)),
        lambda: usual.add(aware, -hours(1)),
        lambda: Week(((),) * 6),
        lambda: Week.of({7: ()}),
        lambda: BusinessHours(BERLIN, Week.of({}), (DatedHours(date.min), DatedHours(date.min))),
    ):
        with pytest.raises(ValueError, match=r"zone|before|negative|seven|Monday|at most once"):
            call()


def test_a_span_is_written_and_read() -> None:
    for text, pair in {
        "08:00-12:30": (480, 750),
        "20:00-02:00": (1200, 1560),
        "18:00-24:00": (1080, 1440),
        "00:00-24:00": (0, 1440),
        "23:59-23:58": (1439, 2878),
    }.items():
        assert Span.parse(text) == Span(*pair)
        assert str(Span(*pair)) == text
    assert Span.parse(" 8:00 – 00:00 ") == Span(480, 1440)
    for text in ("", "8-12", "08:00-08:00", "24:00-08:00", "08:60-09:00", "08:00-24:01", "8:00"):
        with pytest.raises(ValueError, match=r"[.]$"):
            Span.parse(text)
    for pair in ((-1, 5), (1440, 1500), (60, 60), (60, 1500), (60, 1501), (100, 50)):
        with pytest.raises(ValueError, match=r"span|clock"):
            Span(*pair)


def test_hours_are_values() -> None:
    one, same = BusinessHours.of(BERLIN, USUAL), BusinessHours.of(BERLIN, USUAL)
    start, end = at("2026-06-01 00:00"), at("2026-06-08 00:00")
    # What it has worked out is no part of what it is.
    length = one.elapsed(start, end)
    assert (one, hash(one)) == (same, hash(same))
    assert one != BusinessHours.of(ZoneInfo("UTC"), USUAL)
    assert pickle.loads(pickle.dumps(one)).elapsed(start, end) == length
