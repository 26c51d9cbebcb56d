"""When posts waited, and whether anybody watched then (L3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox.reports.filters import Filters
from practice_hub.roster.selectors import Book, load_book

FEWEST = 3
SMALLEST_SHARE = 0.3  # of all that missed their target
WEEKDAYS = (
    gettext_noop("Mondays"),
    gettext_noop("Tuesdays"),
    gettext_noop("Wednesdays"),
    gettext_noop("Thursdays"),
    gettext_noop("Fridays"),
    gettext_noop("Saturdays"),
    gettext_noop("Sundays"),
)
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Slot:
    """A weekday and hours in which posts waited; `hours` from the first to after the last."""

    weekday: int
    hours: tuple[int, int]
    missed: int
    is_unwatched: bool

    @property
    def words(self) -> str:
        """ "Saturdays from 17:00 to 21:00"."""
        return _("%(weekdays)s from %(first)s to %(last)s") % {
            "weekdays": _(WEEKDAYS[self.weekday]),
            "first": f"{self.hours[0]:02}:00",
            "last": f"{self.hours[1]:02}:00",
        }


def worst_slot(f: Filters, missed: Mapping[tuple[str, str], int]) -> Slot | None:
    """The weekday on which most posts missed their target, of those hours that nobody watched
    when there is a roster and such hours have enough; None when nothing stands out.

    `missed`: (ISO day, hour "00" to "23") -> posts. At most seven queries.
    """
    total = sum(missed.values())
    if total < FEWEST:
        return None
    book = load_book(f.practice_id)
    if book and book.is_kept(f.as_of):
        unwatched = _unwatched(book, f, missed)
        found = _worst(unwatched, total, is_unwatched=True)
        if found:
            return found
    return _worst(missed, total, is_unwatched=False)


def _worst(missed: Mapping[tuple[str, str], int], total: int, *, is_unwatched: bool) -> Slot | None:
    hours: dict[int, dict[int, int]] = {}
    for (day, hour), count in missed.items():
        if count:
            slots = hours.setdefault(date.fromisoformat(day).weekday(), {})
            slots[int(hour)] = slots.get(int(hour), 0) + count
    if not hours:
        return None
    weekday = max(sorted(hours), key=lambda each: sum(hours[each].values()))
    count = sum(hours[weekday].values())
    if count < FEWEST or count < SMALLEST_SHARE * total:
        return None
    return Slot(weekday, (min(hours[weekday]), max(hours[weekday]) + 1), count, is_unwatched)


def _unwatched(
    book: Book, f: Filters, missed: Mapping[tuple[str, str], int]
) -> dict[tuple[str, str], int]:
    """Hours in which no turn of the roster ran. As planned: who was away is not known later."""
    turns = book.plan.turns(book.people, first=f.start - _DAY, last=f.end, now=f.as_of)
    watched = [(turn.starts, turn.ends) for turn in turns if turn.member is not None]
    found = {}
    for (day, hour), count in missed.items():
        begins = datetime.combine(date.fromisoformat(day), time(int(hour)), book.plan.zone)
        if not any(starts < begins + _HOUR and begins < ends for starts, ends in watched):
            found[(day, hour)] = count
    return found
