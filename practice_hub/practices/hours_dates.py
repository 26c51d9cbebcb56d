"""The dates on which a place does not keep its usual week, and why. Pure.

Public holidays first, then what the practice says, then what the location says; of two that hold a
date the shorter one counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from practice_hub.practices.business_hours import Span
from practice_hub.practices.public_holidays import Holiday, public_holidays

# First and last date, the note, the spans of each of them.
Dates = Sequence[tuple[date, date, str, tuple[Span, ...]]]
# By the name of a holiday: CLOSED, USUAL or OWN, and the spans of OWN.
Choices = Mapping[str, tuple[str, tuple[Span, ...]]]
_CLOSED, _USUAL, _OWN = "CLOSED", "USUAL", "OWN"


def choice_for(
    holiday: Holiday, choices: Sequence[Choices]
) -> tuple[str, tuple[Span, ...], int | None]:
    """What is done on `holiday`: the choice, its spans, and which of `choices` says so.

    The last of `choices` that knows one of its names decides. None: nobody has chosen, so it is
    closed, or open as usual when it is half a holiday.
    """
    for place in range(len(choices) - 1, -1, -1):
        for name in holiday.names:
            if name in choices[place]:
                return *choices[place][name], place
    return (_USUAL if holiday.is_half_day else _CLOSED), (), None


def dated(
    country: str, region: str, *, choices: Sequence[Choices], dates: Sequence[Dates]
) -> tuple[dict[date, tuple[Span, ...]], dict[date, str]]:
    """Spans by date, and why: the name of a holiday or the note that somebody wrote.

    In `choices` and `dates` the practice comes before the location.
    """
    days: dict[date, tuple[Span, ...]] = {}
    notes: dict[date, str] = {}
    for holiday in public_holidays(country, region):
        choice, own, chosen = choice_for(holiday, choices)
        if choice != _USUAL:
            days[holiday.on] = own
        if choice != _USUAL or chosen is not None:
            notes[holiday.on] = holiday.name
    for source in dates:
        for on, note, own in _each_date(source):
            days[on] = own
            notes[on] = note
    return days, notes


def _each_date(source: Dates) -> Iterator[tuple[date, str, tuple[Span, ...]]]:
    """Long breaks before short ones, so that the short ones have the last word."""
    for first, last, note, own in sorted(source, key=_length, reverse=True):
        for on in _range(first, last):
            yield on, note, own


def _length(entry: tuple[date, date, str, tuple[Span, ...]]) -> timedelta:
    return entry[1] - entry[0]


def _range(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=offset) for offset in range((last - first).days + 1))
