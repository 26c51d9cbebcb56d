"""Who is on duty, asked of rows: shifts, swaps, days off, absences, people who left."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from practice_hub.practices.models import Membership
from practice_hub.roster.models import Roster, Shift
from practice_hub.roster.selectors import is_watched, on_duty
from tests.people import Person

MONDAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # 10:00 in New York


def shift(person: Person, **values: Any) -> Shift:
    Roster.objects.get_or_create(practice=person.practice)
    given = {"weekday": 0, "opens": 9 * 60, "closes": 13 * 60, "first_on": MONDAY}
    return Shift.objects.create(
        practice=person.practice, member=person.membership, **given | values
    )


def names(person: Person, now: datetime = NOW) -> list[str]:
    return [member.user.first_name for member in on_duty(person.practice.pk, now)]


def test_who_is_on_duty(ana: Person, ben: Person, charlie: Person) -> None:
    assert not is_watched(ana.practice.pk, NOW)
    shift(ana)
    assert names(ana) == ["Ana"] and is_watched(ana.practice.pk, NOW)
    assert names(charlie) == []
    assert names(ana, NOW + timedelta(hours=3)) == []
    Membership.objects.filter(pk=ana.membership.pk).update(
        away_until=NOW + timedelta(minutes=30), stand_in=ben.membership
    )
    assert names(ana) == ["Ben"]
    assert names(ana, NOW + timedelta(minutes=30)) == ["Ana"]
    Membership.objects.filter(pk=ana.membership.pk).update(left_at=NOW)
    assert names(ana) == []
