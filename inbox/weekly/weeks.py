"""When the Monday report is due, and which week it is about. Pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

SENT_AT: Final = time(7)
# Somebody who was away on Monday still gets it on Tuesday; later it is old news.
DAYS_TO_CATCH_UP: Final = 2


def due_monday(now: datetime, zone: ZoneInfo) -> date | None:
    """The Monday whose report should be out by `now`; None before 7:00 and from Wednesday on."""
    local = now.astimezone(zone)
    monday = local.date() - timedelta(days=local.weekday())
    if local.weekday() >= DAYS_TO_CATCH_UP or now < due_at(monday, zone):
        return None
    return monday


def due_at(monday: date, zone: ZoneInfo) -> datetime:
    """7:00 on the wall clock of the practice, whatever the clocks did on Sunday."""
    return datetime.combine(monday, SENT_AT, zone)


def week_before(monday: date) -> tuple[date, date]:
    """First and last day of the week that the report of `monday` is about."""
    return monday - timedelta(days=7), monday - timedelta(days=1)


def week_of(text: str) -> tuple[date, date]:
    """Monday to Sunday of "2026-W46" (ISO 8601); ValueError for anything else."""
    year, mark, number = text.partition("-W")
    if not mark or not (year.isdecimal() and number.isdecimal()) or len(year) != 4:
        raise ValueError("A week is written like 2026-W46.")
    monday = date.fromisocalendar(int(year), int(number), 1)
    return monday, monday + timedelta(days=6)
