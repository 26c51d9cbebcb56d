"""What the sentences of `words` are made of: all numbers of a report that may stand out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from inbox.models import Cut
from inbox.reports.approvals import approvals
from inbox.reports.facts import Fact, by, first_answers, load, tally_of, wall_times
from inbox.reports.filters import Filters
from inbox.reports.loops import LoopCounts, loop_counts
from inbox.reports.results import Approvals, Group, Step, Tally, Times
from inbox.reports.split import by_category
from inbox.reports.steps import steps
from inbox.reports.voice import moved, subjects
from inbox.reports.voice_results import Subject
from inbox.reports.watched import Slot, worst_slot


@dataclass(frozen=True, slots=True)
class Numbers:
    """All that the sentences are made of."""

    now: Tally
    before: Tally
    times: Times
    times_before: Times
    slot: Slot | None
    loops: LoopCounts
    approvals: Approvals
    steps: list[Step]
    categories: list[Group]
    risen: list[Subject]


def numbers_of(f: Filters) -> Numbers:
    before = load(first_answers(f.before()))
    by_hour = load(first_answers(f, Cut.HOUR))
    return Numbers(
        now=tally_of(by_hour),
        before=tally_of(before),
        times=wall_times(by_hour),
        times_before=wall_times(before),
        slot=worst_slot(f, _missed(by_hour)),
        loops=loop_counts(f),
        approvals=approvals(f),
        steps=steps(f),
        categories=by_category(f),
        risen=[one for one in moved(subjects(f)) if one.is_rise],
    )


def _missed(facts: Iterable[Fact]) -> dict[tuple[str, str], int]:
    """(day, hour) -> what was written then and missed its target."""
    heaps = by(facts, lambda fact: (fact.day.isoformat(), fact.value))
    return {slot: tally_of(heap).missed for slot, heap in heaps.items()}
