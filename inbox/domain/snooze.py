"""When a snoozed conversation may come back: soon, or when somebody is there again. Pure Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from practice_hub.practices.business_day import first_opening
from practice_hub.practices.business_hours import BusinessHours

# Of a practice that never opens.
MORNING = time(9)
# What waits for the person comes back earlier when they write. Nothing sleeps for good (L2): after
# this long somebody should ask, or end it.
ANSWER, LONGEST_WAIT = "answer", timedelta(days=14)


@dataclass(frozen=True, slots=True)
class SnoozeTime:
    """`key` is what a form sends, `label` what the button says."""

    key: str
    label: str
    moment: datetime


def snooze_times(now: datetime, hours: BusinessHours, zone: ZoneInfo) -> tuple[SnoozeTime, ...]:
    """In an hour, in three, at the next opening after today, at that of the next week, and when
    the person answers (ANSWER), at the latest in two weeks.

    Opening hours decide, `zone` is the clock of who reads the labels. The two openings may be one.
    """
    today = now.astimezone(hours.zone).date()
    monday = today + timedelta(days=7 - today.weekday())
    days = (today + timedelta(days=1), monday, today + LONGEST_WAIT)
    tomorrow, week, latest = (_opening(hours, day) for day in days)
    at = "at opening," if first_opening(hours, hours.zone, today) else "at"
    return (
        SnoozeTime("hour", "In an hour", now + timedelta(hours=1)),
        SnoozeTime("three", "In three hours", now + timedelta(hours=3)),
        SnoozeTime("tomorrow", _label(tomorrow, now, zone, at), tomorrow),
        SnoozeTime("monday", _label(week, now, zone, at), week),
        SnoozeTime(ANSWER, f"When they answer, or {_label(latest, now, zone, at)}", latest),
    )


def offered(times: tuple[SnoozeTime, ...]) -> list[SnoozeTime]:
    """Each moment once: the next opening may be that of the next week."""
    return [t for n, t in enumerate(times) if t.moment not in {x.moment for x in times[:n]}]


def _opening(hours: BusinessHours, day: date) -> datetime:
    found = first_opening(hours, hours.zone, day)
    return found or datetime.combine(day, MORNING, hours.zone)


def _label(moment: datetime, now: datetime, zone: ZoneInfo, at: str) -> str:
    """ "Tomorrow at opening, 09:00", "Monday at opening, 08:00", "Mon, Jan 4 at opening, 08:00"."""
    there = moment.astimezone(zone)
    days = (there.date() - now.astimezone(zone).date()).days
    if days == 1:
        return f"Tomorrow {at} {there:%H:%M}"
    day = f"{there:%A}" if days < 7 else f"{there:%a, %b} {there.day}"
    return f"{day} {at} {there:%H:%M}"
