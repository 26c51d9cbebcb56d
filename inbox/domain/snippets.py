"""What makes a snippet fit to be offered (A8): well-formed placeholders, guard and coach. Pure."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import datetime

from inbox.domain.coach import Advice, Draft
from inbox.domain.coach_phrases import phrase_advice
from inbox.domain.coach_repeat import unfinished_advice
from inbox.domain.guard import GuardResult, Verdict, check_safely

_SLOT = re.compile(r"\{[a-z][a-z0-9]*(?:_[a-z0-9]+)*\}")
_MOST_SLOT = 42  # with both braces
_UNFILLED = "A8.placeholder"
_DEMANDS = frozenset({"A7", "A8"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What guard and coach say of a starting point; its placeholders are no fault."""

    guard: GuardResult
    advice: tuple[Advice, ...]

    @property
    def is_blocked(self) -> bool:
        return self.guard.verdict == Verdict.BLOCKED

    @property
    def is_doubted(self) -> bool:
        return self.guard.verdict == Verdict.NEEDS_APPROVAL

    @property
    def rules(self) -> list[str]:
        """Ids only: what may be stored."""
        return sorted({finding.rule for finding in self.guard.findings})


def _is_slot(text: str) -> bool:
    return len(text) <= _MOST_SLOT and _SLOT.fullmatch(text) is not None


def slot_spans(body: str) -> list[tuple[int, int]]:
    """Where the well-formed placeholders stand: {first_name}, {opening_time}."""
    return [found.span() for found in _SLOT.finditer(body) if _is_slot(found[0])]


def placeholders(body: str) -> tuple[str, ...]:
    """The placeholders as words ("first name"), each once, in the order of the text."""
    names = (body[start + 1 : end - 1].replace("_", " ") for start, end in slot_spans(body))
    return tuple(dict.fromkeys(names))


def malformed(body: str) -> tuple[str, ...]:
    """What looks like a placeholder and is none we know: "[NAME]", "{First name}", a lone brace.

    The coach would stop each of them in an answer as well, and nothing here could name it.
    """
    found = [
        body[advice.start : advice.end]
        for advice in unfinished_advice(Draft(body, "PUBLIC"))
        if advice.key == _UNFILLED
    ]
    wrong = [text for text in found if not _is_slot(text)]
    rest = _SLOT.sub("", body)
    for text in wrong:
        rest = rest.replace(text, "")
    return tuple(dict.fromkeys(wrong + [sign for sign in "{}" if sign in rest]))


def read_snippet(
    body: str, audience: str, *, staff_names: frozenset[str], practice_names: frozenset[str]
) -> Reading:
    """Guard (P1) and the coach's rules on tone and form letters (A7, A8). Never raises.

    Nobody knows whom it will go to, so it is read as if the person were unhappy.
    """
    guard = check_safely(
        body, audience=audience, staff_names=staff_names, practice_names=practice_names
    )
    draft = Draft(body, audience, category="COMPLAINT", sentiment="NEGATIVE")
    found = [*phrase_advice(draft), *unfinished_advice(draft)]
    kept = [a for a in found if a.demand in _DEMANDS and a.key != _UNFILLED]
    return Reading(guard, tuple(sorted(kept, key=lambda a: (a.start, a.end, a.key))))


def months_later(moment: datetime, months: int) -> datetime:
    """The same day of a later month; the last day where that month is shorter."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)
