"""When a call suits a person, and what their clock shows, in the language of who reads (A5)."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox.domain.call_windows import ANY, DAY_END, WEEKDAYS, Window
from practice_hub.times import named_day, said

_DAYS = {
    ANY: gettext_noop("any day"),
    WEEKDAYS: gettext_noop("weekdays"),
    "0": gettext_noop("Mondays"),
    "1": gettext_noop("Tuesdays"),
    "2": gettext_noop("Wednesdays"),
    "3": gettext_noop("Thursdays"),
    "4": gettext_noop("Fridays"),
    "5": gettext_noop("Saturdays"),
    "6": gettext_noop("Sundays"),
}


def window_words(window: Window) -> str:
    """ "Tuesdays 09:00 to 12:00", "weekdays after 16:00", "any day"."""
    day = _day_words(window.day)
    starts, ends = said(window.starts, "CLOCK"), said(window.ends, "CLOCK")
    if (window.starts, window.ends) == (time(), DAY_END):
        return day
    if window.ends == DAY_END:
        return _("%(day)s after %(time)s") % {"day": day, "time": starts}
    if window.starts == time():
        return _("%(day)s before %(time)s") % {"day": day, "time": ends}
    return _("%(day)s %(first)s to %(last)s") % {"day": day, "first": starts, "last": ends}


def _day_words(day: str) -> str:
    if day in _DAYS:
        return _(_DAYS[day])
    return named_day(date.fromisoformat(day), is_short=True)


def both_clocks(at: datetime, *, ours: ZoneInfo, theirs: ZoneInfo) -> str:
    """What the person's clock shows when it differs: "16:00", with the day when that differs too;
    "" when both show the same."""
    here, there = at.astimezone(ours), at.astimezone(theirs)
    if here.replace(tzinfo=None) == there.replace(tzinfo=None):
        return ""
    return said(there, "CLOCK" if here.date() == there.date() else "SHORT_WEEKDAY_CLOCK")
