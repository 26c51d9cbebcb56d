"""What a report is about: the period and what narrows it, to and from the address (section 3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Literal

from django.utils.http import urlencode
from django.utils.translation import gettext as _

from inbox.reports.periods import (
    DEFAULT_PRESET,
    LONGEST_DAYS,
    OWN_DATES,
    PRESETS,
    Bucket,
    bucket_unit,
    buckets,
    preset_days,
)
from listening.models import Category, Network, Sentiment
from practice_hub.bulk import storable
from practice_hub.practices.models import Practice

_PRESET_KEYS = {preset.key for preset in PRESETS}
# parameter: the values there are
_CHOICES: dict[str, list[str]] = {
    "network": Network.values,
    "sentiment": Sentiment.values,
    "category": Category.values,
}


@dataclass(frozen=True, slots=True)
class Filters:
    """One report. `start` and `end` are local days of the practice's places, both included.

    "" and None mean all. `as_of` (aware) judges what still runs; whatever has stopped is as it is.
    `preset` is how the period was chosen and decides nothing. `problems` are plain sentences about
    what the address asked for and could not be.
    """

    practice_id: int
    start: date
    end: date
    as_of: datetime
    network: str = ""
    location_id: int | None = None
    staff_id: int | None = None
    topic: str = ""
    sentiment: str = ""
    category: str = ""
    is_imported_too: bool = False
    preset: str = field(default=OWN_DATES, compare=False)
    problems: tuple[str, ...] = field(default=(), compare=False)

    @property
    def day_count(self) -> int:
        return (self.end - self.start).days + 1

    @property
    def is_narrowed(self) -> bool:
        """Anything but the period is chosen."""
        return any(
            (
                self.network,
                self.location_id is not None,
                self.staff_id is not None,
                self.topic,
                self.sentiment,
                self.category,
            )
        )

    @property
    def unit(self) -> Literal["day", "week"]:
        return bucket_unit(self.start, self.end)

    def buckets(self) -> list[Bucket]:
        """The days, or the weeks of a long period, in order and without gaps."""
        return buckets(self.start, self.end)

    def before(self) -> Filters:
        """The same number of days before `start`, judged at the same moment.

        Less than a week is compared with the same weekdays of the week before: a Monday to
        Wednesday beside a Friday to Sunday would say nothing.
        """
        shift = timedelta(days=max(self.day_count, 7))
        return self.for_days(self.start - shift, self.end - shift)

    def for_days(self, start: date, end: date) -> Filters:
        """The same with other days."""
        return replace(self, start=start, end=end, preset=OWN_DATES, problems=())

    def to_query(self, **changes: str) -> str:
        """As a query string, defaults left out; `changes` replace parameters ("" leaves out)."""
        return urlencode({key: value for key, value in (self.pairs() | changes).items() if value})

    def pairs(self) -> dict[str, str]:
        """The parameters by name, "" where there is nothing to say."""
        is_own = self.preset == OWN_DATES
        return {
            "period": "" if is_own else self.preset,
            "from": self.start.isoformat() if is_own else "",
            "to": self.end.isoformat() if is_own else "",
            "network": self.network,
            "location": "" if self.location_id is None else str(self.location_id),
            "staff": "" if self.staff_id is None else str(self.staff_id),
            "topic": self.topic,
            "sentiment": self.sentiment,
            "category": self.category,
            "history": "1" if self.is_imported_too else "",
        }


def parse_filters(query: Mapping[str, str], practice: Practice, now: datetime) -> Filters:
    """The report that the parameters ask for. Never raises: what cannot be is left out and named
    in `problems`, so that an old bookmark still shows a report.

    `query`: a QueryDict, or its `dict()`. No database query: whether a location or a person
    belongs to the practice shows in the figures, which are the practice's alone.
    """
    problems: list[str] = []
    start, end, preset = _days(query, now.astimezone(practice.zone).date(), problems)
    chosen = {name: _choice(query, name, problems) for name in _CHOICES}
    return Filters(
        practice_id=practice.pk,
        start=start,
        end=end,
        as_of=now,
        network=chosen["network"],
        sentiment=chosen["sentiment"],
        category=chosen["category"],
        location_id=_number(query, "location", problems),
        staff_id=_number(query, "staff", problems),
        topic=storable(query.get("topic", "")).strip()[:40],
        is_imported_too=query.get("history", "") == "1",
        preset=preset,
        problems=tuple(problems),
    )


def preset_filters(practice: Practice, now: datetime, key: str = DEFAULT_PRESET) -> Filters:
    """The whole practice in a named period; KeyError for an unknown name."""
    start, end = preset_days(key, now.astimezone(practice.zone).date())
    return Filters(practice_id=practice.pk, start=start, end=end, as_of=now, preset=key)


def _days(query: Mapping[str, str], today: date, problems: list[str]) -> tuple[date, date, str]:
    start, end = query.get("from", ""), query.get("to", "")
    if start or end:
        own = _own_days(start, end, today, problems)
        if own:
            return (*own, OWN_DATES)
    key = query.get("period", "")
    if key and key not in _PRESET_KEYS:
        problems.append(
            _("There is no period “%(typed)s”; this week is shown.") % {"typed": key[:40]}
        )
    key = key if key in _PRESET_KEYS else DEFAULT_PRESET
    return (*preset_days(key, today), key)


def _own_days(start: str, end: str, today: date, problems: list[str]) -> tuple[date, date] | None:
    first, last = _day(start or end, problems), _day(end or today.isoformat(), problems)
    if first is None or last is None:
        return None
    if last < first:
        problems.append(_("The last day was before the first; they were exchanged."))
        first, last = last, first
    if (last - first).days >= LONGEST_DAYS:
        problems.append(_("A report covers three years at most; the last three are shown."))
        first = last - timedelta(days=LONGEST_DAYS - 1)
    return first, last


def _day(text: str, problems: list[str]) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        said = _("“%(typed)s” is no date. Write it like 2026-11-09; this week is shown.")
        problems.append(said % {"typed": text[:40]})
        return None
    if not 2000 <= day.year <= 2100:
        problems.append(_("Choose days between the years 2000 and 2100; this week is shown."))
        return None
    return day


def _choice(query: Mapping[str, str], name: str, problems: list[str]) -> str:
    value = query.get(name, "")
    if value in ("", *_CHOICES[name]):
        return value
    problems.append(_none_of(name) % {"typed": value[:40]})
    return ""


def _none_of(name: str) -> str:
    if name == "network":
        return _("There is no network “%(typed)s”; it was left out.")
    if name == "sentiment":
        return _("There is no mood “%(typed)s”; it was left out.")
    return _("There is no kind “%(typed)s”; it was left out.")


def _number(query: Mapping[str, str], name: str, problems: list[str]) -> int | None:
    value = query.get(name, "")
    if value.isdecimal() and len(value) < 16:
        return int(value)
    if value:
        is_place = name == "location"
        problems.append(
            _("The location was not understood; it was left out.")
            if is_place
            else _("The staff was not understood; it was left out.")
        )
    return None
