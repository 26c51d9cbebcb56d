"""What a practice writes on its door: spans of a day, a week of them, and days of their own.

Pure values by the wall clock, without a zone; `business_hours` turns them into real time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

DAY_MINUTES = 24 * 60
_TEXT = re.compile(r"(\d{1,2}):(\d{2})\s*[-\N{EN DASH}]\s*(\d{1,2}):(\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Open from `opens` up to, not including, `closes`: minutes after midnight of its day.

    `closes` above 1440 is in the next day: Span(1200, 1560) is 20:00 to 02:00. The longest is the
    whole day, Span(0, 1440). ValueError for anything else.
    """

    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not 0 <= self.opens < DAY_MINUTES:
            raise ValueError("A span opens between 00:00 and 23:59.")
        if not self.opens < self.closes <= self.opens + DAY_MINUTES:
            raise ValueError("A span closes after it opens, and within a day of it.")
        # It would read "08:00-08:00", which people write by mistake.
        if self.closes == self.opens + DAY_MINUTES and self.opens:
            raise ValueError("Open around the clock is 00:00-24:00 on each of the days.")

    @classmethod
    def parse(cls, text: str) -> Span:
        """ "08:00-12:30", "18:00-24:00"; a closing time before the opening is in the next day."""
        found = _TEXT.fullmatch(text.strip())
        if found is None:
            raise ValueError("Write a span like 08:00-12:30.")
        hour, minute, to_hour, to_minute = map(int, found.groups())
        opens, closes = hour * 60 + minute, to_hour * 60 + to_minute
        if minute > 59 or to_minute > 59 or closes > DAY_MINUTES:
            raise ValueError("A time lies between 00:00 and 24:00.")
        if opens == closes:
            raise ValueError("Opening and closing time are the same; all day is 00:00-24:00.")
        return cls(opens, closes if closes > opens else closes + DAY_MINUTES)

    def __str__(self) -> str:
        """As `parse` reads it."""
        # Midnight at the end of a day is 24:00, never 00:00.
        closes = self.closes - DAY_MINUTES if self.closes > DAY_MINUTES else self.closes
        return f"{_clock(self.opens)}-{_clock(closes)}"


def spans(*texts: str) -> tuple[Span, ...]:
    """`Span.parse` of each: spans("08:00-12:30", "14:00-18:00") has a lunch break."""
    return tuple(Span.parse(text) for text in texts)


@dataclass(frozen=True, slots=True)
class Week:
    """The spans that begin on each weekday, Monday first; always seven, in any order, may overlap.

    A night past midnight belongs to the day on which it begins.
    """

    days: tuple[tuple[Span, ...], ...]

    def __post_init__(self) -> None:
        if len(self.days) != 7:
            raise ValueError("A week has seven days.")

    @classmethod
    def of(cls, days: Mapping[int, Iterable[Span]]) -> Week:
        """By weekday as `date.weekday()` counts, Monday 0; a weekday left out is closed."""
        if not days.keys() <= set(range(7)):
            raise ValueError("Weekdays go from 0, Monday, to 6, Sunday.")
        return cls(tuple(tuple(days.get(weekday, ())) for weekday in range(7)))


@dataclass(frozen=True, slots=True)
class DatedHours:
    """One date that goes its own way: a holiday, a closure, a surgery day. No spans: closed.

    It replaces what would *begin* on that date; the night before still ends when it ends.
    """

    on: date
    spans: tuple[Span, ...] = ()


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
