"""The connection of Django's own PostgreSQL backend, given up when its server hangs.

A server that stands still while its machine lives (paused, or stuck behind its disk) has a kernel
that goes on to confirm whatever is sent, so no time limit of TCP or of the server itself ends the
wait. A kept connection is looked at before each use; that look is given up from this side, and a
new connection has a limit of its own (`service_urls.DATABASE_PATIENCE`). A statement that had begun
when the server stopped still waits for it: nobody can tell it from one that takes long.
"""

from __future__ import annotations

import os
import select
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Any, Final

from django.db.backends.postgresql import base

LOOK_SECONDS: Final = 5.0
TRUST_SECONDS: Final = 1.0


class DatabaseWrapper(base.DatabaseWrapper):
    """`ENGINE` "practice_hub.database"."""

    # Statements that the server keeps for this connection, and how it is asked for them
    # (`ready.py`).
    prepared: dict[object, str]
    _quick: _QuickCursor
    health_check_done: bool  # Django's own, which its types do not know
    _thread_ident: int
    _looked_at = float("-inf")  # on the clock of `time.monotonic`

    def get_new_connection(self, conn_params: Any) -> Any:
        self.prepared = {}
        made = super().get_new_connection(conn_params)
        plain = made.cursor()
        plain.tzinfo_factory = self.tzinfo_factory
        self._quick = _QuickCursor(plain, self.wrap_database_errors)
        return made

    def init_connection_state(self) -> None:
        """What is prepared is planned once, for all values: PostgreSQL would plan the counts of the
        queues anew each time, which takes it six times as long as counting (docs/speed.md)."""
        super().init_connection_state()
        with self.cursor() as cursor:
            cursor.execute("SET plan_cache_mode = force_generic_plan")

    def quick_cursor(self) -> AbstractContextManager[Any]:
        """As `cursor()`, for what is read to its end before anything else is asked.

        The driver's own, one a connection: Django's wrappers around it take a third as long as a
        small statement itself. Who counts or logs what is asked gets Django's.
        """
        if self.execute_wrappers or self.queries_logged:
            return self.cursor()
        # What Django's asks each time through properties and locks, asked where it may matter.
        if self.connection is None or not self.health_check_done:
            self.close_if_health_check_failed()
            self.ensure_connection()
        if self._thread_ident != threading.get_ident():
            self.validate_thread_sharing()
        if self.needs_rollback:
            self.validate_no_broken_transaction()
        return self._quick

    def is_usable(self) -> bool:
        """Does the server answer on this connection within LOOK_SECONDS?

        Looked at once in TRUST_SECONDS at most: it has cost a thread and a question for every
        request. A server that went away since then has hung up, which shows without asking.
        """
        if self.connection is None or self.connection.closed:
            return False
        now = time.monotonic()
        is_fresh = now - self._looked_at < TRUST_SECONDS and not self.errors_occurred
        if is_fresh and _is_quiet(self.connection.fileno()):
            return True
        is_usable = self._answers()
        self._looked_at = now if is_usable else float("-inf")
        return is_usable

    def _answers(self) -> bool:
        if self.connection is None:
            return False
        with _hung_up(self.connection.fileno(), LOOK_SECONDS) as was_hung_up:
            is_answered = super().is_usable()
        return is_answered and not was_hung_up.is_set()


class _QuickCursor:
    """A cursor of the driver, whose errors become Django's."""

    def __init__(self, cursor: Any, errors: AbstractContextManager[None]) -> None:
        self._cursor, self._errors = cursor, errors

    def __enter__(self) -> Any:
        return self._cursor

    def __exit__(self, *raised: Any) -> None:
        self._errors.__exit__(*raised)


def _is_quiet(line: int) -> bool:
    """Nothing has come on a line on which nothing was asked; a goodbye would be something."""
    look = select.poll()
    look.register(line, select.POLLIN)
    return not look.poll(0)


@contextmanager
def _hung_up(line: int, seconds: float) -> Iterator[threading.Event]:
    """Shut the socket `line` after `seconds`, which ends every wait for it; gives whether it was.

    The driver waits without holding up other threads, so one of them can do it.
    """
    was_hung_up = threading.Event()
    # A handle of its own: the number of the driver's may name another file by then.
    with socket.socket(fileno=os.dup(line)) as ours:
        timer = threading.Timer(seconds, _hang_up, (ours, was_hung_up))
        timer.daemon = True
        with suppress(RuntimeError):  # a process that ends starts no thread any more
            timer.start()
        try:
            yield was_hung_up
        finally:
            timer.cancel()


def _hang_up(line: socket.socket, was_hung_up: threading.Event) -> None:
    was_hung_up.set()
    with suppress(OSError):  # it was closed at this moment
        line.shutdown(socket.SHUT_RDWR)
