"""How times of the roster read: "09:00 to 13:00", "Saturday, Nov 28", "until tomorrow 02:00"."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from practice_hub.times import clock_of, hours_between, said


def clock_words(starts: datetime, ends: datetime, zone: ZoneInfo) -> str:
    """ "09:00 to 13:00"; the midnight at which a day ends is 24:00, the whole day is "all day"."""
    first, last = (clock_of(moment, zone) for moment in (starts, ends))
    if ends.astimezone(zone).strftime("%H:%M") == "00:00":
        return _("all day") if first == last else hours_between(first, "24:00")
    return hours_between(first, last)


def day_words(on: date) -> str:
    """ "Saturday, Nov 28"."""
    return said(on, "WEEKDAY_SHORT_DAY")


def week_words(monday: date, today: date) -> str:
    """ "This week", "Next week", "Last week", else nothing: the dates say it."""
    weeks = (monday - (today - timedelta(days=today.weekday()))).days // 7
    return {0: _("This week"), 1: _("Next week"), -1: _("Last week")}.get(weeks, "")


def names_words(names: list[str]) -> str:
    """ "Ana", "Ana and Ben", "Ana, Ben and Vera"."""
    if len(names) < 2:
        return "".join(names)
    return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}
