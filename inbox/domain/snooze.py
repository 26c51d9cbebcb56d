"""When a snoozed conversation may come back: soon, or when somebody is there again. Pure Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from practice_hub.practices.business_day import first_opening
from practice_hub.practices.business_hours import BusinessHours

# Of a practice that never opens.
MORNING = time(9)
# What waits for the person comes back earlier when they write. Nothing sleeps for good (L2): after
# this long somebody should ask, or end it.
ANSWER, LONGEST_WAIT = "answer", timedelta(days=14)


@dataclass(frozen=True, slots=True)
class SnoozeTime:
    """`key` is what a form sends; `is_opening`: of a practice that opens at some time, so that its
    openings are meant. inbox/time_words.py has the words."""

    key: str
    moment: datetime
    is_opening: bool


def snooze_times(now: datetime, hours: BusinessHours) -> tuple[SnoozeTime, ...]:
    """In an hour, in three, at the next opening after today, at that of the next week, and when
    the person answers (ANSWER), at the latest in two weeks.

    Opening hours decide. The two openings may be one.
    """
    today = now.astimezone(hours.zone).date()
    monday = today + timedelta(days=7 - today.weekday())
    days = (today + timedelta(days=1), monday, today + LONGEST_WAIT)
    tomorrow, week, latest = (_opening(hours, day) for day in days)
    opens = first_opening(hours, hours.zone, today) is not None
    return (
        SnoozeTime("hour", now + timedelta(hours=1), opens),
        SnoozeTime("three", now + timedelta(hours=3), opens),
        SnoozeTime("tomorrow", tomorrow, opens),
        SnoozeTime("monday", week, opens),
        SnoozeTime(ANSWER, latest, opens),
    )


def offered(times: tuple[SnoozeTime, ...]) -> list[SnoozeTime]:
    """Each moment once: the next opening may be that of the next week."""
    return [t for n, t in enumerate(times) if t.moment not in {x.moment for x in times[:n]}]


def _opening(hours: BusinessHours, day: date) -> datetime:
    found = first_opening(hours, hours.zone, day)
    return found or datetime.combine(day, MORNING, hours.zone)
