"""One audit row as people read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from practice_hub.audit.detail_names import detail_name
from practice_hub.audit.filters import Filters
from practice_hub.audit.listing import narrowed_to
from practice_hub.audit.models import AuditEvent, AuditSeal
from practice_hub.audit.words import (
    Subject,
    is_look,
    sentence,
    subject_of,
    words_of,
    yes_or_no,
)
from practice_hub.times import said

_Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Line:
    """`path` is "" when the subject is gone or has no page; `only` narrows the page to it."""

    event: AuditEvent
    local: datetime
    who: str
    sentence: str
    is_look: bool
    area: str
    subject: str
    path: str
    only: str
    details: tuple[tuple[str, str], ...]

    @property
    def did(self) -> str:
        """The sentence without the name before it."""
        return self.sentence.removeprefix(self.who).strip()

    @property
    def has_subject(self) -> bool:
        """Worth a word: neither the practice itself nor the very person who did it."""
        return self.subject not in (self.who, _("The practice"))

    @property
    def day(self) -> str:
        """ "Sunday, November 22, 2026"."""
        return said(self.local, "NAMED_DAY_YEAR")

    @property
    def clock(self) -> str:
        return said(self.local, "CLOCK_SECONDS")

    @property
    def sealed_words(self) -> str:
        """ "2026-11-22 09:30:05", in the practice's zone."""
        zone = self.local.tzinfo
        return f"{self.seal.sealed_at.astimezone(zone):%Y-%m-%d %H:%M:%S}" if self.seal else ""

    @property
    def seal(self) -> AuditSeal | None:
        """None while it waits for one."""
        return getattr(self.event, "seal", None)


def subject_name(f: Filters) -> str:
    """What the page is narrowed to, in words; "" when it is about everything."""
    if f.about is None:
        return ""
    event = AuditEvent(subject_type=f.about[0], subject_id=f.about[1])
    there = _existing([event], f.practice_id).get(f.about)
    return subject_label(subject_of(f.about[0]), event, there)


def lines_of(events: Sequence[AuditEvent], f: Filters) -> list[Line]:
    """One query for each kind of subject among them, however many rows."""
    subjects = _existing(events, f.practice_id)
    return [
        _line(event, f, subjects.get((event.subject_type, event.subject_id))) for event in events
    ]


def _existing(events: Iterable[AuditEvent], practice_id: int) -> dict[_Key, Any]:
    wanted: dict[str, set[int]] = {}
    for event in events:
        wanted.setdefault(event.subject_type, set()).add(event.subject_id)
    found: dict[_Key, Any] = {}
    for kind, ids in wanted.items():
        subject = subject_of(kind)
        if subject.rows is not None:
            rows = subject.rows(practice_id).in_bulk(ids)
            found.update({(kind, pk): row for pk, row in rows.items()})
    return found


def _line(event: AuditEvent, f: Filters, there: Any) -> Line:
    subject = subject_of(event.subject_type)
    words = words_of(event.name)
    who = str(event.actor) if event.actor is not None else ""
    return Line(
        event=event,
        local=event.at.astimezone(f.zone),
        who=who,
        sentence=sentence(event.name, who, event.details),
        is_look=is_look(event.name),
        area=str(words.group.label) if words else "",
        subject=subject_label(subject, event, there),
        path=subject.path(there) if there is not None and subject.path else "",
        only=narrowed_to(f, event.subject_type, event.subject_id),
        details=details_of(event.details),
    )


def subject_label(subject: Subject, event: AuditEvent, there: Any) -> str:
    if there is not None and subject.label is not None:
        return subject.label(there)
    is_single = subject.rows is None and subject.noun.startswith("The ")
    noun = _(subject.noun)
    return noun if is_single else f"{noun} {event.subject_id}"


def details_of(details: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Pairs of name and value in words; what is empty says nothing."""
    shown = {key: _words(value) for key, value in sorted(details.items())}
    return tuple((detail_name(key), value) for key, value in shown.items() if value)


def _words(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return yes_or_no(is_yes=value)
    if isinstance(value, Mapping):
        return "; ".join(f"{detail_name(key)}: {_words(one)}" for key, one in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(_words(one) for one in value)
    return str(value)
