"""Databases that come and go: one to try a backup in, one to restore into, the one it replaces.

One backup or restore works on a server at a time: it holds a lock that the server frees when its
holder dies in whatever way. Whoever has the lock knows that any scratch database is a leftover.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import psycopg2
from psycopg2.sql import SQL, Identifier

from practice_hub.backups.address import Address
from practice_hub.backups.errors import BackupError, BusyError

_LOCK: Final = 7_301_101  # any number will do, as long as nobody else uses it
_LOOKS, _PAUSE_SECONDS = 10, 0.1
# The server's own helpers, such as autovacuum, give way by themselves.
_VISITORS: Final = """
SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'
"""
_STAMP: Final = "%Y%m%d%H%M%S"
TRIED, FRESH, BEFORE = "verify", "restore", "before"
# What was replaced holds posts that are taken back meanwhile: gone within 24 hours (rules of X).
KEPT_BEFORE: Final = timedelta(hours=23)
_LONGEST: Final = 63 - len("_restore_20260101000000")  # PostgreSQL cuts longer names off


class House:
    """A server of databases, with the lock; `address` is the database it is all about."""

    def __init__(self, address: Address, cursor: Any) -> None:
        self.address = address
        self._cursor = cursor

    def named(self, purpose: str, now: datetime) -> Address:
        return self.address.named(f"{self._stem}_{purpose}_{now.astimezone(UTC):{_STAMP}}")

    def make(self, address: Address) -> None:
        try:
            self._run("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'", address.name)
        except psycopg2.errors.InsufficientPrivilege:
            raise BackupError(
                "The database's user may not make databases, which trying and restoring a backup "
                f"needs: let an administrator run ALTER ROLE {address.settings.get('USER')} "
                "CREATEDB. (A backup can be made without trying it: --no-verify.)"
            ) from None

    def drop(self, address: Address) -> None:
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", address.name)

    def exists(self, address: Address) -> bool:
        self._cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [address.name])
        return self._cursor.fetchone() is not None

    def visitors(self) -> int:
        """How many are connected to the database; who just left is given a moment to be gone."""
        for _ in range(_LOOKS):
            self._cursor.execute(_VISITORS, [self.address.name])
            count = int(self._cursor.fetchone()[0])
            if not count:
                return 0
            time.sleep(_PAUSE_SECONDS)
        return count

    def put_in_place(self, fresh: Address, before: Address) -> None:
        """`fresh` takes the name of the database, which is called `before` from now on; both or
        neither."""
        self._cursor.execute("BEGIN")
        try:
            if self.exists(self.address):
                self._rename(self.address, before)
            self._rename(fresh, self.address)
            self._cursor.execute("COMMIT")
        except psycopg2.Error as error:
            self._cursor.execute("ROLLBACK")
            raise BackupError(
                "The restored database could not take its place, because somebody connected to "
                "the old one meanwhile: stop whatever uses it and try again. Nothing was changed."
            ) from error

    def sweep(self, now: datetime) -> list[str]:
        """Drop what cut-off runs left, and what was replaced a day ago; gives their names."""
        gone = []
        self._cursor.execute("SELECT datname FROM pg_database")
        form = re.compile(rf"{re.escape(self._stem)}_({TRIED}|{FRESH}|{BEFORE})_(\d{{14}})")
        for (name,) in self._cursor.fetchall():
            match = form.fullmatch(name)
            if match is None:
                continue
            made_at = datetime.strptime(match[2], _STAMP).replace(tzinfo=UTC)
            if match[1] != BEFORE or now - made_at >= KEPT_BEFORE:
                self.drop(self.address.named(name))
                gone.append(name)
        return gone

    @property
    def _stem(self) -> str:
        return self.address.name[:_LONGEST]

    def _rename(self, old: Address, new: Address) -> None:
        self._run("ALTER DATABASE {} RENAME TO {}", old.name, new.name)

    def _run(self, sql: str, *names: str) -> None:
        self._cursor.execute(SQL(sql).format(*(Identifier(name) for name in names)))


@contextmanager
def held(address: Address) -> Iterator[House]:
    """Hold the server for this run. Raises BusyError, and BackupError when it cannot be reached."""
    with closing(address.connect_to_house()) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, hashtext(%s))", [_LOCK, address.name])
        row = cursor.fetchone()
        if not row or not row[0]:
            raise BusyError("Another backup or restore of this database is running: wait for it.")
        yield House(address, cursor)
