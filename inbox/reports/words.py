"""What changed and what to do first, in plain sentences: rules over the numbers, the most telling
first. No names of people, no advice without the number behind it. Page and weekly mail share it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from inbox.models import Cut
from inbox.reports.approvals import approvals
from inbox.reports.facts import Fact, by, first_answers, load, tally_of, wall_times
from inbox.reports.filters import Filters
from inbox.reports.loops import LoopCounts, loop_counts
from inbox.reports.results import Advice, Approvals, Group, Step, Tally, Times
from inbox.reports.split import by_category
from inbox.reports.steps import steps
from inbox.reports.voice import moved, subjects
from inbox.reports.voice_results import Subject
from inbox.reports.watched import Slot, worst_slot
from practice_hub.charts.units import duration

FEWEST = 5  # below it a share or a median is chance
NOTICEABLE_POINTS = 3
NOTICEABLE_CHANGE = 0.1  # of the median before
LONG_APPROVAL_SECONDS = 15 * 60


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


Weighted = tuple[int, Advice]
Rule = Callable[[Numbers], Weighted | None]


def first_things(f: Filters, limit: int = 3) -> list[Advice]:
    """At most `limit` sentences, most telling first; a single one when nothing was written. At
    most 22 queries, however much was written."""
    numbers = _numbers(f)
    if not numbers.now.total:
        return [Advice("nothing", "Nothing was written to the practice in this period.")]
    return pick(numbers, limit)


def pick(numbers: Numbers, limit: int) -> list[Advice]:
    """The sentences of `numbers`; pure. Rules of equal weight keep their order."""
    found = [said for said in (rule(numbers) for rule in RULES) if said]
    found.sort(key=lambda said: -said[0])
    return [advice for _, advice in found[:limit]] or [_quiet(numbers)]


def _numbers(f: Filters) -> Numbers:
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


def _quiet(numbers: Numbers) -> Advice:
    many = _posts(numbers.now.total)
    text = f"{many} came in and nothing stands out: keep going like this."
    return Advice("quiet", text, "total")


def _never(n: Numbers) -> Weighted | None:
    count = n.now.never_answered
    if not count:
        return None
    text = f"{_posts(count)} {_were(count)} never answered: answer now, or close with a reason."
    return 100, Advice("never_answered", text, "never_answered")


def _slot(n: Numbers) -> Weighted | None:
    if n.slot is None:
        return None
    waited = f"{_posts(n.slot.missed)} waited past the target"
    if n.slot.is_unwatched:
        text = f"Nobody watched on {n.slot.words} and {waited}: put somebody on the roster then."
        return 90, Advice("unwatched", text, "missed", {"weekday": n.slot.weekday})
    text = f"{waited} on {n.slot.words}, of {n.now.missed} in all: look at who watches then."
    return 75, Advice("slot", text, "missed", {"weekday": n.slot.weekday})


def _share(n: Numbers) -> Weighted | None:
    if n.now.share is None or n.now.counted < FEWEST:
        return None
    percent = round(n.now.share * 100)
    text = f"{percent} % were answered within target ({n.now.met} of {n.now.counted})"
    if n.before.share is not None and n.before.counted >= FEWEST:
        points = percent - round(n.before.share * 100)
        if abs(points) >= NOTICEABLE_POINTS:
            word = "more" if points > 0 else "fewer"
            counted = "point" if abs(points) == 1 else "points"
            return 80, Advice(
                "attainment", f"{text}, {abs(points)} {counted} {word} than before.", "met"
            )
    return 30, Advice("attainment", f"{text}, much as before.", "met")


def _median(n: Numbers) -> Weighted | None:
    now, before = n.times.median_seconds, n.times_before.median_seconds
    if now is None or before is None or min(n.times.count, n.times_before.count) < FEWEST:
        return None
    change = now - before
    if abs(change) < max(NOTICEABLE_CHANGE * before, 60):
        return None
    word = "slower" if change > 0 else "faster"
    text = (
        f"Half of the first answers were out within {duration(now)}, "
        f"{duration(abs(change))} {word} than before."
    )
    return 70, Advice("median", text, "slowest" if change > 0 else "fastest")


def _heard_late(n: Numbers) -> Weighted | None:
    if n.now.late_heard < 2 or n.now.late_heard * 3 < n.now.missed:
        return None
    text = (
        f"{n.now.late_heard} of {n.now.missed} late ones were late because we heard of them late: "
        "look at the sources."
    )
    return 85, Advice("heard_late", text, "late_heard")


def _category(n: Numbers) -> Weighted | None:
    share = n.now.share
    judged = [one for one in n.categories if one.tally.counted >= FEWEST]
    if share is None or len(judged) < 2:
        return None
    worst = min(judged, key=lambda one: (one.tally.share or 0, one.key))
    worst_share = worst.tally.share or 0
    if (share - worst_share) * 100 < 15:
        return None
    text = (
        f"{worst.label}: {round(worst_share * 100)} % within target, against "
        f"{round(share * 100)} % of all. Take these first."
    )
    return 65, Advice("category", text, "missed", {"by": "category", "part": worst.key})


def _step(n: Numbers) -> Weighted | None:
    known = [
        step for step in n.steps[:5] if step.times.count >= FEWEST and step.times.median_seconds
    ]
    total = sum(step.times.median_seconds or 0 for step in known)
    longest = max(known, key=lambda step: step.times.median_seconds or 0, default=None)
    if longest is None or len(known) < 2 or (longest.times.median_seconds or 0) * 2 < total:
        return None
    took = duration(longest.times.median_seconds or 0)
    text = (
        f"Most of an answer's time goes by until it is {_DONE[longest.key]}: {took} in the median."
    )
    return 60, Advice("step", text, f"step:{longest.key}")


_DONE = {
    "detect": "heard",
    "claim": "taken by somebody",
    "write": "written",
    "approve": "approved",
    "send": "sent",
}


def _approvals(n: Numbers) -> Weighted | None:
    lag = n.approvals.times
    if lag.count < FEWEST or (lag.median_seconds or 0) < LONG_APPROVAL_SECONDS:
        return None
    text = (
        f"Half of the {lag.count} go-aheads took {duration(lag.median_seconds or 0)} or longer: "
        "name a stand-in for whoever approves."
    )
    return 55, Advice("approvals", text, "approvals:asked")


def _loops(n: Numbers) -> Weighted | None:
    if not n.loops.open:
        return None
    verb = "waits" if n.loops.open == 1 else "wait"
    text = f"{n.loops.open} of {n.loops.due} settled matters still {verb} for public thanks."
    return 50, Advice("loops", text, "loops_open")


def _topic(n: Numbers) -> Weighted | None:
    if not n.risen:
        return None
    one = n.risen[0]
    unhappy = f", {one.now.negative} of them unhappy" if one.now.negative else ""
    text = (
        f"{one.label} is named in {_posts(one.now.total)}{unhappy}, {one.change} more than before."
    )
    return 68 if one.now.negative else 45, Advice("topic", text, f"topic:{one.key}")


RULES: tuple[Rule, ...] = (
    _never,
    _slot,
    _heard_late,
    _share,
    _median,
    _topic,
    _category,
    _step,
    _approvals,
    _loops,
)


def _posts(count: int) -> str:
    return f"{count} post" if count == 1 else f"{count} posts"


def _were(count: int) -> str:
    return "was" if count == 1 else "were"
