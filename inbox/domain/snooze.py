"""When a snoozed conversation may come back: soon, or when somebody is there again. Pure Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from practice_hub.practices.business_day import first_opening
from practice_hub.practices.business_hours import BusinessHours

# Of a practice that never opens.
MORNING = time(9)


@dataclass(frozen=True, slots=True)
class SnoozeTime:
    """`key` is what a form sends, `label` what the button says."""

    key: str
    label: str
    moment: datetime


def snooze_times(now: datetime, hours: BusinessHours, zone: ZoneInfo) -> tuple[SnoozeTime, ...]:
    """In an hour, in three, at the next opening after today, and at that of the next week.

    Opening hours decide, `zone` is the clock of who reads the labels. The last two may be one.
    """
    today = now.astimezone(hours.zone).date()
    monday = today + timedelta(days=7 - today.weekday())
    tomorrow, week = (_opening(hours, day) for day in (today + timedelta(days=1), monday))
    return (
        SnoozeTime("hour", "In an hour", now + timedelta(hours=1)),
        SnoozeTime("three", "In three hours", now + timedelta(hours=3)),
        SnoozeTime("tomorrow", _label(tomorrow, now, zone), tomorrow),
        SnoozeTime("monday", _label(week, now, zone), week),
    )


def offered(times: tuple[SnoozeTime, ...]) -> list[SnoozeTime]:
    """Each moment once: the next opening may be that of the next week."""
    return [t for n, t in enumerate(times) if t.moment not in {x.moment for x in times[:n]}]


def _opening(hours: BusinessHours, day: date) -> datetime:
    found = first_opening(hours, hours.zone, day)
    return found or datetime.combine(day, MORNING, hours.zone)


def _label(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """ "Tomorrow at 09:00", "Monday at 08:00", "Mon, Jan 4 at 08:00"."""
    there = moment.astimezone(zone)
    days = (there.date() - now.astimezone(zone).date()).days
    if days == 1:
        return f"Tomorrow at {there:%H:%M}"
    day = f"{there:%A}" if days < 7 else f"{there:%a, %b} {there.day}"
    return f"{day} at {there:%H:%M}"
