"""How fast the practice wants to be, as data: rules, and the lines that follow from them.

A rule names what it is for (clock, network, kind of matter, urgency, audience, medical or not;
nothing named means all of them) and up to three lines: target, acceptable, lost. A line counts on
the wall clock, in opening hours, or is the end of the business day (T4). The most particular rule
wins; of two that are equally particular the later one, so that a practice's own come after the
defaults. Pure Python; hours come in as an object.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from practice_hub.practices.business_day import business_day_end
from practice_hub.practices.business_hours import BusinessHours, NeverOpensError


class ClockKind(StrEnum):
    FIRST_RESPONSE = "FIRST_RESPONSE"
    NEXT_RESPONSE = "NEXT_RESPONSE"
    PRIVATE_CONTACT = "PRIVATE_CONTACT"
    APPROVAL = "APPROVAL"
    PROMISE = "PROMISE"
    CALLBACK = "CALLBACK"
    RESOLUTION = "RESOLUTION"
    LOOP_CLOSE = "LOOP_CLOSE"


class Basis(StrEnum):
    WALL = "WALL"  # hours and minutes as they pass
    OPEN = "OPEN"  # opening hours only
    BUSINESS_DAY = "BUSINESS_DAY"  # the same business day, or the next opening morning (T4)


# Their times belong to the approval, the promise or the callback itself, not to a rule.
OWN_TIMES = frozenset({ClockKind.APPROVAL, ClockKind.PROMISE, ClockKind.CALLBACK})
LONGEST = timedelta(days=60)


class PolicyError(ValueError):
    """The rules cannot be read; the text says which and why, in words for the settings page."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line on a clock; `minutes` means nothing for BUSINESS_DAY."""

    basis: Basis
    minutes: int = 0

    def at(self, started_at: datetime, hours: BusinessHours, zone: ZoneInfo) -> datetime | None:
        """When it is crossed; None when the practice never opens for so long."""
        try:
            if self.basis == Basis.OPEN:
                return hours.add(started_at, timedelta(minutes=self.minutes))
            if self.basis == Basis.BUSINESS_DAY:
                return business_day_end(hours, zone, started_at)
        except NeverOpensError:
            return None
        return started_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Matter:
    """What a clock is about, as far as rules tell it apart."""

    network: str
    category: str
    urgency: str
    audience: str
    is_medical: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of a policy. "" and None in a condition mean any."""

    kind: ClockKind
    target: Line
    acceptable: Line | None = None
    lost: Line | None = None
    # Before the target. 0: neither the warning nor the miss rings, they only show.
    warn_minutes: int = 0
    network: str = ""
    category: str = ""
    urgency: str = ""
    audience: str = ""
    is_medical: bool | None = None

    def fits(self, kind: ClockKind, matter: Matter) -> bool:
        return self.kind == kind and all(
            wanted in ("", None, actual) for wanted, actual in self._conditions(matter)
        )

    def _conditions(self, matter: Matter) -> tuple[tuple[object, object], ...]:
        return (
            (self.network, matter.network),
            (self.category, matter.category),
            (self.urgency, matter.urgency),
            (self.audience, matter.audience),
            (self.is_medical, matter.is_medical),
        )

    @property
    def weight(self) -> tuple[int, int]:
        """How particular it is; medical beats all else, because it has times of its own (P5)."""
        named = (self.network, self.category, self.urgency, self.audience)
        return int(bool(self.is_medical)), sum(1 for value in named if value)


@dataclass(frozen=True, slots=True)
class Due:
    """The lines of one running clock; None: there is no such line."""

    warn_at: datetime | None = None
    target_at: datetime | None = None
    acceptable_at: datetime | None = None
    lost_at: datetime | None = None


def rule_for(rules: Sequence[Rule], kind: ClockKind, matter: Matter) -> Rule | None:
    """The most particular rule that fits; of equals the last."""
    fitting = [(rule.weight, n) for n, rule in enumerate(rules) if rule.fits(kind, matter)]
    return rules[max(fitting)[1]] if fitting else None


def due(rule: Rule | None, started_at: datetime, hours: BusinessHours, zone: ZoneInfo) -> Due:
    """When each line of `rule` is crossed by a clock that starts at `started_at` (aware)."""
    if rule is None:
        return Due()
    target_at = rule.target.at(started_at, hours, zone)
    warn_at = None
    if target_at is not None and rule.warn_minutes:
        warn_at = max(target_at - timedelta(minutes=rule.warn_minutes), started_at)
    return Due(
        warn_at=warn_at,
        target_at=target_at,
        acceptable_at=rule.acceptable.at(started_at, hours, zone) if rule.acceptable else None,
        lost_at=rule.lost.at(started_at, hours, zone) if rule.lost else None,
    )


_HOUR, _DAY = 60, 24 * 60
_SAME_DAY = Line(Basis.BUSINESS_DAY)
_LOST = Line(Basis.WALL, _DAY)  # T3

DEFAULT_RULES: tuple[Rule, ...] = (
    # T1, T2, T3, T4 and L8: praise has the same time as a complaint.
    Rule(
        ClockKind.FIRST_RESPONSE,
        Line(Basis.WALL, _HOUR),
        _SAME_DAY,
        _LOST,
        warn_minutes=30,
    ),
    Rule(
        ClockKind.FIRST_RESPONSE,
        Line(Basis.WALL, 30),
        _SAME_DAY,
        _LOST,
        warn_minutes=15,
        urgency="URGENT",
    ),
    Rule(
        ClockKind.NEXT_RESPONSE,
        Line(Basis.OPEN, 2 * _HOUR),
        _SAME_DAY,
        _LOST,
        warn_minutes=30,
    ),
    Rule(
        ClockKind.PRIVATE_CONTACT,
        Line(Basis.OPEN, 4 * _HOUR),
        _SAME_DAY,
        Line(Basis.WALL, 3 * _DAY),
    ),
    Rule(ClockKind.RESOLUTION, Line(Basis.OPEN, 24 * _HOUR), None, Line(Basis.WALL, 14 * _DAY)),
    Rule(ClockKind.LOOP_CLOSE, Line(Basis.OPEN, 8 * _HOUR), None, Line(Basis.WALL, 7 * _DAY)),
    # P5: medical ones have times of their own.
    Rule(
        ClockKind.FIRST_RESPONSE,
        Line(Basis.WALL, 30),
        _SAME_DAY,
        _LOST,
        warn_minutes=15,
        is_medical=True,
    ),
    Rule(
        ClockKind.NEXT_RESPONSE,
        Line(Basis.WALL, _HOUR),
        _SAME_DAY,
        _LOST,
        warn_minutes=30,
        is_medical=True,
    ),
    Rule(
        ClockKind.PRIVATE_CONTACT,
        Line(Basis.WALL, 2 * _HOUR),
        _SAME_DAY,
        _LOST,
        warn_minutes=30,
        is_medical=True,
    ),
)


def dump_rules(rules: Iterable[Rule]) -> list[dict[str, Any]]:
    """As JSON; `parse_rules` reads it back."""
    return [_dump(rule) for rule in rules]


def _dump(rule: Rule) -> dict[str, Any]:
    data: dict[str, Any] = {"kind": rule.kind.value}
    for name in ("target", "acceptable", "lost"):
        line: Line | None = getattr(rule, name)
        if line:
            data[name] = {"basis": line.basis.value, "minutes": line.minutes}
    for name in ("network", "category", "urgency", "audience", "warn_minutes"):
        if getattr(rule, name):
            data[name] = getattr(rule, name)
    if rule.is_medical is not None:
        data["is_medical"] = rule.is_medical
    return data


def parse_rules(data: Iterable[Mapping[str, Any]]) -> tuple[Rule, ...]:
    """The rules of stored or typed JSON; PolicyError names the first that cannot be."""
    return tuple(_parse(number, entry) for number, entry in enumerate(data, start=1))


def _parse(number: int, entry: Mapping[str, Any]) -> Rule:
    try:
        lines = {name: _line(entry.get(name)) for name in ("target", "acceptable", "lost")}
        target = lines["target"]
        if target is None:
            raise ValueError("it has no target")
        return Rule(
            ClockKind(entry["kind"]),
            target,
            lines["acceptable"],
            lines["lost"],
            warn_minutes=_minutes(entry.get("warn_minutes", 0)),
            network=str(entry.get("network", "")),
            category=str(entry.get("category", "")),
            urgency=str(entry.get("urgency", "")),
            audience=str(entry.get("audience", "")),
            is_medical=entry.get("is_medical"),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise PolicyError(f"Rule {number} cannot be read: {error}.") from error


def _line(data: Mapping[str, Any] | None) -> Line | None:
    if data is None:
        return None
    basis = Basis(data["basis"])
    minutes = _minutes(data.get("minutes", 0))
    if basis != Basis.BUSINESS_DAY and not minutes:
        raise ValueError("a line needs a time above zero")
    return Line(basis, minutes)


def _minutes(value: object) -> int:
    if not isinstance(value, int) or not 0 <= value <= LONGEST.total_seconds() / 60:
        raise ValueError(f"{value!r} is no number of minutes within {LONGEST.days} days")
    return value
