"""Public holidays of the coming year as rows of a form, and what was chosen for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.translation import gettext as _

from practice_hub.practices.business_hours import Span
from practice_hub.practices.holiday_words import holiday_words
from practice_hub.practices.hours_dates import Choices, choice_for
from practice_hub.practices.hours_text import spans_text
from practice_hub.practices.hours_week import day_words, field_pair, read_pair
from practice_hub.practices.models import HolidayChoice
from practice_hub.practices.public_holidays import Holiday, public_holidays

AHEAD = timedelta(days=366)
Choice = HolidayChoice.Choice
AS_PRACTICE = ""


@dataclass(frozen=True, slots=True)
class HolidayRow:
    """One holiday. `options` are (value, label); `opens` and `closes` count with OWN only;
    `shown` is its name in the language of who reads."""

    holiday: Holiday
    choice: str
    options: tuple[tuple[str, str], ...]
    opens: str = ""
    closes: str = ""
    error: str = ""
    shown: str = ""

    @property
    def is_own(self) -> bool:
        return self.choice == Choice.OWN

    def spans(self) -> str:
        """As a row keeps them; ValueError says what is wrong with the times."""
        if not self.is_own:
            return ""
        span = read_pair(self.opens, self.closes)
        if span is None:
            raise ValueError(_("Give the hours of this day, or choose Closed."))
        return spans_text([span])


def holiday_rows(
    country: str, region: str, *, today: date, choices: Sequence[Choices]
) -> tuple[HolidayRow, ...]:
    """The coming year, each name once. `choices`: of the practice, and of the location if any."""
    ahead: dict[str, Holiday] = {}
    for holiday in public_holidays(country, region):
        if today <= holiday.on < today + AHEAD:
            ahead.setdefault(holiday.name, holiday)
    rows = (_row(holiday, choices) for holiday in ahead.values())
    return tuple(replace(row, shown=_shown(row.holiday, country, region)) for row in rows)


def _shown(holiday: Holiday, country: str, region: str) -> str:
    return holiday_words(holiday.on, holiday.name, country, region)


def typed_rows(
    rows: Iterable[HolidayRow], getlist: Callable[[str], list[str]]
) -> tuple[HolidayRow, ...]:
    """`rows` with what the form says, by name; what it does not name stays as it is."""
    columns = (getlist(name) for name in ("holiday", "choice", "opens", "closes"))
    typed = {name: said for name, *said in zip(*columns, strict=False)}
    return tuple(_typed(row, typed.get(row.holiday.name)) for row in rows)


def changes(
    rows: Sequence[HolidayRow], *, is_location: bool
) -> tuple[list[tuple[str, str, str]], list[str]]:
    """(what to keep, names to forget) for `actions.choose_holidays`; rows without errors.

    What would hold anyway is not kept, so that a default can still be told from a choice.
    """
    said = {row.holiday.name: (row.choice, row.spans()) for row in rows}
    kept, forgotten = [], []
    for row in rows:
        mine = said[row.holiday.name]
        default = (AS_PRACTICE, "") if is_location else _default(row.holiday, said)
        if mine == default:
            forgotten.append(row.holiday.name)
        else:
            kept.append((row.holiday.name, *mine))
    return kept, forgotten


def _default(holiday: Holiday, said: Mapping[str, tuple[str, str]]) -> tuple[str, str]:
    for name in holiday.names[1:]:
        if name in said:
            return said[name]
    # A day that is made up for while its own date is out of sight is kept as it is said.
    if len(holiday.names) > 1:
        return ("", "")
    return (Choice.USUAL if holiday.is_half_day else Choice.CLOSED), ""


def _row(holiday: Holiday, choices: Sequence[Choices]) -> HolidayRow:
    choice, spans, place = choice_for(holiday, choices)
    is_location = len(choices) > 1
    options = tuple((value, str(label)) for value, label in Choice.choices)
    if is_location:
        above = choice_for(holiday, choices[:1])
        as_practice = _("As the practice: %(hours)s") % {"hours": _said(*above[:2])}
        options = ((AS_PRACTICE, as_practice), *options)
        if place != 1:
            return HolidayRow(holiday, AS_PRACTICE, options)
    opens, closes = field_pair(spans[0]) if spans else ("", "")
    return HolidayRow(holiday, choice, options, opens, closes)


def _said(choice: str, spans: Sequence[Span]) -> str:
    if choice == Choice.USUAL:
        return _("open as usual")
    return day_words(() if choice == Choice.CLOSED else spans)


def _typed(row: HolidayRow, said: Sequence[str] | None) -> HolidayRow:
    if said is None or said[0] not in {value for value, _ in row.options}:
        return row
    row = replace(row, choice=said[0], opens=said[1].strip(), closes=said[2].strip())
    try:
        row.spans()
    except ValueError as error:
        return replace(row, error=str(error))
    return row
