"""The roster in time, against a slow count by the minute across nights when clocks change."""

from __future__ import annotations

from bisect import bisect_left
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import accumulate
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from practice_hub.practices.business_hours_spans import DAY_MINUTES, Span
from practice_hub.roster.plan import DaysOff, Person, Plan, Rule, Turn, gaps

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
# The date on which the clock changes: forward, back, by half an hour, and a quiet one.
NIGHTS = (
    ("Europe/Berlin", date(2026, 3, 29)),
    ("Europe/Berlin", date(2026, 10, 25)),
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Asia/Kolkata", date(2026, 7, 1)),
)
PEOPLE = (1, 2, 3, 4)
LEFT = 9  # still in rules and swaps, and no longer in the practice


@cache
def minutes(key: str, around: date) -> tuple[list[datetime], list[datetime]]:
    """Every minute of six days, and the latest time that the wall has shown by then."""
    start = datetime(around.year, around.month, around.day, tzinfo=UTC) - 3 * DAY
    moments = [start + n * MINUTE for n in range(6 * DAY_MINUTES)]
    zone = ZoneInfo(key)
    walls = [moment.astimezone(zone).replace(tzinfo=None) for moment in moments]
    return moments, list(accumulate(walls, max))


def slow_covers(key: str, around: date, on: date, span: Span) -> range:
    """The numbers of the minutes that a span of date `on` covers."""
    _, walls = minutes(key, around)
    midnight = datetime(on.year, on.month, on.day)
    opens, closes = (bisect_left(walls, midnight + at * MINUTE) for at in (span.opens, span.closes))
    return range(opens, closes)


def slow_present(plan: Plan, people: dict[int, Person], who: int | None, on: date, at: Any) -> Any:
    seen = []
    while who in people and who not in seen:
        seen.append(who)
        off = [each for each in plan.days_off if each.member == who]
        off = [each for each in off if each.first <= on <= each.last]
        until = people[who].away_until
        is_away = at is not None and until is not None and until > at
        if not off and not is_away:
            return who
        who = (off[-1].stand_in if off else None) or (people[who].stand_in if is_away else None)
    return None


@st.composite
def spans(draw: Any) -> Span:
    opens = draw(st.integers(0, 95)) * 15
    longest = DAY_MINUTES - (15 if opens else 0)
    return Span(opens, opens + min(draw(st.integers(1, 96)) * 15, longest))


@st.composite
def plans(draw: Any) -> tuple[str, date, Plan, dict[int, Person], datetime]:
    key, around = draw(st.sampled_from(NIGHTS))
    days = st.integers(-2, 2).map(lambda n: around + n * DAY)
    somebody = st.sampled_from((*PEOPLE, LEFT))
    rules = []
    for number in range(draw(st.integers(0, 5))):
        first = draw(days)
        last = draw(st.none() | st.integers(0, 3).map(lambda n, first=first: first + n * DAY))
        weekday = draw(days).weekday()
        rules.append(Rule(number, draw(somebody), weekday, draw(spans()), first - 7 * DAY, last))
    about = st.tuples(st.integers(0, 4), days)
    swaps = draw(st.dictionaries(about, st.none() | somebody, max_size=4))
    off = st.builds(DaysOff, somebody, days, days, st.none() | somebody)
    found = {each.member: each for each in draw(st.lists(off, max_size=3))}
    moment = st.integers(DAY_MINUTES, 5 * DAY_MINUTES - 1).map(minutes(key, around)[0].__getitem__)
    person = st.builds(Person, st.none() | moment, st.none() | somebody)
    people = {pk: draw(person) for pk in PEOPLE}
    plan = Plan(ZoneInfo(key), tuple(rules), tuple(swaps.items()), tuple(found.values()))
    return key, around, plan, people, draw(moment)


def slow(key: str, around: date, plan: Plan, people: dict[int, Person], now: datetime) -> Any:
    """Who watches, minute by minute, by date of beginning; absences count from `now` on."""
    moments, _ = minutes(key, around)
    swaps = dict(plan.swaps)
    found: list[set[int]] = [set() for _ in moments]
    for rule in plan.rules:
        for on in (around + n * DAY for n in range(-2, 3)):
            if on.weekday() != rule.weekday or on < rule.first or on > (rule.last or on):
                continue
            who = swaps.get((rule.key, on), rule.member)
            for n in slow_covers(key, around, on, rule.span):
                at = moments[n] if moments[n] >= now else None
                present = slow_present(plan, people, who, on, at)
                found[n] |= set() if present is None else {present}
    return found


