"""The audit is append-only in PostgreSQL itself, and has one writer."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from practice_hub.audit.models import AuditEvent
from practice_hub.audit.record import build, record, record_many
from practice_hub.practices.models import Practice
from tests.people import Person
from tests.support import cluster


@pytest.fixture
def event(practice: Practice, ana: Person) -> AuditEvent:
    now = timezone.now()
    record(
        "practice.changed",
        practice=practice,
        subject=practice,
        actor=ana.user,
        at=now,
        fields=["name"],
    )
    return AuditEvent.objects.latest("pk")


def test_record_keeps_who_what_and_when(event: AuditEvent, practice: Practice, ana: Person) -> None:
    row = AuditEvent.objects.get()
    assert (row.practice_id, row.actor_id) == (practice.pk, ana.user.pk)
    assert (row.name, row.subject_type, row.subject_id) == (
        "practice.changed",
        "practice",
        practice.pk,
    )
    assert row.details == {"fields": ["name"]}


def test_record_many_writes_in_one_statement(
    practice: Practice, django_assert_num_queries: object
) -> None:
    events = [
        build("x.happened", practice=practice, subject=practice, actor=None, at=timezone.now())
        for _ in range(3)
    ]
    with django_assert_num_queries(1):  # type: ignore[operator]
        record_many(events)
    assert AuditEvent.objects.filter(name="x.happened", actor=None).count() == 3


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_auditevent SET name = 'nothing.happened'",
        "DELETE FROM audit_auditevent",
    ],
)
def test_rows_can_be_neither_changed_nor_deleted(event: AuditEvent, statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert AuditEvent.objects.get().name == "practice.changed"


def test_the_orm_is_refused_too(event: AuditEvent) -> None:
    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
        event.delete()
    event.name = "nothing.happened"
    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
        event.save()


@pytest.mark.parametrize(
    "statement",
    [
        *("TRUNCATE audit_auditevent", "TRUNCATE audit_auditseal"),
        *("TRUNCATE practices_practice CASCADE", "TRUNCATE practices_user CASCADE"),
    ],
)
def test_the_tables_cannot_be_emptied(event: AuditEvent, statement: str) -> None:
    """With the triggers as every installation has them, whatever a session sets."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # or the tables cannot be altered yet
        cursor.execute(cluster.OPEN_AUDIT.replace("DISABLE", "ENABLE"))
        cursor.execute("SET LOCAL practice_hub.allow_audit_truncate = 'on'")
    with (
        pytest.raises(ProgrammingError, match="append-only: TRUNCATE"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert AuditEvent.objects.get() == event
