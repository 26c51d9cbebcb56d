"""Statements that are made once, where a connection, a transaction or a value is not as usual."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.db import DatabaseError, NotSupportedError, connection, connections, transaction
from django.db.models import QuerySet
from django.db.transaction import TransactionManagementError
from django.test import Client

from practice_hub.practices.models import User
from practice_hub.ready import ready
from practice_hub.session_store import SessionStore
from tests.faults.workers import eventually
from tests.people import Person

TOO_LARGE = 2**63


@ready
def _names(pk: int, /) -> QuerySet[User, str]:
    return User.objects.filter(pk=pk).values_list("name", flat=True)


@ready
def _people(pk: int, /) -> QuerySet[User, User]:
    return User.objects.filter(pk=pk)


@ready
def _sessions(key: str, /) -> QuerySet[Session, Session]:
    return Session.objects.filter(session_key=key)


@ready
def _held(pk: int, /) -> QuerySet[User, int]:
    return User.objects.select_for_update().filter(pk=pk).values_list("pk", flat=True)


@pytest.fixture
def someone() -> User:
    return User.objects.create(email="someone@hazards.example", name="Someone")


@pytest.mark.django_db(transaction=True)
def test_the_first_question_of_a_request_survives_a_restart_of_the_server(someone: User) -> None:
    """Of a statement that the lost connection knew, and of one that it did not."""
    assert _names(someone.pk) == ["Someone"]
    _hang_up()
    connection.close_if_unusable_or_obsolete()  # as each request begins
    assert _names(someone.pk) == ["Someone"]
    _hang_up()
    connection.close_if_unusable_or_obsolete()
    assert _sessions("a") == []


def _hang_up() -> None:
    """Let the server end the connection of this thread."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        server = cursor.fetchone()[0]
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [server])
            eventually(lambda: not _is_there(cursor, server), "it has gone")
    finally:
        other.close()


def _is_there(cursor: Any, server: int) -> bool:
    cursor.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [server])
    return cursor.fetchone() is not None


@pytest.mark.django_db(transaction=True)
def test_what_fails_while_it_is_prepared_fails_as_everything_of_django() -> None:
    connection.close()
    with pytest.raises(DatabaseError), transaction.atomic():
        with pytest.raises(DatabaseError), connection.cursor() as cursor:
            cursor.execute("SELECT nothing_of_that_name")
        _names(1)
    assert _names(1) == []


@pytest.mark.django_db(transaction=True)
def test_a_column_that_changes_ends_no_session_of_the_database(someone: User) -> None:
    """Locks and settings of a session outlast it; and one transaction fails, not one for each
    statement that reads the column."""
    assert _names(someone.pk) == ["Someone"] and _people(someone.pk) == [someone]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        before = cursor.fetchone()
        cursor.execute("ALTER TABLE practices_user ALTER COLUMN name TYPE varchar(321)")
    assert _names(someone.pk) == ["Someone"] and _people(someone.pk) == [someone]
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE practices_user ALTER COLUMN name TYPE varchar(120)")
    with pytest.raises(NotSupportedError), transaction.atomic():
        _names(someone.pk)
    with transaction.atomic():
        assert _people(someone.pk) == [someone] and _names(someone.pk) == ["Someone"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        assert cursor.fetchone() == before


@pytest.mark.django_db(transaction=True)
def test_a_row_is_held_in_transactions_alone(someone: User) -> None:
    with transaction.atomic():
        assert _held(someone.pk) == [someone.pk]
    with pytest.raises(TransactionManagementError):
        _held(someone.pk)


@pytest.mark.django_db(transaction=True)
def test_what_was_prepared_in_a_part_that_is_taken_back_is_there_after_it(someone: User) -> None:
    connection.close()
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            assert _names(someone.pk) == ["Someone"]
            raise ZeroDivisionError
        for _ in range(7):  # after five, PostgreSQL may have one plan for all values
            assert _names(someone.pk) == ["Someone"] and _names(0) == []


@pytest.mark.django_db
def test_values_that_are_none_or_stand_in_no_column(
    someone: User, client: Client, ana: Person
) -> None:
    nobody: Any = None
    assert _names(TOO_LARGE) == _names(-TOO_LARGE - 1) == []
    with pytest.raises(TypeError, match="None"):
        _names(nobody)
    with pytest.raises(User.DoesNotExist):
        User.objects.get(pk=TOO_LARGE)
    with transaction.atomic():
        assert not SessionStore("aaaaaaaa\x00").load()
    assert ana.client.get(f"/inbox/{TOO_LARGE}/").status_code == 404
    client.cookies["sessionid"] = "aaaaaaaa\x00"
    assert client.get("/accounts/login/").status_code == 200


@pytest.mark.django_db
def test_people_of_a_group_are_only_those(someone: User) -> None:
    group = Group.objects.create(name="Nobody")
    assert User.objects.get(pk=str(someone.pk)) == someone
    with pytest.raises(User.DoesNotExist):
        group.user_set.get(pk=someone.pk)
