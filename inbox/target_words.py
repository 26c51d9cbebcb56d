"""Targets in plain words, one line a rule: whom it is for, and what is promised (T1 to T4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inbox.domain.targets import Basis, ClockKind, Line, Rule
from listening.models import Category, Network

_DAY, _HOUR = 24 * 60, 60
_VERBS = {
    ClockKind.FIRST_RESPONSE: "Answer",
    ClockKind.NEXT_RESPONSE: "Answer",
    ClockKind.PRIVATE_CONTACT: "Write or call",
    ClockKind.RESOLUTION: "Resolve",
    ClockKind.LOOP_CLOSE: "Thank",
}
_URGENCIES = {"URGENT": "urgent", "HIGH": "high urgency", "NORMAL": "normal", "LOW": "low urgency"}
_AUDIENCES = {"PUBLIC": "in public", "PRIVATE": "in private"}


@dataclass(frozen=True, slots=True)
class RuleWords:
    """One rule as people read it."""

    who: str  # "Everyone, every network"
    promise: str  # "Answer within 1 hour, by the clock"
    rest: tuple[str, ...]  # "warning 30 minutes before", ...

    @property
    def line(self) -> str:
        return " · ".join((self.who, self.promise, *self.rest))


def in_words(rule: Rule) -> RuleWords:
    verb = _VERBS.get(rule.kind, "Act")
    return RuleWords(who_of(rule), f"{verb} {_within(rule.target)}", tuple(_rest(rule)))


def who_of(rule: Rule) -> str:
    """ "Everyone, every network"; "Medical"; "Complaint, urgent, on X, in public"."""
    named = [
        "Medical" if rule.is_medical else "",
        Category(rule.category).label if rule.category else "",
        _URGENCIES.get(rule.urgency, ""),
        "not medical" if rule.is_medical is False else "",
        f"on {Network(rule.network).label}" if rule.network else "",
        _AUDIENCES.get(rule.audience, ""),
    ]
    known = [words for words in named if words]
    if not known:
        return "Everyone, every network"
    first, *others = known
    return ", ".join((first[:1].upper() + first[1:], *(_small(words) for words in others)))


def _small(words: str) -> str:
    return words if words.startswith(("on ", "in ")) else words.lower()


def _within(line: Line) -> str:
    if line.basis == Basis.BUSINESS_DAY:
        return "on the same business day"
    if line.basis == Basis.OPEN:
        return f"within {_length(line.minutes, 'opening hour')}"
    return f"within {_length(line.minutes, 'hour')}, by the clock"


def _rest(rule: Rule) -> list[str]:
    warning = "shown, no alert"
    if rule.warn_minutes:
        warning = f"warning {_length(rule.warn_minutes, 'hour')} before"
    lost = f"lost after {_length(rule.lost.minutes, 'hour')}" if rule.lost else ""
    return [words for words in (warning, _still(rule.acceptable), lost) if words]


def _still(line: Line | None) -> str:
    if line is None:
        return ""
    if line.basis == Basis.BUSINESS_DAY:
        return "acceptable on the same business day"
    return f"acceptable {_within(line).removesuffix(', by the clock')}"


def _length(minutes: int, hour: str) -> str:
    """ "30 minutes", "1 hour", "90 minutes", "24 opening hours", "3 days"."""
    if minutes % _DAY == 0 and minutes > _DAY and hour == "hour":
        return f"{minutes // _DAY} days"
    if minutes % _HOUR == 0:
        count = minutes // _HOUR
        return f"{count} {hour}{'' if count == 1 else 's'}"
    of_what = " of opening time" if hour == "opening hour" else ""
    return f"{minutes} minute{'' if minutes == 1 else 's'}{of_what}"


def ordered(rules: Sequence[Rule]) -> list[Rule]:
    """By clock, the general one first. Of equals the later one wins, so their order stays."""
    kinds = list(ClockKind)
    return sorted(rules, key=lambda rule: (kinds.index(rule.kind), rule.weight))
