"""The next days of a place, date by date, as its opening hours really fall."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from practice_hub.practices.holiday_words import note_words
from practice_hub.practices.hours import Place
from practice_hub.times import clock_of, hours_between, said

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
        note=note_words(on, place.notes.get(on, ""), place.country, place.region),
        clock="".join(_clock_changes(on, zone)),
    )


def _words(opens: datetime, closes: datetime, on: date, zone: ZoneInfo) -> str:
    start, end = opens.astimezone(zone), closes.astimezone(zone)
    first, last = clock_of(opens, zone), clock_of(closes, zone)
    if end.date() == on:
        return hours_between(first, last)
    if end.time() == time() and end.date() == on + timedelta(days=1):
        is_whole = start.time() == time()
        return _("Around the clock") if is_whole else hours_between(first, _("midnight"))
    return _("%(first)s to %(last)s the next morning") % {"first": first, "last": last}


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
    forward, back = (
        _("The clocks go forward %(time)s at %(clock)s."),
        _("The clocks go back %(time)s at %(clock)s."),
    )
    words = {"time": _length(abs(after - before)), "clock": said(wall, "CLOCK")}
    yield (forward if after > before else back) % words


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def _length(change: timedelta) -> str:
    if change == timedelta(hours=1):
        return _("an hour")
    minutes = change.seconds // 60
    return ngettext("%(number)d minute", "%(number)d minutes", minutes) % {"number": minutes}
