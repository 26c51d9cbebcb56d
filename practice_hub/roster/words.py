"""How times of the roster read: "09:00 to 13:00", "Saturday, Nov 28", "until tomorrow 02:00"."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def clock_words(starts: datetime, ends: datetime, zone: ZoneInfo) -> str:
    """ "09:00 to 13:00"; the midnight at which a day ends is 24:00, the whole day is "all day"."""
    first, last = (f"{moment.astimezone(zone):%H:%M}" for moment in (starts, ends))
    if last == "00:00":
        return "all day" if first == last else f"{first} to 24:00"
    return f"{first} to {last}"


def day_words(on: date) -> str:
    return f"{WEEKDAYS[on.weekday()]}, {on:%b} {on.day}"


def days_words(first: date, last: date) -> str:
    """ "Nov 23 to 29", "Nov 30 to Dec 6", "Nov 23"."""
    if first == last:
        return f"{first:%b} {first.day}"
    end = f"{last.day}" if (first.year, first.month) == (last.year, last.month) else ""
    return f"{first:%b} {first.day} to {end or f'{last:%b} {last.day}'}"


def week_words(monday: date, today: date) -> str:
    """ "This week", "Next week", "Last week", else nothing: the dates say it."""
    weeks = (monday - (today - timedelta(days=today.weekday()))).days // 7
    return {0: "This week", 1: "Next week", -1: "Last week"}.get(weeks, "")


def names_words(names: list[str]) -> str:
    """ "Ana", "Ana and Ben", "Ana, Ben and Vera"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
