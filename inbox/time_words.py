"""When something comes back or goes out, as a button says it, on the clock of who reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.text import capfirst

from inbox.domain.later import Opening
from inbox.domain.snooze import ANSWER, SnoozeTime
from practice_hub.quick_words import gettext as _
from practice_hub.times import clock_of, named_day, said, weekday


@dataclass(frozen=True, slots=True)
class Choice:
    """`key` is what a form sends, `label` what the button says."""

    key: str
    label: str


def snooze_words(times: Iterable[SnoozeTime], now: datetime, zone: ZoneInfo) -> list[Choice]:
    """ "In an hour", "Tomorrow at opening, 09:00", "When they answer, or Fri, Dec 4 at 09:00"."""
    return [Choice(each.key, capfirst(_snoozed(each, now, zone))) for each in times]


def _snoozed(time: SnoozeTime, now: datetime, zone: ZoneInfo) -> str:
    match time.key:
        case "hour":
            return _("In an hour")
        case "three":
            return _("In three hours")
        case key if key == ANSWER:
            return _("When they answer, or %(time)s") % {"time": _at(time, now, zone)}
        case _other:
            return _at(time, now, zone)


def _at(time: SnoozeTime, now: datetime, zone: ZoneInfo) -> str:
    """ "Tomorrow at opening, 09:00", "Monday at opening, 08:00", "Mon, Jan 4 at opening, 08:00"."""
    there = time.moment.astimezone(zone)
    days = (there.date() - now.astimezone(zone).date()).days
    if days == 1:
        words = (
            _("Tomorrow at opening, %(clock)s") if time.is_opening else _("Tomorrow at %(clock)s")
        )
    else:
        words = _("%(day)s at opening, %(clock)s") if time.is_opening else _("%(day)s at %(clock)s")
    day = weekday(there) if days < 7 else named_day(there, is_short=True)
    return words % {"day": day, "clock": clock_of(time.moment, zone)}


def opening_words(found: Iterable[Opening], now: datetime, zone: ZoneInfo) -> list[Choice]:
    """ "Send at opening (tomorrow 08:00)", "… (Mon, Jan 4, 08:00)"."""
    return [
        Choice(
            each.value, _("Send at opening (%(when)s)") % {"when": _when(each.moment, now, zone)}
        )
        for each in found
    ]


def _when(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    there = moment.astimezone(zone)
    days = (there.date() - now.astimezone(zone).date()).days
    clock = {"clock": clock_of(moment, zone)}
    if days == 0:
        return _("today %(clock)s") % clock
    if days == 1:
        return _("tomorrow %(clock)s") % clock
    return said(there, "WEEKDAY_AT_CLOCK" if days < 7 else "SHORT_NAMED_MOMENT")
