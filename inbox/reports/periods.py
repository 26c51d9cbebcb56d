"""Periods of a report: whole local days, both ends included. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

LONGEST_DAYS = 3 * 366
DAYS_SHOWN_SINGLY = 62  # a longer period is drawn by weeks
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Preset:
    """A period that is chosen by name."""

    key: str
    name: str

    @property
    def label(self) -> str:
        return _(self.name)


PRESETS: tuple[Preset, ...] = (
    Preset("this-week", gettext_noop("This week")),
    Preset("last-week", gettext_noop("Last week")),
    Preset("last-4-weeks", gettext_noop("Last 4 weeks")),
    Preset("last-3-months", gettext_noop("Last 3 months")),
    Preset("this-year", gettext_noop("This year")),
)
DEFAULT_PRESET = "this-week"
OWN_DATES = "own"


@dataclass(frozen=True, slots=True)
class Bucket:
    """A day, or a week from Monday (cut off where the period begins or ends)."""

    start: date
    end: date


def preset_days(key: str, today: date) -> tuple[date, date]:
    """First and last day of the preset `key`, seen from `today`; KeyError for an unknown one.

    Weeks begin on Monday. "Last" means complete ones for a week, and up to today for the rest.
    """
    monday = today - timedelta(days=today.weekday())
    spans = {
        "this-week": (monday, today),
        "last-week": (monday - 7 * _DAY, monday - _DAY),
        "last-4-weeks": (today - 27 * _DAY, today),
        "last-3-months": (_months_back(today, 3) + _DAY, today),
        "this-year": (today.replace(month=1, day=1), today),
    }
    return spans[key]


def _months_back(day: date, months: int) -> date:
    """The same day some months earlier, or the last one of that month."""
    count = day.year * 12 + day.month - 1 - months
    first = date(count // 12, count % 12 + 1, 1)
    length = ((first + 31 * _DAY).replace(day=1) - first).days
    return first.replace(day=min(day.day, length))


def bucket_unit(start: date, end: date) -> Literal["day", "week"]:
    """How finely the period is drawn."""
    return "day" if (end - start).days < DAYS_SHOWN_SINGLY else "week"


def bucket_start(day: date, start: date, end: date) -> date:
    """The first day of the bucket that `day` belongs to."""
    if bucket_unit(start, end) == "day":
        return day
    return max(start, day - timedelta(days=day.weekday()))


def buckets(start: date, end: date) -> list[Bucket]:
    """All buckets of the period in order, without gaps."""
    starts = [day for day in days(start, end) if bucket_start(day, start, end) == day]
    ends = [following - _DAY for following in starts[1:]] + [end]
    return [Bucket(first, last) for first, last in zip(starts, ends, strict=True)]


def days(start: date, end: date) -> list[date]:
    return [start + timedelta(days=number) for number in range((end - start).days + 1)]
