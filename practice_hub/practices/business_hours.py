"""The clock that runs only while a practice is open (T1 to T8). Pure Python, no Django.

    hours = BusinessHours.of(ZoneInfo("Europe/Berlin"), {0: spans("08:00-12:30", "14:00-18:00")})
    hours.elapsed(asked_at, answered_at)

Rules:

- Spans are by the wall clock and count as long as they really last: a night of 20:00 to 06:00 is
  9 hours when the clock goes forward and 11 when it goes back.
- A time that comes twice in autumn means the first of the two, for opening and for closing. What
  holds just before the clock goes back holds on through the repeated hour.
- A time that is left out in spring means the moment of the jump; a span that lies wholly in the
  time left out has no length. So it is with a whole date that a zone skipped.
- A span belongs to the date on which it begins, so a date of its own (`DatedHours`) does not cut
  the night before. Spans that overlap or touch are one.
- Open at the moment of opening, closed at the moment of closing.

Moments go in with any zone and come out in UTC, because Python subtracts and compares two
datetimes of the same zone by the wall clock, which is wrong across a change. Naive ones raise
ValueError. Keep an object for many questions: the weeks that it has worked out stay with it.
Moments within some days of the years 1 and 9999 raise OverflowError or ValueError.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from practice_hub.practices.business_hours_spans import DatedHours, Span, Week, spans
from practice_hub.practices.business_hours_timeline import BLOCK, EPOCH, Timeline, micros

__all__ = [
    "ASSUMED_WEEK",
    "HORIZON",
    "BusinessHours",
    "DatedHours",
    "NeverOpensError",
    "Span",
    "Week",
    "spans",
]
# How far `add` and `next_opening` look ahead: 50 years, so that each question has an end.
HORIZON = timedelta(days=50 * 366)
ASSUMED_WEEK = Week.of(dict.fromkeys(range(5), spans("09:00-18:00")))


class NeverOpensError(ValueError):
    """So much opening time does not pass within `HORIZON`."""


@dataclass(frozen=True)
class BusinessHours:
    """A week, the dates that go their own way, and the practice's zone; hashable, compares by them.

    Each date at most once, else ValueError; `of` joins several sources.
    """

    zone: ZoneInfo
    week: Week
    dated: tuple[DatedHours, ...] = ()
    _timeline: Timeline = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_date = {day.on: day.spans for day in self.dated}
        if len(by_date) < len(self.dated):
            raise ValueError("A date has hours of its own at most once.")
        object.__setattr__(self, "_timeline", Timeline(self.zone, self.week, by_date))

    @classmethod
    def of(
        cls,
        zone: ZoneInfo,
        week: Mapping[int, Iterable[Span]],
        *dated: Mapping[date, Iterable[Span]],
    ) -> BusinessHours:
        """Week by weekday (Monday 0); of several mappings from dates to spans the later wins.

        So holidays come first and the practice's own closures and surgery days last. No spans:
        closed all day.
        """
        joined = {on: tuple(day) for source in dated for on, day in source.items()}
        days = tuple(DatedHours(on, joined[on]) for on in sorted(joined))
        return cls(zone, Week.of(week), days)

    @classmethod
    def assumed(cls, zone: ZoneInfo) -> BusinessHours:
        """Weekdays from nine to six: of a practice that has not said when it is open."""
        return cls(zone, ASSUMED_WEEK)

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """Opening time from `start` to `end`; ValueError when `end` is before `start`."""
        first, last = _range(start, end)
        amount = self._timeline.block(last // BLOCK).open_before(last)
        amount -= self._timeline.block(first // BLOCK).open_before(first)
        for index in range(first // BLOCK, last // BLOCK):
            amount += self._timeline.block(index).total
        return timedelta(microseconds=amount)

    def add(self, start: datetime, duration: timedelta) -> datetime:
        """The earliest moment at which `duration` of opening time has passed since `start`.

        Time that is used up exactly at closing ends at closing, not at the next opening; no time
        at all ends at `start`. ValueError when `duration` is negative, NeverOpensError (a
        ValueError) when the practice does not open for so long within `HORIZON`.
        """
        first = _moment(start)
        if duration < timedelta(0):
            raise ValueError("The duration is negative.")
        if not duration:
            return _datetime(first)
        blocks = self._indexes(first)
        amount = micros(duration) + self._timeline.block(first // BLOCK).open_before(first)
        for index in blocks:
            block = self._timeline.block(index)
            if amount <= block.total:
                return _datetime(block.reached(amount))
            amount -= block.total
        raise NeverOpensError("The practice is not open for so long in the years ahead.")

    def next_opening(self, at: datetime) -> datetime | None:
        """The first open moment from `at` on: `at` itself while open, None if none in `HORIZON`."""
        moment = _moment(at)
        for index in self._indexes(moment):
            opening = self._timeline.block(index).opening_from(moment)
            if opening is not None:
                return _datetime(opening)
        return None

    def is_open(self, at: datetime) -> bool:
        """Whether `at` lies in a span: yes at its opening, no at its closing."""
        moment = _moment(at)
        return self._timeline.block(moment // BLOCK).is_open(moment)

    def spans_between(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The open spans from `start` to `end`, clipped to them, in order, never touching.

        ValueError, at once, when `end` is before `start`.
        """
        first, last = _range(start, end)
        return ((_datetime(opens), _datetime(closes)) for opens, closes in self._spans(first, last))

    def spans_on(self, on: date) -> list[tuple[datetime, datetime]]:
        """The spans that begin on the date `on`, whole, in order; a night ends on the next date."""
        return [
            (_datetime(opens), _datetime(closes)) for opens, closes in self._timeline.spans_on(on)
        ]

    def _spans(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        held: tuple[int, int] | None = None
        for index in range(first // BLOCK, last // BLOCK + 1):
            for opens, closes in self._timeline.block(index).spans_from(first):
                # `opens` may lie before `first`, and `first` be `last`.
                if max(opens, first) >= last:
                    break
                # A block ends in the middle of a span: the next one goes on with it.
                if held and held[1] == opens:
                    held = (held[0], min(closes, last))
                    continue
                if held:
                    yield held
                held = (max(opens, first), min(closes, last))
        if held:
            yield held

    def _indexes(self, moment: int) -> range:
        """The blocks in which it makes sense to look for opening time from `moment` on."""
        end = (moment + micros(HORIZON)) // BLOCK
        last = self._timeline.last_block()
        return range(moment // BLOCK, (end if last is None else min(end, last)) + 1)


def _moment(at: datetime) -> int:
    if at.utcoffset() is None:
        raise ValueError("A moment needs a time zone.")
    return micros(at - EPOCH)


def _range(start: datetime, end: datetime) -> tuple[int, int]:
    first, last = _moment(start), _moment(end)
    if last < first:
        raise ValueError("The end is before the start.")
    return first, last


def _datetime(moment: int) -> datetime:
    return EPOCH + timedelta(microseconds=moment)
