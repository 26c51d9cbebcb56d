"""`python manage.py migrate`, which never makes the desk wait."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from typing import Any, Final

from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

# ALTER TABLE waits for whoever reads the table, and everybody else waits behind it: better to
# give up and try again than to stop the desk.
LOCK_SECONDS: Final = 2.0
PAUSE_SECONDS: Final = 3.0
TRIES: Final = 40
_LOCK_NOT_AVAILABLE: Final = "55P03"


class Command(DjangoMigrate):
    """Django's own, with short waits for locks and another try after each that was too long."""

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        for tries_left in reversed(range(TRIES)):
            try:
                with short_waits(connection):
                    super().handle(*args, **options)
                return
            except OperationalError as error:
                if not is_lock_timeout(error) or not tries_left:
                    raise
            self.stderr.write("A table is in use; trying again in a moment. Nobody has to wait.")
            time.sleep(PAUSE_SECONDS)


def is_lock_timeout(error: OperationalError) -> bool:
    """Somebody held the lock for longer than we wait."""
    return getattr(error.__cause__, "pgcode", None) == _LOCK_NOT_AVAILABLE


@contextlib.contextmanager
def short_waits(connection: BaseDatabaseWrapper, seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Statements give up a lock that they do not get within `seconds`.

    What runs CONCURRENTLY blocks nobody, and cut off it would leave half an index: it may wait.
    """
    _set_lock_timeout(connection, seconds)
    try:
        with connection.execute_wrapper(_unless_concurrent(connection, seconds)):
            yield
    finally:
        with contextlib.suppress(OperationalError):
            _set_lock_timeout(connection, 0)


def _unless_concurrent(connection: BaseDatabaseWrapper, seconds: float) -> Callable[..., Any]:
    def wrapper(execute: Callable[..., Any], sql: Any, *rest: Any) -> Any:
        if "CONCURRENTLY" not in str(sql):
            return execute(sql, *rest)
        _set_lock_timeout(connection, 0)
        try:
            return execute(sql, *rest)
        finally:
            _set_lock_timeout(connection, seconds)

    return wrapper


def _set_lock_timeout(connection: BaseDatabaseWrapper, seconds: float) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {int(seconds * 1000)}")
