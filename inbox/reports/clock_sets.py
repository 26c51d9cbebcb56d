"""Which clocks a number counts: the names of sets, and their conditions on a judged clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from psycopg2.sql import SQL, Composable

from inbox.models import Clock
from inbox.reports.behind_rows import UnknownSetError
from inbox.reports.fact_sql import ANSWERED_LOCAL, STEPS
from inbox.reports.facts import DEEP_KIND
from inbox.reports.loops import LOOP, NOTED, REASON_KEY, RESPONSES
from inbox.reports.steps import ANSWER_STEPS, KINDS, LATER_STEPS, kind_key

PUBLIC = Clock.Audience.PUBLIC.value
NEWEST, SLOWEST, FASTEST = "c.started_at DESC, c.id", "{wall} DESC, c.id", "{wall}, c.id"
# What still runs is as slow as it is by now.
_WALL = "coalesce(c.wall_seconds, extract(epoch FROM %(as_of)s - c.started_at))"

# name -> what the page says, the condition
VERDICTS: dict[str, tuple[str, str]] = {
    "total": (gettext_noop("Everything that was written"), "true"),
    "counted": (gettext_noop("Time is up"), "c.is_counted"),
    "met": (gettext_noop("Answered within target"), "c.is_met"),
    "acceptable": (gettext_noop("Answered in acceptable time"), "c.is_acceptable"),
    "acceptable_only": (
        gettext_noop("Answered after the target, in acceptable time"),
        "c.is_acceptable AND NOT c.is_met",
    ),
    "late": (gettext_noop("Later than acceptable"), "c.is_counted AND NOT c.is_acceptable"),
    "missed": (gettext_noop("Past the target"), "c.is_counted AND NOT c.is_met"),
    "lost": (gettext_noop("Lost"), "c.is_lost"),
    "never_answered": (gettext_noop("Never answered"), "c.is_never"),
    "waiting": (gettext_noop("Still waiting"), "c.stopped_at IS NULL"),
    "pending": (gettext_noop("Time is not up yet"), "NOT c.is_counted AND NOT c.is_excused"),
    "excused": (gettext_noop("Closed in time without an answer"), "c.is_excused"),
    "answered": (gettext_noop("Answered"), "c.is_done"),
    "answered_then": (
        gettext_noop("Answered"),
        "c.is_done",
    ),  # weekday and hour are those of the answer
    "detected_late": (gettext_noop("Heard late"), "c.is_detected_late"),
    "late_heard": (
        gettext_noop("Late because it was heard late"),
        "c.is_counted AND NOT c.is_met AND c.is_detected_late",
    ),
    "slowest": (gettext_noop("Answered, the slowest first"), "c.is_done"),
    "fastest": (gettext_noop("Answered, the fastest first"), "c.is_done"),
}
_ORDERS = {"late": SLOWEST, "missed": SLOWEST, "lost": SLOWEST, "slowest": SLOWEST}
_ORDERS |= {"never_answered": SLOWEST, "waiting": SLOWEST, "fastest": FASTEST}
_LOOPS = {
    "loops_due": (
        gettext_noop("Settled, public thanks due"),
        "c.ending IN ('', 'DONE', 'SKIPPED')",
    ),
    "loops_closed": (gettext_noop("Thanked in public"), "c.is_done"),
    "loops_skipped": (gettext_noop("Closed without public thanks"), "c.ending = 'SKIPPED'"),
    "loops_open": (gettext_noop("Public thanks still to come"), "c.stopped_at IS NULL"),
}
_REASONS = {
    "no_reply": (
        gettext_noop("Closed without an answer"),
        RESPONSES,
        Clock.Ending.NO_REPLY_NEEDED.value,
    ),
    "skip": (gettext_noop("Closed without public thanks"), LOOP, Clock.Ending.SKIPPED.value),
}
GROUPS = {
    "network": "c.network = %(group)s",
    "category": "c.category = %(group)s",
    "sentiment": "c.sentiment = %(group)s",
    "urgency": "c.urgency = %(group)s",
    "topic": "%(group)s = ANY(c.topics)",
    "location": "coalesce(c.location_id::text, '') = %(group)s",
    "staff": "coalesce(c.staff_id::text, '') = %(group)s",
}
_WRITTEN_THEN = {
    "weekday": "c.local_weekday = %(weekday)s",
    "hour": "c.local_hour = %(hour)s",
}
_ANSWERED_THEN = {
    "weekday": f"extract(isodow FROM {ANSWERED_LOCAL}) - 1 = %(weekday)s",
    "hour": f"extract(hour FROM {ANSWERED_LOCAL}) = %(hour)s",
}


@dataclass(frozen=True, slots=True)
class ClockSet:
    """Clocks of some kinds under a condition. `noted`: the act that holds the reason asked for."""

    label: str
    kinds: tuple[str, ...] = (DEEP_KIND,)
    audience: str = PUBLIC
    where: tuple[str, ...] = ()
    order: str = NEWEST
    then: dict[str, str] = field(default_factory=lambda: _WRITTEN_THEN)
    reason: str = ""
    noted: str = ""

    def condition(self, places: dict[str, Any]) -> Composable:
        """With `places` (weekday, hour, group) as far as they are asked for."""
        parts = [SQL(text) for text in (*self.where, *self._then(places))]
        dimension = places.get("dimension", "")
        if dimension:
            parts.append(SQL(GROUPS[dimension]))
        found: list[Composable] = [*parts]
        if self.reason:
            found.append(REASON_KEY + SQL(" = %(reason)s"))
        return SQL(" AND ").join(found or [SQL("true")])

    def _then(self, places: dict[str, Any]) -> list[str]:
        return [text for name, text in self.then.items() if places.get(name) is not None]

    @property
    def ordering(self) -> Composable:
        return SQL(self.order.format(wall=_WALL))


def clock_set(which: str) -> ClockSet | None:
    """The set of that name; None when it is no set of clocks. Raises UnknownSetError when it is
    one of clocks and says something that there is not."""
    name, _colon, rest = which.partition(":")
    if which in VERDICTS:
        return _verdict(which)
    if which in _LOOPS:
        label, condition = _LOOPS[which]
        return ClockSet(_(label), LOOP, "", (condition,))
    if name in _REASONS:
        label, kinds, ending = _REASONS[name]
        where = (f"c.ending = '{ending}'",)
        return ClockSet(_(label), kinds, "", where, reason=rest, noted=NOTED[ending])
    if name == "step":
        return _step(rest)
    return _kind(rest) if name == "kind" else None


def _verdict(name: str) -> ClockSet:
    label, condition = VERDICTS[name]
    then = _ANSWERED_THEN if name == "answered_then" else _WRITTEN_THEN
    return ClockSet(_(label), where=(condition,), order=_ORDERS.get(name, NEWEST), then=then)


def _step(key: str) -> ClockSet:
    if key in LATER_STEPS:
        kind, label = LATER_STEPS[key]
        return ClockSet(_(label), (kind.value,), "", ("c.is_done",), SLOWEST)
    if key not in STEPS:
        raise UnknownSetError(_("There is no such step."))
    label = _(ANSWER_STEPS.get(key, gettext_noop("Heard late")))
    return ClockSet(label, where=("c.is_done", f"{STEPS[key]} IS NOT NULL"), order=SLOWEST)


def _kind(rest: str) -> ClockSet:
    """ "NEXT_RESPONSE:PUBLIC/missed": a kind of clock, and a verdict on it."""
    key, _slash, verdict = rest.partition("/")
    for kind, audience, label in KINDS:
        if kind_key(kind, audience) == key and (verdict or "total") in VERDICTS:
            said, condition = VERDICTS[verdict or "total"]
            order = _ORDERS.get(verdict, NEWEST)
            ended = _(said)
            name = f"{_(label)}: {ended[0].lower()}{ended[1:]}" if verdict else _(label)
            return ClockSet(name, (kind,), audience, (condition,), order)
    raise UnknownSetError(_("There is no such clock."))
