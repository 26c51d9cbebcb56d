"""The next days of a place, date by date, as its opening hours really fall."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from practice_hub.practices.hours import Place

DAYS = 14


@dataclass(frozen=True, slots=True)
class PreviewDay:
    """`words` are its spans, "09:00 to 13:00", none when it is closed; `note` says why a date goes
    its own way; `clock` that the clocks change on it; both may be empty."""

    on: date
    words: tuple[str, ...]
    is_today: bool
    note: str
    clock: str


def preview(place: Place, now: datetime) -> list[PreviewDay]:
    """Today and the days after it, `DAYS` in all, by the wall clock of the place."""
    today = now.astimezone(place.hours.zone).date()
    return [_day(place, today + timedelta(days=n), is_today=n == 0) for n in range(DAYS)]


def _day(place: Place, on: date, *, is_today: bool) -> PreviewDay:
    zone = place.hours.zone
    spans = [_words(opens, closes, on, zone) for opens, closes in place.hours.spans_on(on)]
    return PreviewDay(
        on=on,
        words=tuple(spans),
        is_today=is_today,
        note=place.notes.get(on, ""),
        clock="".join(_clock_changes(on, zone)),
    )


def _words(opens: datetime, closes: datetime, on: date, zone: ZoneInfo) -> str:
    start, end = opens.astimezone(zone), closes.astimezone(zone)
    if end.date() == on:
        return f"{start:%H:%M} to {end:%H:%M}"
    if end.time() == time() and end.date() == on + timedelta(days=1):
        is_whole = start.time() == time()
        return "Around the clock" if is_whole else f"{start:%H:%M} to midnight"
    return f"{start:%H:%M} to {end:%H:%M} the next morning"


def _clock_changes(on: date, zone: ZoneInfo) -> Iterator[str]:
    """What happens to the clocks in the 24 hours from midnight, at most once."""
    first = datetime.combine(on, time(), zone).astimezone(UTC)
    last = datetime.combine(on + timedelta(days=1), time(), zone).astimezone(UTC)
    before, after = _offset(first, zone), _offset(last, zone)
    if before == after:
        return
    while last - first > timedelta(minutes=1):
        middle = first + (last - first) / 2
        first, last = (middle, last) if _offset(middle, zone) == before else (first, middle)
    wall = (last + before).replace(second=0, microsecond=0)
    way = "forward" if after > before else "back"
    yield f"The clocks go {way} {_length(abs(after - before))} at {wall:%H:%M}."


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def _length(change: timedelta) -> str:
    return "an hour" if change == timedelta(hours=1) else f"{change.seconds // 60} minutes"
