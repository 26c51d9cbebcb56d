"""The report card: how fast first public answers were (T1 to T5)."""

from __future__ import annotations

from collections.abc import Sequence

from inbox.models import Clock
from inbox.reports.facts import Fact, first_answers, load, open_times, tally_of, wall_times
from inbox.reports.filters import Filters
from inbox.reports.grade import grade
from inbox.reports.loops import loop_counts
from inbox.reports.results import Case, ReportCard


def report_card(f: Filters) -> ReportCard:
    """The figures of one period; ask again with `f.before()` to compare. Three queries."""
    facts = load(first_answers(f, with_opens=True))
    tally = tally_of(facts)
    fastest, slowest = _extremes(facts)
    ends = loop_counts(f)
    return ReportCard(
        tally=tally,
        wall=wall_times(facts),
        open=open_times(facts),
        fastest=fastest,
        slowest=slowest,
        loops_due=ends.due,
        loops_closed=ends.closed,
        grade=grade(tally),
    )


def _extremes(facts: Sequence[Fact]) -> tuple[Case | None, Case | None]:
    """The fastest and the slowest answer; of equals the one that came first. One query."""
    fast = min(((fact.walls[0], fact.fastest_id) for fact in facts if fact.walls), default=None)
    slow = min(((-fact.walls[-1], fact.slowest_id) for fact in facts if fact.walls), default=None)
    if fast is None or slow is None:
        return None, None
    found = Clock.objects.in_bulk([fast[1], slow[1]])
    return _case(found.get(fast[1])), _case(found.get(slow[1]))


def _case(clock: Clock | None) -> Case | None:
    """None: it went away between two queries."""
    if clock is None or clock.wall_seconds is None:
        return None
    return Case(
        conversation_id=clock.conversation_id,
        clock_id=clock.pk,
        seconds=clock.wall_seconds,
        network=clock.network,
        local_day=clock.local_day,
    )
