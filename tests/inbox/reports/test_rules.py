"""What needs no database: filters in the address, periods, the grade, medians, the sentences, and
that the docs say what the definitions say."""

from __future__ import annotations

from array import array
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median_low

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.reports.advice_numbers import Numbers
from inbox.reports.benchmarks import BENCHMARKS
from inbox.reports.definitions import DEFINITIONS
from inbox.reports.filters import parse_filters
from inbox.reports.grade import grade, grade_rule
from inbox.reports.loops import LoopCounts
from inbox.reports.periods import PRESETS, buckets, preset_days
from inbox.reports.results import Approvals, Group, Step, Tally, Times
from inbox.reports.selection import _ranked, times_of, times_of_values
from inbox.reports.watched import Slot
from inbox.reports.words import pick
from practice_hub.practices.models import Practice

PRACTICE = Practice(pk=7, name="Lumen", slug="lumen", time_zone="America/New_York")
# Wednesday the 4th in New York, already Thursday in Europe.
NOW = datetime(2026, 11, 5, 3, 0, tzinfo=UTC)


def test_filters_to_and_from_the_address() -> None:
    f = parse_filters({}, PRACTICE, NOW)
    assert (f.start, f.end, f.preset) == (date(2026, 11, 2), date(2026, 11, 4), "this-week")
    assert (f.before().start, f.before().end) == (date(2026, 10, 26), date(2026, 10, 28))
    query = {
        "from": "2025-12-29",
        "to": "2026-01-11",
        "network": "X",
        "location": "3",
        "staff": "4",
        "topic": "waiting",
        "sentiment": "NEGATIVE",
        "category": "COMPLAINT",
        "history": "1",
    }
    f = parse_filters(query, PRACTICE, NOW)
    assert (f.location_id, f.staff_id, f.is_imported_too, f.problems) == (3, 4, True, ())
    assert f.is_narrowed and f.day_count == 14
    assert (f.before().start, f.before().end) == (date(2025, 12, 15), date(2025, 12, 28))
    assert {key: value for key, value in f.pairs().items() if value} == query
    assert parse_filters(f.pairs(), PRACTICE, NOW) == f
    assert "network" not in f.to_query(network="") and "topic=lips" in f.to_query(topic="lips")
    for preset in PRESETS:
        f = parse_filters({"period": preset.key}, PRACTICE, NOW)
        assert f.start <= f.end and f.to_query() == f"period={preset.key}"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"period": "never"}, "There is no period"),
        ({"from": "yesterday"}, "is no date"),
        ({"from": "1850-01-01"}, "between the years"),
        ({"network": "MYSPACE"}, "There is no network"),
        ({"staff": "-1"}, "The staff was not understood"),
        ({"location": "9" * 40}, "The location was not understood"),
        ({"from": "2026-11-04", "to": "2026-11-02"}, "they were exchanged"),
        ({"from": "2001-01-01", "to": "2026-11-02"}, "three years at most"),
    ],
)
def test_a_wrong_address_still_shows_a_report(query: dict[str, str], said: str) -> None:
    f = parse_filters(query, PRACTICE, NOW)
    assert said in f.problems[0]
    assert f.start <= f.end and f.day_count <= 1098
    assert not f.is_narrowed


def test_periods_and_buckets() -> None:
    assert preset_days("last-week", date(2027, 1, 1)) == (date(2026, 12, 21), date(2026, 12, 27))
    assert preset_days("last-3-months", date(2026, 5, 31)) == (date(2026, 3, 1), date(2026, 5, 31))
    assert preset_days("last-4-weeks", date(2026, 3, 1))[0] == date(2026, 2, 2)
    assert len(buckets(date(2026, 12, 29), date(2027, 1, 2))) == 5
    weeks = buckets(date(2026, 10, 1), date(2027, 1, 6))  # Thursday to Wednesday
    assert (weeks[0].start, weeks[0].end) == (date(2026, 10, 1), date(2026, 10, 4))
    assert (weeks[-1].start, weeks[-1].end) == (date(2027, 1, 4), date(2027, 1, 6))
    assert all(week.start.weekday() == 0 for week in weeks[1:])


