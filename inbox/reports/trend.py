"""First public answers day by day, or week by week when the period is long."""

from __future__ import annotations

from inbox.reports.facts import by, first_answers, load, tally_of, wall_times
from inbox.reports.filters import Filters
from inbox.reports.periods import bucket_start
from inbox.reports.results import Day


def by_day(f: Filters) -> list[Day]:
    """One entry a bucket of `f`, also where nothing was written. One query."""
    facts = load(first_answers(f))
    heaps = by(facts, lambda fact: bucket_start(fact.day, f.start, f.end))
    return [
        Day(
            day=bucket.start,
            last_day=bucket.end,
            tally=tally_of(heaps.get(bucket.start, [])),
            wall=wall_times(heaps.get(bucket.start, [])),
        )
        for bucket in f.buckets()
    ]


def target_line(f: Filters) -> int | None:
    """The target in seconds when all had the same one, else None: there is no such line then.
    One query. Targets in opening hours differ from post to post and give no line."""
    facts = load(first_answers(f))
    targets = {fact.target_low for fact in facts} | {fact.target_high for fact in facts}
    targets.discard(None)
    return targets.pop() if len(targets) == 1 else None
