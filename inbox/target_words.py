"""Targets in plain words, one line a rule: whom it is for, and what is promised (T1 to T4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from inbox.domain.targets import Basis, ClockKind, Line, Rule
from listening.models import Category, Network

_DAY, _HOUR = 24 * 60, 60
_ANSWER = gettext_noop("Answer %(when)s")
_PROMISES = {
    ClockKind.FIRST_RESPONSE: _ANSWER,
    ClockKind.NEXT_RESPONSE: _ANSWER,
    ClockKind.PRIVATE_CONTACT: gettext_noop("Write or call %(when)s"),
    ClockKind.RESOLUTION: gettext_noop("Resolve %(when)s"),
    ClockKind.LOOP_CLOSE: gettext_noop("Thank %(when)s"),
}
_ACT = gettext_noop("Act %(when)s")
_URGENCIES = {
    "URGENT": gettext_noop("urgent"),
    "HIGH": gettext_noop("high urgency"),
    "NORMAL": gettext_noop("normal"),
    "LOW": gettext_noop("low urgency"),
}
_AUDIENCES = {"PUBLIC": gettext_noop("in public"), "PRIVATE": gettext_noop("in private")}


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
    promise = _(_PROMISES.get(rule.kind, _ACT)) % {"when": _within(rule.target)}
    return RuleWords(who_of(rule), promise, tuple(_rest(rule)))


def who_of(rule: Rule) -> str:
    """ "Everyone, every network"; "Medical"; "Complaint, urgent, on X, in public"."""
    known = [words for words in _conditions(rule) if words]
    if not known:
        return _("Everyone, every network")
    first, *others = known
    return ", ".join((first[:1].upper() + first[1:], *others))


def _conditions(rule: Rule) -> Iterator[str]:
    yield _("medical") if rule.is_medical else ""
    yield str(Category(rule.category).label).lower() if rule.category else ""
    yield _(_URGENCIES[rule.urgency]) if rule.urgency in _URGENCIES else ""
    yield _("not medical") if rule.is_medical is False else ""
    yield _("on %(network)s") % {"network": Network(rule.network).label} if rule.network else ""
    yield _(_AUDIENCES[rule.audience]) if rule.audience in _AUDIENCES else ""


def _within(line: Line) -> str:
    if line.basis == Basis.BUSINESS_DAY:
        return _("on the same business day")
    if line.basis == Basis.OPEN:
        return _("within %(length)s") % {"length": _length(line)}
    return _("within %(length)s, by the clock") % {"length": _length(line)}


def _rest(rule: Rule) -> list[str]:
    warning, lost = _("shown, no alert"), ""
    if rule.warn_minutes:
        warning = _("warning %(length)s before") % {"length": _on_the_clock(rule.warn_minutes)}
    if rule.lost:
        lost = _("lost after %(length)s") % {"length": _on_the_clock(rule.lost.minutes)}
    return [words for words in (warning, _still(rule.acceptable), lost) if words]


def _still(line: Line | None) -> str:
    if line is None:
        return ""
    if line.basis == Basis.BUSINESS_DAY:
        return _("acceptable on the same business day")
    return _("acceptable within %(length)s") % {"length": _length(line)}


def _length(line: Line) -> str:
    return _while_open(line.minutes) if line.basis == Basis.OPEN else _on_the_clock(line.minutes)


def _on_the_clock(minutes: int) -> str:
    """ "30 minutes", "1 hour", "90 minutes", "3 days"."""
    if minutes % _DAY == 0 and minutes > _DAY:
        days = minutes // _DAY
        return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    if minutes % _HOUR == 0:
        hours = minutes // _HOUR
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}


def _while_open(minutes: int) -> str:
    """ "24 opening hours", "90 minutes of opening time"."""
    if minutes % _HOUR == 0:
        hours = minutes // _HOUR
        said = ngettext("%(count)d opening hour", "%(count)d opening hours", hours)
        return said % {"count": hours}
    said = ngettext(
        "%(count)d minute of opening time", "%(count)d minutes of opening time", minutes
    )
    return said % {"count": minutes}


def ordered(rules: Sequence[Rule]) -> list[Rule]:
    """By clock, the general one first. Of equals the later one wins, so their order stays."""
    kinds = list(ClockKind)
    return sorted(rules, key=lambda rule: (kinds.index(rule.kind), rule.weight))
