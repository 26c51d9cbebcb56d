"""What changed and what to do first, in plain sentences: rules over the numbers, the most telling
first. No names of people, no advice without the number behind it. Page and weekly mail share it."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from inbox.reports.advice_numbers import Numbers, numbers_of
from inbox.reports.filters import Filters
from inbox.reports.results import Advice
from practice_hub.charts.units import duration

FEWEST = 5  # below it a share or a median is chance
NOTICEABLE_POINTS = 3
NOTICEABLE_CHANGE = 0.1  # of the median before
LONG_APPROVAL_SECONDS = 15 * 60


Weighted = tuple[int, Advice]
Rule = Callable[[Numbers], Weighted | None]


def first_things(f: Filters, limit: int = 3) -> list[Advice]:
    """At most `limit` sentences, most telling first; a single one when nothing was written. At
    most 22 queries, however much was written."""
    numbers = numbers_of(f)
    if not numbers.now.total:
        return [Advice("nothing", _("Nothing was written to the practice in this period."))]
    return pick(numbers, limit)


def pick(numbers: Numbers, limit: int) -> list[Advice]:
    """The sentences of `numbers`; pure. Rules of equal weight keep their order."""
    found = [said for said in (rule(numbers) for rule in RULES) if said]
    found.sort(key=lambda said: -said[0])
    return [advice for _, advice in found[:limit]] or [_quiet(numbers)]


def _quiet(numbers: Numbers) -> Advice:
    total = numbers.now.total
    text = ngettext(
        "%(count)d post came in and nothing stands out: keep going like this.",
        "%(count)d posts came in and nothing stands out: keep going like this.",
        total,
    )
    return Advice("quiet", text % {"count": total}, "total")


def _never(n: Numbers) -> Weighted | None:
    count = n.now.never_answered
    if not count:
        return None
    text = ngettext(
        "%(count)d post was never answered: answer now, or close with a reason.",
        "%(count)d posts were never answered: answer now, or close with a reason.",
        count,
    )
    return 100, Advice("never_answered", text % {"count": count}, "never_answered")


def _slot(n: Numbers) -> Weighted | None:
    if n.slot is None:
        return None
    count, place = n.slot.missed, {"weekday": n.slot.weekday}
    values = {"count": count, "when": n.slot.words, "missed": n.now.missed}
    if n.slot.is_unwatched:
        text = ngettext(
            "Nobody watched on %(when)s and %(count)d post waited past the target: put somebody "
            "on the roster then.",
            "Nobody watched on %(when)s and %(count)d posts waited past the target: put somebody "
            "on the roster then.",
            count,
        )
        return 90, Advice("unwatched", text % values, "missed", place)
    text = ngettext(
        "%(count)d post waited past the target on %(when)s, of %(missed)d in all: look at who "
        "watches then.",
        "%(count)d posts waited past the target on %(when)s, of %(missed)d in all: look at who "
        "watches then.",
        count,
    )
    return 75, Advice("slot", text % values, "missed", place)


def _share(n: Numbers) -> Weighted | None:
    if n.now.share is None or n.now.counted < FEWEST:
        return None
    percent = round(n.now.share * 100)
    values = {"percent": percent, "met": n.now.met, "counted": n.now.counted}
    if n.before.share is not None and n.before.counted >= FEWEST:
        points = percent - round(n.before.share * 100)
        if abs(points) >= NOTICEABLE_POINTS:
            text = _more(points) if points > 0 else _fewer(-points)
            return 80, Advice("attainment", text % {**values, "points": abs(points)}, "met")
    text = _("%(percent)d %% were answered within target (%(met)d of %(counted)d), much as before.")
    return 30, Advice("attainment", text % values, "met")


def _more(points: int) -> str:
    return ngettext(
        "%(percent)d %% were answered within target (%(met)d of %(counted)d), %(points)d point "
        "more than before.",
        "%(percent)d %% were answered within target (%(met)d of %(counted)d), %(points)d points "
        "more than before.",
        points,
    )


def _fewer(points: int) -> str:
    return ngettext(
        "%(percent)d %% were answered within target (%(met)d of %(counted)d), %(points)d point "
        "fewer than before.",
        "%(percent)d %% were answered within target (%(met)d of %(counted)d), %(points)d points "
        "fewer than before.",
        points,
    )


def _median(n: Numbers) -> Weighted | None:
    now, before = n.times.median_seconds, n.times_before.median_seconds
    if now is None or before is None or min(n.times.count, n.times_before.count) < FEWEST:
        return None
    change = now - before
    if abs(change) < max(NOTICEABLE_CHANGE * before, 60):
        return None
    values = {"time": duration(now), "change": duration(abs(change))}
    if change > 0:
        text = _(
            "Half of the first answers were out within %(time)s, %(change)s slower than before."
        )
        return 70, Advice("median", text % values, "slowest")
    text = _("Half of the first answers were out within %(time)s, %(change)s faster than before.")
    return 70, Advice("median", text % values, "fastest")


def _heard_late(n: Numbers) -> Weighted | None:
    if n.now.late_heard < 2 or n.now.late_heard * 3 < n.now.missed:
        return None
    text = _(
        "%(heard)d of %(missed)d late ones were late because we heard of them late: look at the "
        "sources."
    ) % {"heard": n.now.late_heard, "missed": n.now.missed}
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
    text = _(
        "%(kind)s: %(percent)d %% within target, against %(all)d %% of all. Take these first."
    ) % {
        "kind": worst.label,
        "percent": round(worst_share * 100),
        "all": round(share * 100),
    }
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
    text = _(_LONGEST[longest.key]) % {"time": took}
    return 60, Advice("step", text, f"step:{longest.key}")


_LONGEST = {
    "detect": gettext_noop(
        "Most of an answer's time goes by until it is heard: %(time)s in the median."
    ),
    "claim": gettext_noop(
        "Most of an answer's time goes by until it is taken by somebody: %(time)s in the median."
    ),
    "write": gettext_noop(
        "Most of an answer's time goes by until it is written: %(time)s in the median."
    ),
    "approve": gettext_noop(
        "Most of an answer's time goes by until it is approved: %(time)s in the median."
    ),
    "send": gettext_noop(
        "Most of an answer's time goes by until it is sent: %(time)s in the median."
    ),
}


def _approvals(n: Numbers) -> Weighted | None:
    lag = n.approvals.times
    if lag.count < FEWEST or (lag.median_seconds or 0) < LONG_APPROVAL_SECONDS:
        return None
    text = _(
        "Half of the %(count)d go-aheads took %(time)s or longer: name a stand-in for whoever "
        "approves."
    ) % {"count": lag.count, "time": duration(lag.median_seconds or 0)}
    return 55, Advice("approvals", text, "approvals:asked")


def _loops(n: Numbers) -> Weighted | None:
    if not n.loops.open:
        return None
    text = ngettext(
        "%(count)d of %(due)d settled matters still waits for public thanks.",
        "%(count)d of %(due)d settled matters still wait for public thanks.",
        n.loops.open,
    )
    return 50, Advice("loops", text % {"count": n.loops.open, "due": n.loops.due}, "loops_open")


def _topic(n: Numbers) -> Weighted | None:
    if not n.risen:
        return None
    one = n.risen[0]
    total, unhappy = one.now.total, one.now.negative
    values = {"topic": one.label, "count": total, "unhappy": unhappy, "change": one.change}
    text = _unhappily(total) if unhappy else _named(total)
    return 68 if unhappy else 45, Advice("topic", text % values, f"topic:{one.key}")


def _unhappily(total: int) -> str:
    return ngettext(
        "%(topic)s is named in %(count)d post, %(unhappy)d of them unhappy, %(change)d more than "
        "before.",
        "%(topic)s is named in %(count)d posts, %(unhappy)d of them unhappy, %(change)d more than "
        "before.",
        total,
    )


def _named(total: int) -> str:
    return ngettext(
        "%(topic)s is named in %(count)d post, %(change)d more than before.",
        "%(topic)s is named in %(count)d posts, %(change)d more than before.",
        total,
    )


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
