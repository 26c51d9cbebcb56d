"""What the page of the audit is asked for: everything stands in its address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from practice_hub.audit.words import Group, looks, names_of
from practice_hub.http import number_of

EVERYBODY, HUB_TOO, HUB_ONLY = "", "all", "hub"
# Translated where they are shown.
KINDS: Final = (
    ("", gettext_noop("Looks and acts")),
    ("looks", gettext_noop("Only who looked")),
    ("acts", gettext_noop("Only who did")),
)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Cursor:
    """The place of one row in the order of the page."""

    at: datetime
    pk: int

    def __str__(self) -> str:
        return f"{(self.at - _EPOCH) // timedelta(microseconds=1)}-{self.pk}"

    @classmethod
    def read(cls, text: str) -> Cursor | None:
        first, _, last = text.partition("-")
        micros, pk = number_of(first), number_of(last)
        if micros is None or pk is None or micros > 10**16:
            return None
        return cls(_EPOCH + timedelta(microseconds=micros), pk)


@dataclass(frozen=True, slots=True)
class Filters:
    """`who`: EVERYBODY (people), HUB_TOO, HUB_ONLY, or the id of a person. Days are local ones of
    the practice, both included. `about`: type and id of what rows are about."""

    practice_id: int
    zone: ZoneInfo
    who: str = EVERYBODY
    group: str = ""
    kind: str = ""
    about: tuple[str, int] | None = None
    start: date | None = None
    end: date | None = None
    problems: tuple[str, ...] = ()

    @property
    def person_id(self) -> int | None:
        return number_of(self.who)

    @property
    def names(self) -> tuple[str, ...] | None:
        """The names of events that are wanted; None: all."""
        if not self.group and self.kind != "looks":
            return None
        wanted = names_of(self.group) if self.group else looks()
        viewed = frozenset(looks())
        if self.kind == "looks":
            return tuple(name for name in wanted if name in viewed)
        if self.kind == "acts":
            return tuple(name for name in wanted if name not in viewed)
        return wanted

    @property
    def is_narrowed(self) -> bool:
        return bool(self.query)

    @property
    def about_key(self) -> str:
        return f"{self.about[0]}:{self.about[1]}" if self.about else ""

    @property
    def query(self) -> str:
        """The address of this very selection, without the place in it."""
        asked = {
            "who": self.who,
            "what": self.group,
            "kind": self.kind,
            "about": self.about_key,
            "from": self.start.isoformat() if self.start else "",
            "to": self.end.isoformat() if self.end else "",
        }
        return urlencode({name: value for name, value in asked.items() if value})

    def moments(self) -> tuple[datetime | None, datetime | None]:
        """From when, and before when."""
        begin = datetime.combine(self.start, time(), self.zone) if self.start else None
        after = self.end + timedelta(days=1) if self.end else None
        return begin, datetime.combine(after, time(), self.zone) if after else None


def read_filters(query: Mapping[str, str], *, practice_id: int, zone: ZoneInfo) -> Filters:
    """Anything unknown counts as not asked for; a day that there is not is told."""
    problems: list[str] = []
    start, end = _day(query.get("from", "")), _day(query.get("to", ""))
    if query.get("from") and start is None:
        problems.append(_("The first day is not a date, so it was left out."))
    if query.get("to") and end is None:
        problems.append(_("The last day is not a date, so it was left out."))
    if start and end and end < start:
        start, end = end, start
        problems.append(_("The last day was before the first, so the two were swapped."))
    who, group, kind = (query.get(name, "") for name in ("who", "what", "kind"))
    return Filters(
        practice_id=practice_id,
        zone=zone,
        who=who if who in (HUB_TOO, HUB_ONLY) or number_of(who) is not None else EVERYBODY,
        group=group if group in Group.values else "",
        kind=kind if kind in dict(KINDS) else "",
        about=_about(query.get("about", "")),
        start=start,
        end=end,
        problems=tuple(problems),
    )


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1970 <= day.year <= 2999 else None


def _about(text: str) -> tuple[str, int] | None:
    kind, _, key = text.partition(":")
    pk = number_of(key)
    is_type = kind.isascii() and kind.isalnum() and len(kind) <= 32
    return (kind, pk) if pk is not None and is_type else None
