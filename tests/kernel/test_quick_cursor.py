"""The driver's cursor is given only where Django's own would be, on a connection that is there."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg2.errors
import pytest
from django.db import DatabaseError, DataError, connections, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext


def pid_of(ours: Any) -> int:
    with ours.quick_cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_the_quick_cursor_belongs_to_the_connection_of_now() -> None:
    ours: Any = connections.create_connection("default")
    try:
        first = pid_of(ours)  # connects by itself
        assert pid_of(ours) == first
        ours.close()
        second = pid_of(ours)
        assert second != first
        with CaptureQueriesContext(ours) as seen:
            assert pid_of(ours) == second
        assert len(seen) == 1, "who counts is told"
        with ThreadPoolExecutor(1) as other, pytest.raises(DatabaseError):
            other.submit(pid_of, ours).result()
        with pytest.raises(DataError) as raised, ours.quick_cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
        assert isinstance(raised.value.__cause__, psycopg2.errors.DivisionByZero)
        with ours.quick_cursor() as cursor:
            cursor.execute("SELECT now()")
            assert cursor.fetchone()[0].tzinfo is not None
    finally:
        ours.close()


@pytest.mark.django_db
def test_a_broken_transaction_asks_nothing_more() -> None:
    with pytest.raises(TransactionManagementError), transaction.atomic():
        transaction.set_rollback(True)
        pid_of(connections["default"])


@pytest.mark.django_db(transaction=True)
def test_a_server_that_hung_up_is_noticed_at_the_next_request() -> None:
    ours: Any = connections.create_connection("default")
    other: Any = connections.create_connection("default")
    try:
        first = pid_of(ours)
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [first])
        ours.close_if_unusable_or_obsolete()  # as each request begins
        assert pid_of(ours) != first
    finally:
        ours.close()
        other.close()
