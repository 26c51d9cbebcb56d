"""Days and times in the language of who reads; the order of their parts is in practice_hub/formats.

English: "Nov 14", "Saturday, November 14", "09:42". Spans of days are in whole sentences of their
own, since languages shorten them in different places.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils.dates import MONTHS, MONTHS_3, WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import get_format
from django.utils.translation import get_language, pgettext

_Reader = Callable[[Any], str]
_NUMBERS: Final[dict[str, _Reader]] = {
    "j": lambda at: str(at.day),
    "Y": lambda at: str(at.year),
    "H": lambda at: f"{at.hour:02}",
    "i": lambda at: f"{at.minute:02}",
    "s": lambda at: f"{at.second:02}",
}
_PIECE: Final = re.compile(r"\\(.)|(\w)|([^\w\\]+)")


def said(value: date | datetime | time, form: str) -> str:
    """`value` as `form`, a name of practice_hub/formats such as "SHORT_DAY", orders its parts.

    A moment is said on the clock that it carries: give it the zone of who reads before.
    """
    pieces = _pieces(form, get_language())
    return "".join([piece if isinstance(piece, str) else piece(value) for piece in pieces])


@lru_cache(maxsize=256)
def _pieces(form: str, language: str | None) -> tuple[str | _Reader, ...]:
    """Its order taken apart once: a page says hundreds of times, and Django's own way with them
    asks the catalog for each name again. KeyError for a letter that no form has yet.
    """
    return tuple(_taken_apart(get_format(form, language)))


def _taken_apart(order: str) -> Iterator[str | _Reader]:
    for escaped, letter, rest in _PIECE.findall(order):
        if not letter:
            yield escaped or rest
        elif letter in _NUMBERS:
            yield _NUMBERS[letter]
        else:
            yield _names(letter)


def _names(letter: str) -> _Reader:
    """What says the name that `letter` stands for, in the language of now."""
    table: Mapping[int, Any] = {
        "l": WEEKDAYS,
        "D": WEEKDAYS_ABBR,
        "F": MONTHS,
        "M": MONTHS_3,
        "b": MONTHS_3,
    }[letter]
    names = {n: str(name).title() if letter == "M" else str(name) for n, name in table.items()}
    if letter in "lD":
        return lambda day: names[day.weekday()]
    return lambda day: names[day.month]


def weekday(day: date, *, is_short: bool = False) -> str:
    """ "Saturday", or "Sat"."""
    return said(day, "SHORT_WEEKDAY" if is_short else "WEEKDAY")


def weekday_name(number: int, *, is_short: bool = False) -> str:
    """The day of the week by its number, Monday 0: "Monday", or "Mon"."""
    return weekday(date(2001, 1, 1 + number), is_short=is_short)  # that year began with a Monday


def day_and_month(day: date, *, is_short: bool = True) -> str:
    """ "Nov 14", or "November 14"."""
    return said(day, "SHORT_DAY" if is_short else "LONG_DAY")


def full_day(day: date, *, is_short: bool = False) -> str:
    """ "November 14, 2026", or "Nov 14, 2026"."""
    return said(day, "SHORT_DAY_YEAR" if is_short else "LONG_DAY_YEAR")


def named_day(day: date, *, is_short: bool = False) -> str:
    """ "Saturday, November 14", or "Sat, Nov 14"."""
    return said(day, "SHORT_NAMED_DAY" if is_short else "NAMED_DAY")


def clock_of(at: datetime, zone: ZoneInfo) -> str:
    """ "09:42", as the clocks of `zone` show it."""
    return said(at.astimezone(zone), "CLOCK")


def moment_of(at: datetime, zone: ZoneInfo) -> str:
    """ "Nov 14, 09:42", as the clocks of `zone` show it."""
    return said(at.astimezone(zone), "SHORT_MOMENT")


def hours_between(first: str, last: str) -> str:
    """ "09:00 to 13:00", of two times that are said already."""
    return pgettext("times", "%(first)s to %(last)s") % {"first": first, "last": last}


def days_between(first: date, last: date) -> str:
    """ "November 9 to 15, 2026", "October 28 to November 3, 2026", "November 9, 2026"."""
    if first == last:
        return full_day(first)
    if first.year != last.year:
        return _days(full_day(first), full_day(last))
    if first.month != last.month:
        return _days(day_and_month(first, is_short=False), full_day(last))
    return pgettext("days", "%(month)s %(first)d to %(last)d, %(year)d") % {
        "month": said(first, "MONTH"),
        "first": first.day,
        "last": last.day,
        "year": first.year,
    }


def short_days_between(first: date, last: date) -> str:
    """ "Nov 23 to 29", "Nov 30 to Dec 6", "Nov 23"; without the year."""
    if first == last:
        return day_and_month(first)
    if (first.year, first.month) != (last.year, last.month):
        return _days(day_and_month(first), day_and_month(last))
    return pgettext("days", "%(month)s %(first)d to %(last)d") % {
        "month": said(first, "SHORT_MONTH"),
        "first": first.day,
        "last": last.day,
    }


def _days(first: str, last: str) -> str:
    return pgettext("days", "%(first)s to %(last)s") % {"first": first, "last": last}
