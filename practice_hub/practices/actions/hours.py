"""Opening hours: the usual week, dates of their own, public holidays, where they are looked up.

`location` None means the practice as a whole. Texts of spans come from `hours_week`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from practice_hub.audit.record import record
from practice_hub.practices.actions.common import PeopleError, acting, lock
from practice_hub.practices.hours_text import read_spans
from practice_hub.practices.models import (
    HolidayChoice,
    Location,
    Membership,
    OpeningDates,
    OpeningWeek,
    Practice,
)
from practice_hub.practices.public_holidays import countries, regions
from practice_hub.realtime.publish import publish_on_commit
from practice_hub.roles import Act

LONGEST_DATES = timedelta(days=366)
FARTHEST = timedelta(days=5 * 366)
GONE = gettext_noop("This location was removed in the meantime.")


@transaction.atomic(durable=True)
def set_week(
    *, actor: Membership, location: Location | None, days: Sequence[str], at: datetime
) -> None:
    """Say what the usual week is: seven texts, Monday first. Raises PeopleError, ValueError."""
    where = _where(actor, location)
    for day in days:
        read_spans(day)
    OpeningWeek.objects.update_or_create(**where, defaults={"days": list(days)})
    _note("hours.week_set", actor, location, at)


@transaction.atomic(durable=True)
def drop_week(*, actor: Membership, location: Location, at: datetime) -> None:
    """Give a location the hours of the practice again. Raises PeopleError."""
    where = _where(actor, location)
    if OpeningWeek.objects.filter(**where).delete()[0]:
        _note("hours.week_dropped", actor, location, at)


@transaction.atomic(durable=True)
def set_dates(
    *,
    actor: Membership,
    location: Location | None,
    first_on: date,
    last_on: date,
    entry: tuple[str, str],
    at: datetime,
) -> None:
    """Give dates hours of their own: `entry` is the note and the spans, "" for closed.

    The same dates said again are replaced. Raises PeopleError.
    """
    where = _where(actor, location)
    if last_on < first_on:
        raise PeopleError(_("The last day is before the first."))
    if last_on - first_on >= LONGEST_DATES:
        raise PeopleError(_("That is more than a year. Change the usual week instead."))
    if abs(first_on - at.date()) > FARTHEST:
        raise PeopleError(_("That is more than five years away. Check the year."))
    note, spans = entry
    read_spans(spans)
    OpeningDates.objects.update_or_create(
        **where, first_on=first_on, last_on=last_on, defaults={"note": note, "spans": spans}
    )
    days = {"first_on": first_on.isoformat(), "last_on": last_on.isoformat()}
    _note("hours.dates_set", actor, location, at, **days, is_closed=not spans)


@transaction.atomic(durable=True)
def remove_dates(*, actor: Membership, dates: OpeningDates, at: datetime) -> None:
    """These dates keep the usual week again; gone already is as good. Raises PeopleError."""
    where = _where(actor, dates.location)
    if OpeningDates.objects.filter(**where, pk=dates.pk).delete()[0]:
        days = {"first_on": dates.first_on.isoformat(), "last_on": dates.last_on.isoformat()}
        _note("hours.dates_removed", actor, dates.location, at, **days)


@transaction.atomic(durable=True)
def choose_holidays(
    *,
    actor: Membership,
    location: Location | None,
    chosen: Iterable[tuple[str, str, str]],
    forgotten: Iterable[str],
    at: datetime,
) -> None:
    """Say what is done on public holidays: (name, choice, spans) of each that is `chosen`.

    Those `forgotten` by name go back to what holds without a choice. Raises PeopleError.
    """
    where = _where(actor, location)
    HolidayChoice.objects.filter(**where, name__in=list(forgotten)).delete()
    for name, choice, spans in chosen:
        read_spans(spans)
        values = {"choice": choice, "spans": spans}
        HolidayChoice.objects.update_or_create(**where, name=name, defaults=values)
    _note("hours.holidays_chosen", actor, location, at)


@transaction.atomic(durable=True)
def set_region(
    *, actor: Membership, location: Location | None, country: str, region: str, at: datetime
) -> None:
    """Say where public holidays are looked up; "" is nowhere, at a location as the practice.

    A region that the country does not have is left out. Raises PeopleError.
    """
    _where(actor, location)
    if country and country not in dict(countries()):
        raise PeopleError(_("This country is not known here. Choose one of the list."))
    practice = Practice.objects.get(pk=actor.practice_id)
    known = dict(regions(country or (practice.country if location else "")))
    values = {"country": country, "region": region if region in known else ""}
    if location:
        Location.objects.filter(pk=location.pk).update(**values)
    else:
        Practice.objects.filter(pk=practice.pk).update(**values)
    _note("hours.region_set", actor, location, at, **values)


def _where(actor: Membership, location: Location | None) -> dict[str, Any]:
    """The lock, whether the actor may, and the columns of the row."""
    lock(actor.practice_id)
    acting(actor, Act.MANAGE_PRACTICE)
    own = Location.objects.filter(practice_id=actor.practice_id)
    if location is not None and not own.filter(pk=location.pk).exists():
        raise PeopleError(_(GONE))
    return {"practice_id": actor.practice_id, "location": location}


def _note(
    name: str, actor: Membership, location: Location | None, at: datetime, **details: Any
) -> None:
    practice_id = actor.practice_id
    record(
        name,
        practice=practice_id,
        subject=location or actor.practice,
        actor=actor.user,
        at=at,
        **details,
    )
    publish_on_commit(practice_id, "practice")
