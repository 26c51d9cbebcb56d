"""The week at a glance: seven days, each with who watches when and where nobody does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from practice_hub.practices.models import Location, Membership
from practice_hub.roster.plan import Plan, Turn
from practice_hub.roster.selectors import KEPT, Book, load_plan
from practice_hub.roster.wanted import Stretch, open_gaps
from practice_hub.roster.words import clock_words, day_words
from practice_hub.times import weekday

DAY = timedelta(days=1)
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Card:
    """One shift of one day, or a part of it. `note` says why it is not who was planned."""

    key: int
    on: date
    starts: datetime
    clock: str
    member: Membership | None
    note: str
    is_mine: bool
    is_now: bool
    is_over: bool
    is_asked: bool
    location: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Nobody watches: "09:00 to 13:00"."""

    on: date
    starts: datetime
    clock: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    name: str
    is_today: bool
    is_over: bool
    entries: list[Card | Gap]

    @property
    def label(self) -> str:
        return day_words(self.on)


@dataclass(frozen=True, slots=True)
class Week:
    """`gaps`: everything that is left open, also where a card says that nobody has a shift."""

    days: list[Day]
    gaps: list[Gap]

    @property
    def has_turns(self) -> bool:
        return any(isinstance(each, Card) for day in self.days for each in day.entries)


def monday_of(on: date) -> date:
    return on - timedelta(days=on.weekday())


def week_of(book: Book, monday: date, *, reader: Membership, now: datetime) -> Week:
    """The seven days from `monday`; three queries more for a week that is long over."""
    zone = book.practice.zone
    today = now.astimezone(zone).date()
    turns = _plan(book, monday, today).turns(
        book.people, first=monday, last=monday + 6 * DAY, now=now
    )
    cards = _Cards(book, reader, now)
    missing = _gaps(book, monday, now)
    days = []
    for on in (monday + number * DAY for number in range(7)):
        found = [cards.of(turn) for turn in turns if turn.on == on]
        said = {card.clock for card in found if card.member is None}
        gaps = [gap for gap in missing if gap.on == on and gap.clock not in said]
        entries: list[Card | Gap] = [*found, *gaps]
        entries.sort(key=lambda each: each.starts)
        days.append(Day(on, weekday(on), on == today, on < today, entries))
    return Week(days, missing)


def _plan(book: Book, monday: date, today: date) -> Plan:
    if book.roster is None or monday > today - KEPT + WEEK:
        return book.plan
    return load_plan(book.practice.pk, book.practice.zone, monday)


class _Cards:
    """Makes cards; what they share is looked up once."""

    def __init__(self, book: Book, reader: Membership, now: datetime) -> None:
        self._book, self._reader, self._now = book, reader, now
        self._asked = {(each.shift_id, each.on) for each in book.kept.requests}
        places = Location.objects.filter(practice_id=book.practice.pk)
        self._places = dict(places.values_list("pk", "name")) if book.roster else {}

    def of(self, turn: Turn) -> Card:
        member = self._book.members.get(turn.member or 0)
        planned = self._book.members.get(turn.planned)
        return Card(
            key=turn.key,
            on=turn.on,
            starts=turn.starts,
            clock=clock_words(turn.starts, turn.ends, self._book.practice.zone),
            member=member,
            note=_note(member, planned, turn),
            is_mine=turn.member == self._reader.pk,
            is_now=turn.starts <= self._now < turn.ends,
            is_over=turn.ends <= self._now,
            is_asked=(turn.key, turn.on) in self._asked,
            location=self._places.get(turn.location or 0, ""),
        )


def _note(member: Membership | None, planned: Membership | None, turn: Turn) -> str:
    if turn.member == turn.planned:
        return ""
    name = planned.user.first_name if planned else _("somebody who left")
    instead, left = _("for %(name)s"), _("shift of %(name)s")
    return (instead if member else left) % {"name": name}


def _gaps(book: Book, monday: date, now: datetime) -> list[Gap]:
    """What is left open from now to the end of the week, cut at midnights."""
    if not book.is_kept(now):
        return []
    zone = book.practice.zone
    edges = [midnight(monday + number * DAY, zone) for number in range(8)]
    found = open_gaps(book, edges[0], edges[-1], now)
    return [_gap(piece, zone) for piece in _cut(found, edges)]


def _cut(stretches: Iterable[Stretch], edges: list[datetime]) -> list[Stretch]:
    pieces: list[Stretch] = []
    for starts, ends in stretches:
        inside = [edge for edge in edges if starts < edge < ends]
        pieces += pairwise([starts, *inside, ends])
    return pieces


def _gap(stretch: Stretch, zone: ZoneInfo) -> Gap:
    on = stretch[0].astimezone(zone).date()
    clock = clock_words(*stretch, zone)
    sentence = _("Nobody watches %(day)s %(clock)s.") % {"day": weekday(on), "clock": clock}
    return Gap(on, stretch[0], clock, sentence)


def midnight(on: date, zone: ZoneInfo) -> datetime:
    return datetime(on.year, on.month, on.day, tzinfo=zone)