@pytest.mark.parametrize(
    ("met", "counted", "lost", "letter"),
    [
        (20, 20, 0, "A+"),
        (19, 20, 0, "A+"),
        (189, 200, 0, "A"),
        (99, 100, 1, "A"),  # one that was lost
        (95, 100, 5, "B"),
        (90, 100, 10, "C"),
        (80, 100, 20, "D"),
        (60, 100, 0, "D"),
        (59, 100, 0, "F"),
        (0, 5, 5, "F"),
        (4, 4, 0, ""),
        (0, 0, 0, ""),
    ],
)
def test_the_grade(met: int, counted: int, lost: int, letter: str) -> None:
    found = grade(Tally(total=counted, counted=counted, met=met, lost=lost, never_answered=lost))
    assert (found.letter, found.rule) == (letter, grade_rule())
    assert found.reason


@given(st.lists(st.lists(st.integers(0, 2_000_000), max_size=12), min_size=1, max_size=8))
def test_medians_over_runs_are_exact(runs: list[list[int]]) -> None:
    everything = sorted(value for run in runs for value in run)
    found = times_of([array("i", sorted(run)) for run in runs])
    assert found == times_of_values(everything)
    if everything:
        assert found.median_seconds == median_low(everything)
        filled = [array("i", sorted(run)) for run in runs if run]
        ranked = [_ranked(filled, rank + 1) for rank in range(len(everything))]
        assert ranked == everything  # the way for many is the way for few


NOTHING = Approvals(0, 0, 0, 0, 0, 0, 0, 0, Times(), [])
NUMBERS = Numbers(
    now=Tally(total=12, counted=10, met=9, acceptable=10, answered=10),
    before=Tally(total=12, counted=10, met=9, acceptable=10, answered=10),
    times=Times(10, 1200, 3000),
    times_before=Times(10, 1200, 3000),
    slot=None,
    loops=LoopCounts(3, 0, 0),
    approvals=NOTHING,
    steps=[],
    categories=[],
    risen=[],
)


def test_sentences_say_what_stands_out_first() -> None:
    assert [one.text for one in pick(NUMBERS, 5)] == [
        "90 % were answered within target (9 of 10), much as before."
    ]
    bad = replace(
        NUMBERS,
        now=Tally(total=40, counted=30, met=15, acceptable=20, never_answered=1, late_heard=6),
        times=Times(25, 4800, 9000),
        slot=Slot(5, (17, 21), 9, is_unwatched=True),
        loops=LoopCounts(2, 0, 1),
        approvals=replace(NOTHING, asked=8, times=Times(8, 2400, 5000)),
        steps=[
            Step("detect", "Heard", Times(20, 60, 90)),
            Step("claim", "Taken", Times(20, 3000, 9000)),
        ],
        categories=[
            Group("COMPLAINT", "Complaint", Tally(counted=10, met=1), Times()),
            Group("PRAISE", "Praise", Tally(counted=10, met=9), Times()),
        ],
    )
    assert [(one.text, one.behind) for one in pick(bad, 9)] == [
        ("1 post was never answered: answer now, or close with a reason.", "never_answered"),
        (
            "Nobody watched on Saturdays from 17:00 to 21:00 and 9 posts waited past the target: "
            "put somebody on the roster then.",
            "missed",
        ),
        (
            "6 of 15 late ones were late because we heard of them late: look at the sources.",
            "late_heard",
        ),
        ("50 % were answered within target (15 of 30), 40 points fewer than before.", "met"),
        (
            "Half of the first answers were out within 1 h 20, 1 h slower than before.",
            "slowest",
        ),
        (
            "Complaint: 10 % within target, against 50 % of all. Take these first.",
            "missed",
        ),
        (
            "Most of an answer's time goes by until it is taken by somebody: 50 min in the median.",
            "step:claim",
        ),
        (
            "Half of the 8 go-aheads took 40 min or longer: name a stand-in for whoever approves.",
            "approvals:asked",
        ),
        ("1 of 3 settled matters still waits for public thanks.", "loops_open"),
    ]
    assert len(pick(bad, 3)) == 3


def test_the_docs_say_what_the_definitions_say() -> None:
    text = " ".join((Path(__file__).parents[3] / "docs" / "metrics.md").read_text().split())
    for one in DEFINITIONS.values():
        assert f"| {one.label} | {one.text} | {one.source} |" in text, one.key
    for figure in BENCHMARKS:
        assert f"{figure.text} ({figure.source})" in text, figure.key
