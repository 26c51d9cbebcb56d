"""Emptying the database after a test that has committed: only the tables that it has written to.

Django truncates every table, which makes a file anew for each table and index, and then looks for
content types and permissions that are missing. Most tests write to a few tables, and nothing here
takes those two away.
"""

from __future__ import annotations

from typing import Any

from django.db import connections
from django.test import TransactionTestCase

_KEPT = ("django_content_type", "auth_permission", "django_migrations")
_LOOK = "SELECT '{0}' WHERE EXISTS (SELECT FROM \"{0}\")"


def empty_quickly() -> None:
    """From now on every test case that commits is cleaned up so."""
    TransactionTestCase._fixture_teardown = _teardown


def _teardown(case: Any) -> None:
    for name in case._databases_names(include_mirrors=False):
        empty(name)


def empty(name: str = "default") -> None:
    """Take all rows out of the tables of that database, the order of keys and guards aside."""
    connection = connections[name]
    tables = [table for table in connection.introspection.table_names() if table not in _KEPT]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(_LOOK.format(table) for table in tables))
        deletes = [f'DELETE FROM "{table}"' for (table,) in cursor.fetchall()]
        # As a replica: without the guards of the audit and without the order of foreign keys.
        steps = ["BEGIN", "SET LOCAL session_replication_role = replica", *deletes, "COMMIT"]
        cursor.execute("; ".join(steps))
