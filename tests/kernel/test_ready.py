"""Statements that are made once give what Django gives, with each value anew."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import DataError, NotSupportedError, connection, transaction
from django.db.models import Count, F, QuerySet, Value
from django.db.models.functions import Concat
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from practice_hub.audit.models import AuditEvent
from practice_hub.audit.record import record
from practice_hub.practices.models import Location, Membership, Practice, User
from practice_hub.ready import Ready, keep_many, one_of, ready, ready_text
from practice_hub.ready_changes import Change, ready_change
from practice_hub.roles import Role
from tests.people import Person


@ready
def _events(subject_id: int, /, *, newest_first: bool) -> QuerySet[AuditEvent, AuditEvent]:
    found = AuditEvent.objects.filter(subject_id=subject_id, subject_type="practice")
    return found.select_related("actor").order_by("-pk" if newest_first else "pk")


@ready
def _members(roles: list[str], /) -> QuerySet[Membership, tuple[str, str]]:
    found = Membership.objects.filter(one_of("role", roles), left_at=None)
    return found.order_by("pk").values_list("role", "user__name")


@ready_text
def _crowd(practice_id: int, /) -> QuerySet[Practice, Practice]:
    found = Practice.objects.filter(pk=practice_id).annotate(people=Count("memberships"))
    return found.only("name")


@pytest.mark.django_db
def test_rows_are_those_of_django(ana: Person, practice: Practice) -> None:
    now = timezone.now()
    for number, actor in enumerate([ana.user, None]):
        at = now + timedelta(seconds=number)
        record("a.fact", practice=practice, subject=practice, actor=actor, at=at, n=[number])

    first, last = _events(practice.pk, newest_first=False)

    assert (first.details, first.actor, first.at) == ({"n": [0]}, ana.user, now)
    assert (last.details, last.actor, last._state.adding) == ({"n": [1]}, None, False)
    assert [event.pk for event in _events(practice.pk, newest_first=True)] == [last.pk, first.pk]
    assert _events.first(practice.pk, newest_first=True) == last
    assert _events(practice.pk + 1, newest_first=True) == []
    assert _events.first(practice.pk + 1, newest_first=True) is None


@pytest.mark.django_db
def test_lists_annotations_and_columns_that_are_not_read(ana: Person, practice: Practice) -> None:
    assert _members([]) == []
    assert _members([Role.VENDOR.value]) == []
    everybody = [role.value for role in Role]
    found = Membership.objects.filter(left_at=None).order_by("pk")
    assert _members(everybody) == list(found.values_list("role", "user__name"))

    [crowd] = _crowd(practice.pk)
    people = Membership.objects.filter(practice=practice).count()
    assert (crowd.name, vars(crowd)["people"]) == (practice.name, people)
    assert "slug" in crowd.get_deferred_fields() and crowd.slug == practice.slug


@pytest.mark.django_db
def test_kept_children_need_no_query_and_know_their_parent(practice: Practice) -> None:
    other = Practice.objects.create(name="Other", slug="other-one")
    Location.objects.create(practice=practice, name="Harbor")
    keep_many(
        [practice, other],
        "locations",
        Location.objects.filter(practice__in=[practice, other]),
        parent="practice",
    )
    with connection.execute_wrapper(_refuse):
        places = list(practice.locations.all())
        assert "Harbor" in [place.name for place in places]
        assert all(place.practice is practice for place in places)
        assert not other.locations.all()


def _refuse(*args: object) -> None:
    raise AssertionError("a query that was not needed")


def test_what_it_cannot_read_is_refused() -> None:
    def whole(pk: int, /) -> QuerySet[Practice, Practice]:
        return Practice.objects.filter(pk=pk).prefetch_related("locations")

    with pytest.raises(TypeError, match="Practice"):
        Ready(whole, is_planned_once=True)(1)


@ready
def _names(pk: int, /) -> QuerySet[User, str]:
    return User.objects.filter(pk=pk).values_list("name", flat=True)


@pytest.mark.django_db(transaction=True)
def test_a_column_that_changes_while_it_runs_costs_one_transaction_at_most() -> None:
    user = User.objects.create(email="someone@ready.example", name="Someone")
    assert _names(user.pk) == ["Someone"]
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE practices_user ALTER COLUMN name TYPE varchar(321)")
    assert _names(user.pk) == ["Someone"]
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE practices_user ALTER COLUMN name TYPE varchar(120)")
    with pytest.raises(NotSupportedError), transaction.atomic():
        _names(user.pk)
    with transaction.atomic():
        assert _names(user.pk) == ["Someone"]
    assert _names(user.pk) == ["Someone"]


@ready_change
def _renamed(pk: int, name: str, now: datetime, /) -> Change:
    found = Practice.objects.filter(pk=pk, created_at__lt=now)
    return found, {"name": name, "slug": Concat(F("slug"), Value("-x"))}


@pytest.mark.django_db
def test_changes_tell_how_many_rows_they_changed(practice: Practice) -> None:
    soon = timezone.now() + timedelta(days=1)
    assert _renamed(practice.pk, "Ours %s", soon) == 1
    assert _renamed(practice.pk, "Late", practice.created_at) == 0
    assert _renamed(2**63, "None", soon) == 0
    slug = practice.slug
    practice.refresh_from_db()
    assert (practice.name, practice.slug) == ("Ours %s", f"{slug}-x")
    with pytest.raises(DataError), transaction.atomic():
        _renamed(practice.pk, "x" * 1000, soon)
    with pytest.raises(TransactionManagementError), transaction.atomic():
        with pytest.raises(DataError):
            _renamed(practice.pk, "x" * 1000, soon)
        Practice.objects.count()
