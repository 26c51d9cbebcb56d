"""The roster laid out in time (L3): who watches from when to when. Pure Python, no Django.

Rules:

- Shifts are by the wall clock of the practice and count as long as they really last, across
  changes of the clock, exactly as opening hours do (`practices/business_hours.py`).
- A shift belongs to the date on which it begins. So a swap or a day off concerns what begins on
  that date, and the night before still ends when it ends.
- Who is off or away is replaced by their stand-in, by the stand-in's stand-in while that one is
  away too, and by nobody when the chain ends or closes to a ring.
- Whoever left the practice is nobody.

People are numbers here. Moments come out in UTC.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from practice_hub.practices.business_hours_spans import Span
from practice_hub.practices.business_hours_timeline import EPOCH, instant

# A shift lasts a day at most, and a date of a zone may be a day off that of its neighbor.
_REACH = timedelta(days=2)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rule:
    """A shift of `member` on every `weekday` (Monday 0) from `first` to `last`, both included.

    `last` None: until somebody changes it. A shift of one date has `first` equal to `last`.
    """

    key: int
    member: int
    weekday: int
    span: Span
    first: date
    last: date | None = None
    location: int | None = None

    def falls_on(self, on: date) -> bool:
        is_over = self.last is not None and on > self.last
        return on.weekday() == self.weekday and on >= self.first and not is_over


@dataclass(frozen=True, slots=True)
class DaysOff:
    """`member` begins no shift from `first` to `last`, both included; `stand_in` does instead."""

    member: int
    first: date
    last: date
    stand_in: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who belongs to the practice now; away from now to `away_until`, if that is set."""

    away_until: datetime | None = None
    stand_in: int | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One shift of one date, or a part of it: from `starts` up to, not including, `ends`.

    `planned` is whose shift it is, `member` who watches: somebody else after a swap or while the
    planned one is off or away, None when nobody does.
    """

    key: int
    on: date
    starts: datetime
    ends: datetime
    planned: int
    member: int | None
    location: int | None = None


@dataclass(frozen=True)
class Plan:
    """Everything a roster says. `swaps`: who watches instead, by shift and date; None: nobody."""

    zone: ZoneInfo
    rules: tuple[Rule, ...] = ()
    swaps: tuple[tuple[tuple[int, date], int | None], ...] = ()
    days_off: tuple[DaysOff, ...] = ()

    def turns(
        self, people: Mapping[int, Person], *, first: date, last: date, now: datetime
    ) -> list[Turn]:
        """What begins from `first` to `last`, both included, in order of time.

        Absences of `people` count from `now` on: what they were before is not known.
        """
        swaps = dict(self.swaps)
        found: list[Turn] = []
        for rule, on in self._dates(first, last):
            turn = self._laid_out(rule, on, swaps)
            if turn.starts < turn.ends:
                found += self._filled(turn, people, now)
        return sorted(found, key=lambda turn: (turn.starts, turn.ends, turn.key))

    def watching(self, people: Mapping[int, Person], now: datetime) -> list[int]:
        """Who watches at `now`: who began first comes first, nobody twice."""
        today = now.astimezone(self.zone).date()
        turns = self.turns(people, first=today - _REACH, last=today + _DAY, now=now)
        present = (turn.member for turn in turns if turn.starts <= now < turn.ends)
        return list(dict.fromkeys(member for member in present if member is not None))

    def turn(self, key: int, on: date) -> Turn | None:
        """Shift `key` of that date, swapped but not yet cut by days off and absences."""
        rule = next((rule for rule in self.rules if rule.key == key), None)
        found = rule and rule.falls_on(on) and self._laid_out(rule, on, dict(self.swaps))
        return found or None

    def _dates(self, first: date, last: date) -> Iterator[tuple[Rule, date]]:
        for number in range((last - first).days + 1):
            on = first + timedelta(days=number)
            yield from ((rule, on) for rule in self.rules if rule.falls_on(on))

    def _laid_out(self, rule: Rule, on: date, swaps: Mapping[tuple[int, date], int | None]) -> Turn:
        midnight = datetime(on.year, on.month, on.day)
        starts, ends = (
            EPOCH + timedelta(microseconds=instant(midnight + timedelta(minutes=at), self.zone))
            for at in (rule.span.opens, rule.span.closes)
        )
        planned = rule.member
        member = swaps.get((rule.key, on), planned)
        return Turn(rule.key, on, starts, ends, planned, member, rule.location)

    def _filled(self, turn: Turn, people: Mapping[int, Person], now: datetime) -> list[Turn]:
        """The turn, cut where somebody goes or comes back, with who really watches."""
        ends = (person.away_until for person in people.values())
        cuts = {now, *(until for until in ends if until is not None and until > now)}
        inside = sorted(cut for cut in cuts if turn.starts < cut < turn.ends)
        edges = [turn.starts, *inside, turn.ends]
        off = {each.member: each for each in self.days_off if each.first <= turn.on <= each.last}
        parts: list[Turn] = []
        for starts, following in pairwise(edges):
            member = _present(turn.member, people, off, starts if starts >= now else None)
            if parts and parts[-1].member == member:
                parts[-1] = replace(parts[-1], ends=following)
            else:
                parts.append(replace(turn, starts=starts, ends=following, member=member))
        return parts


def gaps(
    wanted: Iterable[tuple[datetime, datetime]], turns: Iterable[Turn]
) -> list[tuple[datetime, datetime]]:
    """The parts of `wanted`, in order and without overlaps, in which nobody watches."""
    covered = sorted((turn.starts, turn.ends) for turn in turns if turn.member is not None)
    found: list[tuple[datetime, datetime]] = []
    for starts, ends in wanted:
        at = starts
        for begins, stops in covered:
            if begins >= ends or at >= ends:
                break
            if begins > at:
                found.append((at, begins))
            at = max(at, stops)
        if at < ends:
            found.append((at, ends))
    return found


def _present(
    member: int | None,
    people: Mapping[int, Person],
    off: Mapping[int, DaysOff],
    at: datetime | None,
) -> int | None:
    """The first of the chain of stand-ins who is there; `at` None: absences are not known."""
    seen: set[int] = set()
    while member is not None and member in people and member not in seen:
        seen.add(member)
        person = people[member]
        is_away = bool(at and person.away_until and person.away_until > at)
        if member not in off and not is_away:
            return member
        stand_in = off[member].stand_in if member in off else None
        member = stand_in or (person.stand_in if is_away else None)
    return None
