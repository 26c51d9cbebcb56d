"""The second line of T4: the same business day, or the next opening morning. Pure Python.

A business day is what begins on a date: the night of Friday from 20:00 to 02:00 is Friday's, so
whoever writes at 01:00 still writes on Friday. Zones: `zone` is where the practice is, moments
come out in it.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from practice_hub.practices.business_hours import BusinessHours
from practice_hub.practices.business_hours_timeline import EPOCH, instant

# "In the morning" is until noon; where the day begins later than this, one hour after opening.
MORNING_ENDS, LATE_OPENING = time(12), time(11)
AFTER_LATE_OPENING = timedelta(hours=1)


def business_day_end(hours: BusinessHours, zone: ZoneInfo, at: datetime) -> datetime | None:
    """By when an answer to what was written `at` is acceptable (T4).

    None when the practice does not open again for decades. ValueError for a naive `at`.
    """
    return same_business_day_end(hours, zone, at) or next_business_morning(hours, zone, at)


def same_business_day_end(hours: BusinessHours, zone: ZoneInfo, at: datetime) -> datetime | None:
    """The last closing of the business day of `at`; None when it is over or never began."""
    spans = hours.spans_on(_business_date(hours, zone, at))
    return _here(spans[-1][1], zone) if spans and spans[-1][1] > at else None


def next_business_morning(hours: BusinessHours, zone: ZoneInfo, at: datetime) -> datetime | None:
    """Noon of the next business day after that of `at`, T4's "next opening morning".

    One hour after opening where it opens after 11:00, and never later than its last closing. None
    when the practice does not open again for decades.
    """
    after = _business_date(hours, zone, at) + timedelta(days=1)
    opening = first_opening(hours, zone, after)
    if opening is None:
        return None
    day = opening.date()
    return _here(min(_morning(opening, day, zone), hours.spans_on(day)[-1][1]), zone)


def first_opening(hours: BusinessHours, zone: ZoneInfo, day: date) -> datetime | None:
    """When the first business day from `day` on begins; None when there is none for decades."""
    while True:
        # From midnight on: a night of the day before may still go on, and is not meant.
        found = hours.next_opening(_moment(day, time(), zone))
        if found is None:
            return None
        day = _here(found, zone).date()
        spans = hours.spans_on(day)
        if spans:
            return _here(spans[0][0], zone)
        day += timedelta(days=1)


def _business_date(hours: BusinessHours, zone: ZoneInfo, at: datetime) -> date:
    """The date of `at`, or the one before while its night still goes on."""
    today = _here(at, zone).date()
    yesterday = today - timedelta(days=1)
    is_night = any(opens <= at < closes for opens, closes in hours.spans_on(yesterday))
    return yesterday if is_night else today


def _morning(opening: datetime, day: date, zone: ZoneInfo) -> datetime:
    if _here(opening, zone).time() > LATE_OPENING:
        return opening + AFTER_LATE_OPENING
    return _moment(day, MORNING_ENDS, zone)


def _moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return EPOCH + timedelta(microseconds=instant(datetime.combine(day, clock), zone))


def _here(at: datetime, zone: ZoneInfo) -> datetime:
    if at.utcoffset() is None:
        raise ValueError("A moment needs a time zone.")
    return at.astimezone(zone)
