"""What the pages about snippets show: groups of the list, and what guard and coach remark."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox.coaching import said_of
from inbox.domain.snippets import Reading
from inbox.models import Snippet
from inbox.snippets import Standing

_GROUPS = (
    (
        Snippet.Status.WAITING.value,
        gettext_noop("Waiting for review"),
        gettext_noop("Not offered until a colleague agrees."),
    ),
    (
        Snippet.Status.RETURNED.value,
        gettext_noop("Returned"),
        gettext_noop("Change what the note asks for, then save."),
    ),
    (
        Snippet.Status.APPROVED.value,
        gettext_noop("In use"),
        gettext_noop("Offered beside the answer as “Start from…”."),
    ),
    (
        "EXPIRED",
        gettext_noop("Ran out"),
        gettext_noop("Not offered any more. Read it again and approve it, or retire it."),
    ),
    (
        Snippet.Status.RETIRED.value,
        gettext_noop("Retired"),
        gettext_noop("Kept for the record. You can bring one back."),
    ),
)


@dataclass(frozen=True, slots=True)
class Group:
    """One part of the list, never empty."""

    key: str
    title: str
    hint: str
    rows: list[Standing]


def grouped(rows: Iterable[Standing]) -> list[Group]:
    """The list by status, what somebody has to do first."""
    by_key: dict[str, list[Standing]] = {}
    for row in rows:
        by_key.setdefault(row.group, []).append(row)
    return [
        Group(key, _(title), _(hint), by_key[key]) for key, title, hint in _GROUPS if key in by_key
    ]


@dataclass(frozen=True, slots=True)
class Remark:
    """One finding or piece of advice: the words it is about, why, and what to write instead."""

    quote: str
    why: str
    source: str = ""
    suggestion: str = ""
    level: str = ""  # "stop": nothing like it may go out; "doubt": somebody has to judge it


def remarks(reading: Reading, body: str) -> list[Remark]:
    """What the guard found, then what the coach advises."""
    level = "stop" if reading.is_blocked else "doubt"
    found = [
        Remark(each.text, _(each.why), _(each.source), _(each.suggestion), level)
        for each in reading.guard.findings
    ]
    return found + [Remark(body[each.start : each.end], said_of(each)) for each in reading.advice]
