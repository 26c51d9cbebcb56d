"""When somebody should watch: in opening hours, or always if the practice says so (L3)."""

from __future__ import annotations

from datetime import datetime, timedelta

from practice_hub.practices.business_hours import BusinessHours
from practice_hub.practices.hours import HoursBook
from practice_hub.roster.plan import gaps
from practice_hub.roster.selectors import Book

Stretch = tuple[datetime, datetime]
# Around the clock nobody is asked to watch for longer than a working day at one click.
LONGEST_SPELL = timedelta(hours=8)
_DAY = timedelta(days=1)


def wanted(book: Book, start: datetime, end: datetime) -> list[Stretch]:
    """From when to when somebody should watch between the two, in order, never touching.

    Opening hours are those of every location together: as long as one is open, people expect an
    answer.
    """
    if book.roster and book.roster.is_watched_always:
        return [(start, end)] if start < end else []
    spans = (span for hours in _hours(book) for span in hours.spans_between(start, end))
    return _merged(sorted(spans))


def is_wanted(book: Book, now: datetime) -> bool:
    is_always = bool(book.roster and book.roster.is_watched_always)
    return is_always or any(hours.is_open(now) for hours in _hours(book))


def open_gaps(book: Book, start: datetime, end: datetime, now: datetime) -> list[Stretch]:
    """When nobody watches although somebody should, between the two and not before `now`."""
    start = max(start, now)
    if start >= end:
        return []
    zone = book.plan.zone
    first, last = start.astimezone(zone).date() - 2 * _DAY, end.astimezone(zone).date()
    turns = book.plan.turns(book.people, first=first, last=last, now=now)
    return gaps(wanted(book, start, end), turns)


def gap_now(book: Book, now: datetime) -> Stretch | None:
    """The gap in which `now` lies, to its end or for at most LONGEST_SPELL; None without one.

    Without a roster there is no gap: nobody has promised to watch.
    """
    if not book.is_kept(now) or not is_wanted(book, now) or book.on_duty(now):
        return None
    found = open_gaps(book, now, now + LONGEST_SPELL, now)
    if not found or found[0][0] != now:
        return None
    ends = found[0][1]
    # Where nothing ends the gap but our own limit, people prefer a round time.
    return now, ends if ends < now + LONGEST_SPELL else _round(ends)


def _round(moment: datetime) -> datetime:
    """The last full quarter of an hour."""
    return moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)


def _hours(book: Book) -> list[BusinessHours]:
    hours = HoursBook.of(book.practice)
    places = (hours.practice, *hours.places.values())
    return list(dict.fromkeys(place.hours for place in places))


def _merged(spans: list[Stretch]) -> list[Stretch]:
    merged: list[Stretch] = []
    for starts, ends in spans:
        if merged and starts <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(ends, merged[-1][1]))
        else:
            merged.append((starts, ends))
    return merged
