"""When the two practices of the demo are open."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from practice_hub.practices.models import (
    HolidayChoice,
    Location,
    OpeningDates,
    OpeningWeek,
    Practice,
)

COUNTRY, REGION = "US", "NY"
_DAY, _LATE, _MORNING = "09:00-13:00, 14:00-18:00", "09:00-13:00, 14:00-20:00", "09:00-13:00"
_EARLY, _SURGERY = "08:00-12:00, 13:00-17:00", "07:00-15:00"
LUMEN_WEEK = (_DAY, _DAY, _DAY, _LATE, _DAY, _MORNING, "")
PIER_WEEK = (_EARLY, _EARLY, "08:00-12:00", _EARLY, _EARLY, "", "")
DENTAL_WEEK = ("08:00-17:00", "08:00-17:00", "12:00-20:00", "08:00-17:00", "08:00-14:00", "", "")
# What offices of the state keep and a practice does not.
OPEN_ON = ("Lincoln's Birthday", "Susan B. Anthony Day", "Columbus Day", "Election Day")


def ensure_lumen_hours(lumen: Practice, now: datetime) -> None:
    """Lakeside keeps the hours of the practice, Harbour its own; what somebody changed stays."""
    if OpeningWeek.objects.filter(practice=lumen).exists():
        return
    today = now.astimezone(lumen.zone).date()
    _open(lumen, LUMEN_WEEK)
    harbour = Location.objects.filter(practice=lumen, name="Harbour").first()
    if harbour:
        OpeningWeek.objects.create(practice=lumen, location=harbour, days=list(PIER_WEEK))
        tuesday = _next(today + timedelta(days=3), 1)
        _dates(lumen, harbour, tuesday, tuesday, ("Surgery day", _SURGERY))
    _usual(lumen, (*OPEN_ON, "Veterans Day"))
    training = _next(today + timedelta(days=6), 3)
    _dates(lumen, None, training, training, ("Team training in the morning", "14:00-20:00"))
    eve = date(today.year, 12, 24)
    _dates(lumen, None, eve, eve, ("Christmas Eve", _MORNING))
    last = date(today.year, 12, 31)
    _dates(lumen, None, last - timedelta(days=3), last, ("Winter break", ""))


def ensure_dental_hours(dental: Practice) -> None:
    """One place, one week; what somebody changed stays."""
    if not OpeningWeek.objects.filter(practice=dental).exists():
        _open(dental, DENTAL_WEEK)
        _usual(dental, OPEN_ON)


def _open(practice: Practice, week: Iterable[str]) -> None:
    Practice.objects.filter(pk=practice.pk).update(country=COUNTRY, region=REGION)
    OpeningWeek.objects.create(practice=practice, days=list(week))


def _dates(
    practice: Practice, location: Location | None, first: date, last: date, entry: tuple[str, str]
) -> None:
    note, spans = entry
    OpeningDates.objects.create(
        practice=practice, location=location, first_on=first, last_on=last, note=note, spans=spans
    )


def _usual(practice: Practice, names: Iterable[str]) -> None:
    usual = HolidayChoice.Choice.USUAL
    HolidayChoice.objects.bulk_create(
        HolidayChoice(practice=practice, name=name, choice=usual) for name in names
    )


def _next(day: date, weekday: int) -> date:
    """The first `weekday` from `day` on, Monday 0."""
    return day + timedelta(days=(weekday - day.weekday()) % 7)