@settings(max_examples=25, deadline=None)
@given(plans())
def test_turns_and_gaps_agree_with_a_count_by_the_minute(given: Any) -> None:
    key, around, plan, people, now = given
    moments, _ = minutes(key, around)
    expected = slow(key, around, plan, people, now)
    turns = plan.turns(people, first=around - 2 * DAY, last=around + 2 * DAY, now=now)
    assert turns == sorted(turns, key=lambda turn: (turn.starts, turn.ends, turn.key))
    found: list[set[int]] = [set() for _ in moments]
    for turn in turns:
        assert turn.starts < turn.ends
        assert turn.member is None or turn.member in people, "who left is never on duty"
        for n in numbers(moments, turn.starts, turn.ends):
            found[n] |= set() if turn.member is None else {turn.member}
    assert found == expected
    wanted = [(moments[600], moments[2000]), (moments[3000], moments[-1])]
    open_minutes = {n for start, end in gaps(wanted, turns) for n in numbers(moments, start, end)}
    inside = [n for start, end in wanted for n in numbers(moments, start, end)]
    assert open_minutes == {n for n in inside if not expected[n]}
    number = (now - moments[0]) // MINUTE
    if 1.5 * DAY_MINUTES < number < 4 * DAY_MINUTES:  # all that may reach it was drawn
        watching = plan.watching(people, now)
        assert sorted(watching) == sorted(expected[number])


def numbers(moments: list[datetime], start: datetime, end: datetime) -> range:
    first = (start - moments[0]) // MINUTE
    return range(max(0, first), min(len(moments), (end - moments[0]) // MINUTE))


BERLIN = ZoneInfo("Europe/Berlin")
SATURDAY = date(2026, 10, 24)
NIGHT = Rule(1, 1, 5, Span.parse("22:00-06:00"), SATURDAY, SATURDAY)
NOW = datetime(2026, 10, 24, 20, 30, tzinfo=UTC)  # 22:30 in Berlin


def laid_out(people: dict[int, Person], *, off: tuple[DaysOff, ...] = ()) -> list[Turn]:
    plan = Plan(BERLIN, (NIGHT,), (), off)
    return plan.turns(people, first=SATURDAY, last=SATURDAY, now=NOW)


def test_a_night_in_which_the_clock_goes_back_is_an_hour_longer() -> None:
    [turn] = laid_out({1: Person()})
    assert turn.ends - turn.starts == timedelta(hours=9)


def test_an_absence_cuts_a_turn_and_the_chain_fills_it() -> None:
    hour = timedelta(hours=1)
    people = {
        1: Person(NOW + 3 * hour, stand_in=2),
        2: Person(NOW + hour, stand_in=3),
        3: Person(),
    }
    parts = [(turn.starts - NOW, turn.ends - NOW, turn.member) for turn in laid_out(people)]
    assert parts == [
        (-hour / 2, 0 * hour, 1),  # what was before now stays as planned
        (0 * hour, hour, 3),
        (hour, 3 * hour, 2),
        (3 * hour, 8.5 * hour, 1),
    ]


def test_a_day_off_concerns_what_begins_on_it() -> None:
    def who(people: tuple[int, ...], *off: DaysOff) -> list[int | None]:
        return [turn.member for turn in laid_out(dict.fromkeys(people, Person()), off=off)]

    sunday = SATURDAY + DAY
    assert who((1,), DaysOff(1, sunday, sunday)) == [1]
    assert who((1, 2), DaysOff(1, SATURDAY, SATURDAY, stand_in=2)) == [2]
    ring = (DaysOff(1, SATURDAY, SATURDAY, 2), DaysOff(2, SATURDAY, SATURDAY, 1))
    assert who((1, 2), *ring) == [None]
    assert who((2,)) == [None], "the one who had it left"
