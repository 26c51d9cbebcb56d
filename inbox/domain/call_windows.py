"""When a call suits a person, and which times to propose. Pure Python.

A window is a day ("ANY", "WEEKDAYS", a weekday "0" to "6" with Monday 0, or a date) and the hours
from `starts` to `ends` on the person's own clock; no window means that any time suits them. As
everywhere, a time that comes twice in autumn is the first of the two, and one that is left out in
spring is the moment of the jump.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from practice_hub.practices.business_hours import BusinessHours

ANY, WEEKDAYS = "ANY", "WEEKDAYS"
MOST_WINDOWS = 6
DAY_END = time(23, 59)
_SATURDAY = 5
_LOOK_AHEAD = timedelta(days=22)  # the farthest date that the form offers, and the day after
_STEP = timedelta(minutes=15)
_APART = timedelta(hours=1)  # two proposals in one window
_MOST_A_SPAN = 2


@dataclass(frozen=True, slots=True)
class Window:
    """`ends` is not part of it; 23:59 stands for the end of the day."""

    day: str
    starts: time
    ends: time

    def __post_init__(self) -> None:
        if self.ends <= self.starts:
            raise ValueError("A window ends after it begins.")
        if not _is_day(self.day):
            raise ValueError(f"{self.day!r} is no day.")

    def holds(self, on: date) -> bool:
        """Whether it counts on that date."""
        if self.day == ANY:
            return True
        if self.day == WEEKDAYS:
            return on.weekday() < _SATURDAY
        return self.day in (str(on.weekday()), on.isoformat())

    def span(self, on: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Its beginning and end on that date, in UTC."""
        midnight = datetime.combine(on + timedelta(days=1), time(), tzinfo=zone)
        ends = midnight if self.ends == DAY_END else _at(on, self.ends, zone)
        return _at(on, self.starts, zone), ends.astimezone(UTC)


def _is_day(day: str) -> bool:
    if day in (ANY, WEEKDAYS) or (len(day) == 1 and day in "0123456"):
        return True
    try:
        return date.fromisoformat(day).isoformat() == day
    except ValueError:
        return False


def _at(on: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(on, at, tzinfo=zone).astimezone(UTC)


def dump_windows(windows: Iterable[Window]) -> list[dict[str, str]]:
    """As JSON; `load_windows` reads it back."""
    return [
        {"day": each.day, "starts": f"{each.starts:%H:%M}", "ends": f"{each.ends:%H:%M}"}
        for each in windows
    ]


def load_windows(rows: Iterable[Mapping[str, Any]]) -> tuple[Window, ...]:
    """ValueError or KeyError for what `dump_windows` did not write."""
    return tuple(
        Window(row["day"], time.fromisoformat(row["starts"]), time.fromisoformat(row["ends"]))
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class Agenda:
    """What a proposal must respect: the practice's hours, the owner's absence, other calls."""

    hours: BusinessHours
    away_until: datetime | None = None
    taken: Sequence[datetime] = ()

    def is_free(self, at: datetime) -> bool:
        return all(abs(at - other) >= _STEP for other in self.taken)


def suits(windows: Sequence[Window], at: datetime, zone: ZoneInfo) -> bool:
    """Whether `at` lies in one of the windows; without any, every time does."""
    if not windows:
        return True
    on = at.astimezone(zone).date()
    spans = (window.span(on, zone) for window in windows if window.holds(on))
    return any(starts <= at < ends for starts, ends in spans)


def proposals(
    windows: Sequence[Window], *, zone: ZoneInfo, agenda: Agenda, after: datetime, most: int = 4
) -> list[datetime]:
    """The next times at which it suits both, soonest first, in UTC; empty when none is found.

    On the quarter of an hour, while the practice is open and the owner is there, in a window of
    the person, and a quarter of an hour from every other call of the owner.
    """
    start = max(after, agenda.away_until or after)
    found: list[datetime] = []
    for opens, closes in _common(windows, zone, agenda.hours, start):
        for at in _in_span(opens, closes, zone, agenda):
            if at not in found:
                found.append(at)
            if len(found) == most:
                return sorted(found)
    return sorted(found)


def _common(
    windows: Sequence[Window], zone: ZoneInfo, hours: BusinessHours, start: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """Where a window and the opening hours overlap, day by day."""
    first = start.astimezone(zone).date()
    whole_day = (Window(ANY, time(), DAY_END),)
    for days in range(_LOOK_AHEAD.days):
        on = first + timedelta(days=days)
        spans = sorted(each.span(on, zone) for each in windows or whole_day if each.holds(on))
        for opens, closes in spans:
            if closes > start:
                yield from hours.spans_between(max(opens, start), closes)


def _in_span(
    opens: datetime, closes: datetime, zone: ZoneInfo, agenda: Agenda
) -> Iterator[datetime]:
    at, count = _quarter(opens, zone), 0
    while at + _STEP <= closes and count < _MOST_A_SPAN:
        if agenda.is_free(at):
            yield at
            count += 1
            at += _APART
        else:
            at += _STEP


def _quarter(at: datetime, zone: ZoneInfo) -> datetime:
    """The next full quarter of an hour on the person's clock, `at` itself when it is one."""
    local = at.astimezone(zone)
    over = timedelta(
        minutes=local.minute % 15, seconds=local.second, microseconds=local.microsecond
    )
    return at.astimezone(UTC) + ((_STEP - over) if over else timedelta())
