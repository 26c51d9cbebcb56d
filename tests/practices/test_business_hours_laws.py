"""Random hours against a slow count, minute by minute, around the changes of many clocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import accumulate, pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from practice_hub.practices.business_hours import BusinessHours, NeverOpensError, Span

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
EPOCH = datetime(1970, 1, 1)
# A zone and a date on which, or next to which, something happens to its clock or calendar.
NIGHTS = [
    (ZoneInfo(name), date.fromisoformat(on))
    for name, on in [
        ("Europe/Berlin", "2026-03-29"),
        ("Europe/Berlin", "2026-10-25"),
        ("Europe/Berlin", "2028-02-29"),
        ("America/New_York", "2026-03-08"),
        ("America/New_York", "2026-11-01"),
        ("America/New_York", "2026-12-31"),
        ("Australia/Lord_Howe", "2026-04-05"),
        ("Australia/Lord_Howe", "2026-10-04"),
        ("Asia/Kathmandu", "1986-01-01"),
        ("Asia/Kathmandu", "2026-06-01"),
        ("America/Sao_Paulo", "2018-11-04"),
        ("America/Sao_Paulo", "2019-02-17"),
        ("Pacific/Apia", "2011-12-30"),
        ("Pacific/Apia", "2012-04-01"),
        # Standard time in the month of fasting: two changes within five weeks.
        ("Africa/Casablanca", "2026-02-15"),
        ("Africa/Casablanca", "2026-03-22"),
        # Four weeks after four weeks since 1970: where one block of the code meets the next.
        ("Europe/Berlin", "2026-10-22"),
        ("Pacific/Pago_Pago", "2026-10-22"),
        ("Pacific/Kiritimati", "2026-10-22"),
    ]
]


@dataclass(frozen=True)
class Case:
    hours: BusinessHours
    start: datetime
    # For each minute from `start` on, whether it is open; and how many before it are.
    is_open: list[bool]
    counted: list[int]

    def minute(self, number: int) -> datetime:
        return self.start + number * MINUTE


# Quarters of an hour around the changes and any minute: edges often meet.
minutes_of_day = st.one_of(
    st.sampled_from(range(0, 240, 15)), st.sampled_from(range(0, 1440, 60)), st.integers(0, 1439)
)
lengths = st.one_of(st.sampled_from(range(15, 721, 15)), st.integers(1, 1439))
any_span = st.builds(lambda at, length: Span(at, at + length), minutes_of_day, lengths)
day_spans = st.lists(any_span, max_size=3)
weeks = st.lists(day_spans, min_size=7, max_size=7).map(lambda days: dict(enumerate(days)))


@st.composite
def any_hours(draw: st.DrawFn, zone: ZoneInfo, night: date) -> tuple[BusinessHours, set[int]]:
    """And the minutes of the wall clock that lie in a span, counted from 1970."""
    week = draw(weeks)
    near = st.integers(-4, 4).map(lambda days: night + timedelta(days=days))
    dated = draw(st.dictionaries(near, day_spans, max_size=3))
    marked: set[int] = set()
    for days in range(-6, 6):
        on = night + timedelta(days=days)
        midnight = (on.toordinal() - EPOCH.toordinal()) * 1440
        for span in dated.get(on, week[on.weekday()]):
            marked.update(range(midnight + span.opens, midnight + span.closes))
    return BusinessHours.of(zone, week, dated), marked


@cache
def readings(zone: ZoneInfo, night: date) -> list[int]:
    """Look at the clock once a minute from two days before the date's midnight UTC to two after.

    The latest time that it has shown counts, in minutes since 1970: it stands still through an
    hour that comes twice.
    """
    start = datetime(night.year, night.month, night.day, tzinfo=UTC) - 2 * DAY
    shown = (
        (start + minute * MINUTE).astimezone(zone).replace(tzinfo=None)
        for minute in range(-180, 4 * 1440)
    )
    return list(accumulate(((each - EPOCH) // MINUTE for each in shown), max))[180:]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    zone, night = draw(st.sampled_from(NIGHTS))
    hours, marked = draw(any_hours(zone, night))
    is_open = [reading in marked for reading in readings(zone, night)]
    start = datetime(night.year, night.month, night.day, tzinfo=UTC) - 2 * DAY
    return Case(hours, start, is_open, list(accumulate(is_open, initial=0)))


@settings(max_examples=60, deadline=None)
@given(cases(), st.data())
def test_it_agrees_with_the_slow_count(case: Case, data: st.DataObject) -> None:
    last = len(case.is_open)
    first = data.draw(st.integers(0, last))
    for end in (first, *data.draw(st.lists(st.integers(first, last), max_size=5)), last):
        expected = (case.counted[end] - case.counted[first]) * MINUTE
        assert case.hours.elapsed(case.minute(first), case.minute(end)) == expected
    changes = [n for n in range(1, last) if case.is_open[n - 1] != case.is_open[n]]
    for minute in {0, last - 1, *changes}:
        assert case.hours.is_open(case.minute(minute)) == case.is_open[minute]
        # Each change is at the very minute, not some seconds after it.
        before = case.minute(minute) - timedelta(microseconds=1)
        assert case.hours.is_open(before) == case.is_open[minute - 1] or not minute
    edges = [n for n in range(last + 1) if _shown(case, n - 1) != _shown(case, n)]
    pairs = zip(edges[::2], edges[1::2], strict=True)
    found = case.hours.spans_between(case.start, case.minute(last))
    assert list(found) == [(case.minute(opens), case.minute(closes)) for opens, closes in pairs]
    _check_next_opening(case, first)


def _shown(case: Case, minute: int) -> bool:
    return 0 <= minute < len(case.is_open) and case.is_open[minute]


def _check_next_opening(case: Case, first: int) -> None:
    opening = case.hours.next_opening(case.minute(first))
    expected = next((n for n in range(first, len(case.is_open)) if case.is_open[n]), None)
    if expected is not None:
        assert opening == case.minute(expected)
    else:
        assert opening is None or opening >= case.minute(len(case.is_open))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(NIGHTS).flatmap(lambda night: any_hours(*night)), st.data())
def test_the_laws(drawn: tuple[BusinessHours, set[int]], data: st.DataObject) -> None:
    hours = drawn[0]
    zone, night = hours.zone, next(on for where, on in NIGHTS if where == hours.zone)
    # Any moments of four months, to the microsecond, in the zone's own time.
    begin = datetime(night.year, night.month, night.day, tzinfo=UTC)
    moments = st.timedeltas(-60 * DAY, 60 * DAY).map(lambda ago: (begin + ago).astimezone(zone))
    three = data.draw(st.tuples(moments, moments, moments))
    start, middle, end = sorted(three, key=lambda moment: moment.astimezone(UTC))
    whole = hours.elapsed(start, end)
    assert whole == hours.elapsed(start, middle) + hours.elapsed(middle, end)
    found = list(hours.spans_between(start, end))
    assert sum((closes - opens for opens, closes in found), timedelta(0)) == whole
    assert all(opens < closes for opens, closes in found)
    assert all(one[1] < two[0] for one, two in pairwise(found))
    # `add` undoes `elapsed`, and gives the earliest moment.
    due = hours.add(start, whole)
    assert start.astimezone(UTC) <= due <= end.astimezone(UTC)
    assert hours.elapsed(start, due) == whole
    if whole:
        assert hours.elapsed(start, due - timedelta(microseconds=1)) < whole
    _check_laws_ahead(hours, start, data.draw(st.timedeltas(timedelta(0), 60 * MINUTE)))


def _check_laws_ahead(hours: BusinessHours, start: datetime, length: timedelta) -> None:
    opening = hours.next_opening(start)
    if opening is not None:
        assert hours.is_open(opening)
        assert hours.elapsed(start, opening) == timedelta(0)
    try:
        due = hours.add(start, length)
    except NeverOpensError:
        # A minute a week would be enough.
        assert not any(hours.week.days)
    else:
        assert hours.elapsed(start, due) == length
