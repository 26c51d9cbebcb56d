"""One statement that PostgreSQL reads and plans once a connection (`ready.py`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, NotSupportedError, connection, connections, transaction
from django.db.models import Expression
from django.db.models.sql.compiler import SQLCompiler
from psycopg2.extensions import AsIs

from practice_hub.ready_rows import Row

_NUMBERS: Final = count(1)
_LARGEST: Final = 2**63 - 1  # that a column holds


class Slot(Expression):
    """The place of a value in a statement."""

    def __init__(self, position: int) -> None:
        super().__init__()
        self.position = position

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> Any:
        return "%s", [self]


def may_be_found(value: Any) -> bool:
    """Whether a column can hold it. Raises TypeError for None."""
    if value is None:
        raise TypeError("A value of None would be another statement (IS NULL).")
    if type(value) is int:
        return -_LARGEST - 1 <= value <= _LARGEST
    return not isinstance(value, str) or "\x00" not in value


class Statement:
    """A text with its values, of which some are slots."""

    def __init__(self, text: str, values: Sequence[Any]) -> None:
        self.text, self.values = text, values
        self.places = [value.position for value in values if isinstance(value, Slot)]

    def rows(self, values: Sequence[Any]) -> list[Row]:
        """What it finds for these values of the slots."""
        given = [values[place] for place in self.places]
        found: list[Row] = self._run(given, _all_rows)
        return found

    def rows_planned_anew(self, values: Sequence[Any]) -> list[Row]:
        """The same, by a plan for just these values."""
        given = [values[v.position] if isinstance(v, Slot) else v for v in self.values]
        kept: Any = connections[DEFAULT_DB_ALIAS]
        with kept.quick_cursor() as cursor:
            cursor.execute(self.text, given)
            return _all_rows(cursor)

    def changed(self, values: Sequence[Any]) -> int:
        """How many rows it changed."""
        given = [values[place] for place in self.places]
        # As with Django's own changes: what failed in a transaction is not committed.
        with transaction.mark_for_rollback_on_error(DEFAULT_DB_ALIAS):
            number: int = self._run(given, _row_count)
        return number

    def _run(self, given: list[Any], read: Callable[[Any], Any]) -> Any:
        kept: Any = connections[DEFAULT_DB_ALIAS]  # looked up once, not at each step
        try:
            return self._asked(kept, given, read)
        except NotSupportedError:  # a column became another one while the connection was kept
            kept.prepared.clear()  # others read that column, too
            if kept.in_atomic_block:  # which has failed; the next one prepares anew
                raise
            return self._asked(kept, given, read)

    def _asked(self, kept: Any, given: list[Any], read: Callable[[Any], Any]) -> Any:
        with kept.quick_cursor() as cursor:  # by now the connection is looked at, or a new one
            known: dict[object, str] = kept.prepared
            if self not in known:
                known[self] = self.prepare(getattr(cursor, "cursor", cursor))
            cursor.execute(known[self], given)
            return read(cursor)

    def prepare(self, plain: Any) -> str:
        """Let PostgreSQL read and plan it once a connection, too; not counted as a query. Gives
        how to ask for it, by a name that was never used: one that fell into disuse keeps its own
        to the end of the connection. `plain` is a cursor of the driver."""
        name, numbers = f"ready_{next(_NUMBERS)}", count(1)
        values = [AsIs(f"${next(numbers)}") if isinstance(v, Slot) else v for v in self.values]
        with connection.wrap_database_errors:
            plain.execute(f"PREPARE {name} AS {self.text}", values)
        return f"EXECUTE {name} ({', '.join(['%s'] * len(self.places))})"


def _all_rows(cursor: Any) -> list[Row]:
    found: list[Row] = cursor.fetchall()
    return found


def _row_count(cursor: Any) -> int:
    number: int = cursor.rowcount
    return number
