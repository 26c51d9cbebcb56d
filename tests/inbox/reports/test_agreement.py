"""The reports agree with a naive count over the raw rows, with rollups and without, after late
arrivals, edits and purges: for random histories in two zones, around changes of the clock and the
turn of a year."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inbox.models import Clock, ReportDay, ReportMark
from inbox.reports.behind import behind
from inbox.reports.card import report_card
from inbox.reports.filters import Filters
from inbox.reports.loops import loops
from inbox.reports.results import Group, Tally, Times
from inbox.reports.rollups import rebuild_marked
from inbox.reports.split import by_location, by_network, by_staff, by_topic
from inbox.reports.steps import clock_kinds, steps
from inbox.reports.times import hour_grid
from inbox.reports.trend import by_day, target_line
from practice_hub.practices.models import Location
from tests.inbox.reports import naive
from tests.inbox.reports.build import House, clock, make_house, rows_of, store

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 1, 4, 12, 0, tzinfo=UTC)
# Berlin turns its clocks on 25 October and 28 March, New York on 1 November and 14 March.
ANCHORS = [
    datetime(2026, 10, 24, 12, tzinfo=UTC),
    datetime(2026, 10, 31, 20, tzinfo=UTC),
    datetime(2026, 12, 31, 20, tzinfo=UTC),
    datetime(2027, 1, 3, 3, tzinfo=UTC),
]
PERIODS = [
    (date(2026, 12, 28), date(2027, 1, 3)),
    (date(2026, 10, 1), date(2027, 1, 4)),
    (date(2026, 10, 25), date(2026, 11, 2)),
]
_seconds = st.integers(0, 200_000)
_maybe = st.none() | _seconds
_lines = st.sampled_from([None, 1800, 3600, 86_400])
_spec = st.fixed_dictionaries(
    {
        "anchor": st.sampled_from(ANCHORS),
        "offset": _seconds,
        "after": st.none() | _seconds | st.sampled_from([1800, 3600, 3601, 86_400, 86_401]),
        "ending": st.sampled_from(
            ["DONE", "DONE", "DONE", "NO_REPLY_NEEDED", "SKIPPED", "DROPPED"]
        ),
        "kind": st.sampled_from(
            ["FIRST_RESPONSE"] * 5 + ["NEXT_RESPONSE", "LOOP_CLOSE", "RESOLUTION"]
        ),
        "audience": st.sampled_from(["PUBLIC", "PUBLIC", "PRIVATE"]),
        "target": _lines,
        "acceptable": _lines,
        "lost": _lines,
        "place": st.sampled_from(["", "here", "there"]),
        "network": st.sampled_from(["X", "FACEBOOK"]),
        "sentiment": st.sampled_from(["POSITIVE", "NEGATIVE"]),
        "topics": st.lists(st.sampled_from(["botox", "waiting"]), unique=True),
        "staff": st.sampled_from([None, 0, 1]),
        "is_detected_late": st.booleans(),
        "is_imported": st.sampled_from([False, False, True]),
        "detect_seconds": _maybe,
        "claim_seconds": _maybe,
    }
)


def _place(house: House, name: str) -> Location | None:
    return {"here": house.here, "there": house.there}.get(name)


def _clock(house: House, spec: dict[str, Any]) -> Clock:
    spec = dict(spec)
    for name in ("after", "target", "acceptable", "lost"):
        spec[name] = None if spec[name] is None else timedelta(seconds=spec[name])
    started_at = spec.pop("anchor") + timedelta(seconds=spec.pop("offset"))
    staff, running = spec.pop("staff"), spec["after"] is None
    if running:
        spec |= {"ending": "", "detect_seconds": None, "claim_seconds": None}
    spec["staff"] = None if staff is None or running else house.users[staff]
    return clock(house, started_at, location=_place(house, spec.pop("place")), **spec)


def _filters(house: House, now: datetime) -> list[Filters]:
    """Whole, one filter that the rollups know, two that only the clocks can tell."""
    long, short = PERIODS[1], PERIODS[0]
    return [
        house.filters(*long, now),
        house.filters(*short, now, is_imported_too=True),
        house.filters(*long, now, topic="botox"),
        house.filters(*PERIODS[2], now, location_id=house.there.pk),
        house.filters(*long, now, network="X", staff_id=house.users[0].pk),
    ]


def _as_dict(tally: Tally) -> dict[str, int]:
    names = ("total", "counted", "excused", "waiting", "answered", "met", "acceptable", "lost")
    more = ("never_answered", "detected_late", "late_heard")
    return {name: getattr(tally, name) for name in (*names, *more)}


def _as_tuple(times: Times) -> tuple[int, int | None, int | None]:
    return times.count, times.median_seconds, times.p90_seconds


def _check(house: House, now: datetime = NOW) -> None:
    rows = rows_of(house)
    for f in _filters(house, now):
        _check_card(rows, f)
        _check_days(rows, f)
        _check_steps(rows, f)
        _check_loops(rows, f)
    _check_hours(rows, _filters(house, now)[0], house)
    _check_parts(rows, _filters(house, now)[0])
    _check_lists(rows, _filters(house, now)[0])


def _check_card(rows: naive.Rows, f: Filters) -> None:
    found, card = naive.firsts(rows, f), report_card(f)
    assert _as_dict(card.tally) == naive.tally(found, f.as_of)
    assert _as_tuple(card.wall) == naive.times(naive.walls(found))
    assert _as_tuple(card.open) == naive.times(
        row.open_seconds for row in found if naive.is_done(row)
    )
    assert (card.fastest and card.fastest.clock_id) == naive.extreme(found, slowest=False)
    assert (card.slowest and card.slowest.clock_id) == naive.extreme(found, slowest=True)
    targets = {
        (row.target_at - row.started_at).seconds + (row.target_at - row.started_at).days * 86_400
        for row in found
        if row.target_at
    }
    assert target_line(f) == (targets.pop() if len(targets) == 1 else None)


def _check_days(rows: naive.Rows, f: Filters) -> None:
    found, days = naive.firsts(rows, f), by_day(f)
    is_long = (f.end - f.start).days >= 62
    start_of = (lambda day: naive.monday_or_first(day, f)) if is_long else (lambda day: day)
    heaps = naive.parts(found, lambda row: [start_of(row.local_day)])
    assert days[0].day == f.start and days[-1].last_day == f.end
    assert {str(day.day) for day in days} >= set(heaps)
    for day in days:
        heap = heaps.get(str(day.day), [])
        assert _as_dict(day.tally) == naive.tally(heap, f.as_of)
        assert _as_tuple(day.wall) == naive.times(naive.walls(heap))


def _check_steps(rows: naive.Rows, f: Filters) -> None:
    found = {step.key: step for step in steps(f)}
    done = [row for row in naive.firsts(rows, f) if naive.is_done(row)]
    on_time = [row.detect_seconds for row in done if not row.is_detected_late]
    late = [row.detect_seconds for row in done if row.is_detected_late]
    assert _as_tuple(found["detect"].times) == naive.times(on_time)
    assert found["detect"].left_out == naive.times(late)[0]
    assert _as_tuple(found["claim"].times) == naive.times(row.claim_seconds for row in done)
    resolved = naive.of_kind(naive.in_report(rows, f), "RESOLUTION")
    assert _as_tuple(found["resolve"].times) == naive.times(naive.walls(resolved))
    for figures in clock_kinds(f):
        kind, _, audience = figures.kind.partition(":")
        heap = naive.of_kind(naive.in_report(rows, f), kind, audience)
        assert _as_dict(figures.tally) == naive.tally(heap, f.as_of)
        assert _as_tuple(figures.times) == naive.times(naive.walls(heap))


def _check_loops(rows: naive.Rows, f: Filters) -> None:
    heap = naive.of_kind(naive.in_report(rows, f), "LOOP_CLOSE")
    ends = [row.ending for row in heap]
    found = loops(f)
    assert (found.closed, found.skipped, found.open) == (
        ends.count("DONE"),
        ends.count("SKIPPED"),
        ends.count(""),
    )
    assert _as_tuple(found.times) == naive.times(naive.walls(heap))
    assert sum(reason.count for reason in found.skip_reasons) <= found.skipped


def _check_hours(rows: naive.Rows, f: Filters, house: House) -> None:
    found = naive.firsts(rows, f)
    written = naive.parts(found, lambda row: [(row.local_weekday, row.local_hour)])
    done = [row for row in found if naive.is_done(row)]
    zone = house.practice.time_zone
    answered = naive.parts(done, lambda row: [naive.answered_at(row, zone)])
    for cell in hour_grid(f):
        slot = str((cell.weekday, cell.hour))
        heap = written.get(slot, [])
        assert cell.written == len(heap)
        assert cell.answered == len(answered.get(slot, []))
        assert cell.median_seconds == naive.times(naive.walls(heap))[1]


def _check_parts(rows: naive.Rows, f: Filters) -> None:
    found = naive.firsts(rows, f)
    _same_groups(by_network(f), naive.parts(found, lambda row: [row.network]), f.as_of)
    _same_groups(by_location(f), naive.parts(found, lambda row: [row.location_id]), f.as_of)
    _same_groups(by_staff(f), naive.parts(found, lambda row: [row.staff_id]), f.as_of)
    _same_groups(by_topic(f), naive.parts(found, lambda row: row.topics), f.as_of)
    labels = [str(group.label) for group in by_staff(f) if group.key]
    assert labels == sorted(labels)


def _same_groups(groups: list[Group], heaps: dict[str, naive.Rows], now: datetime) -> None:
    assert {group.key for group in groups} == set(heaps)
    for group in groups:
        heap = heaps[group.key]
        assert _as_dict(group.tally) == naive.tally(heap, now)
        count, median, p90 = naive.times(naive.walls(heap))
        enough = count >= 5
        assert _as_tuple(group.wall) == (count, median if enough else None, p90 if enough else None)


def _check_lists(rows: naive.Rows, f: Filters) -> None:
    """The number on the page is the length of the list behind it."""
    counts = naive.tally(naive.firsts(rows, f), f.as_of)
    for name in counts:
        assert behind(f, name).total == counts[name]


def test_corners_agree() -> None:
    """Every order of target, second line, lost line and end, to the second; counted beforehand
    when some lines were still to come, and read when they had passed."""
    house = make_house()
    start = datetime(2026, 12, 31, 20, tzinfo=UTC)
    lines = product([None, 3600], [None, 1800, 86_400], [None, 3600, 86_400])
    ends = product([None, 1800, 3600, 3601, 86_400, 86_401], ["DONE", "SKIPPED"])
    store(
        clock(
            house,
            start + timedelta(minutes=number),
            after=after if after is None else timedelta(seconds=after),
            ending="" if after is None else ending,
            is_detected_late=bool(number % 2),
            **{
                name: None if line is None else timedelta(seconds=line)
                for name, line in zip(("target", "acceptable", "lost"), three, strict=True)
            },
        )
        for number, (three, (after, ending)) in enumerate(product(lines, ends))
    )
    soon, later = start + timedelta(hours=5), start + timedelta(hours=40)
    for now in (soon, later):
        _check_whole(house, now)
    assert rebuild_marked(soon) == 2
    for now in (soon, later):
        _check_whole(house, now)
    assert rebuild_marked(later) == 2
    _check_whole(house, later)


def _check_whole(house: House, now: datetime) -> None:
    f, rows = house.filters(*PERIODS[0], now), rows_of(house)
    f = f.for_days(f.start, date(2027, 1, 4))
    _check_card(rows, f)
    _check_lists(rows, f)


@settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    first=st.lists(_spec, max_size=25),
    late=st.lists(_spec, max_size=6),
    changed=st.lists(st.tuples(st.integers(0, 30), _spec), max_size=5),
    gone=st.sets(st.integers(0, 30), max_size=4),
    rebuilt=st.integers(0, 10),
)
def test_reports_agree_with_a_naive_count(
    first: list[Any], late: list[Any], changed: list[Any], gone: set[int], rebuilt: int
) -> None:
    house = make_house()
    store(_clock(house, spec) for spec in first)
    rebuild_marked(NOW, limit=rebuilt)  # some days are counted beforehand, others not
    _check(house)
    rebuild_marked(NOW)
    store(_clock(house, spec) for spec in late)
    rows = rows_of(house)
    for place, spec in changed:
        if place < len(rows):
            new = _clock(house, spec)
            new.pk = rows[place].pk
            new.save(force_update=True)
    Clock.objects.filter(pk__in=[row.pk for n, row in enumerate(rows) if n in gone]).delete()
    _check(house)
    rebuild_marked(NOW)
    assert not ReportMark.objects.filter(practice=house.practice).exists()
    _check(house)
    # The rollups did hold them: all that stopped, and what ran past every line.
    stored = ReportDay.objects.filter(practice=house.practice, cut="")
    assert sum(day.total for day in stored) >= len([row for row in rows_of(house) if row.ending])
    later = NOW + timedelta(days=30)
    _check(house, later)  # what was running is judged by the time of reading
    assert rebuild_marked(later) <= 3  # only the days of what had a line before it
    _check(house, later)
