"""Where a database is, for Django, for the driver and for PostgreSQL's programs."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import psycopg2
import psycopg2.extensions
from django.db import connection

from practice_hub.backups.errors import BackupError
from practice_hub.service_urls import database_from_url

# Of the databases that every server has, one to be connected to while others are made and named.
HOUSES: Final = ("postgres", "template1")
_VARIABLES: Final = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "service": "PGSERVICE",
}


@dataclass(frozen=True)
class Address:
    """One database; never shown, because it holds a password."""

    settings: Mapping[str, Any]  # as one of Django's DATABASES

    def __repr__(self) -> str:
        return f"<database {self.name}>"

    @property
    def name(self) -> str:
        return str(self.settings["NAME"])

    @classmethod
    def of_url(cls, url: str) -> Address:
        return cls(database_from_url(url))

    @classmethod
    def in_use(cls) -> Address:
        """The one that this process works with."""
        return cls(dict(connection.settings_dict))

    def named(self, name: str) -> Address:
        """Another database of the same server."""
        return Address({**self.settings, "NAME": name})

    def connect(self) -> psycopg2.extensions.connection:
        """A connection of its own, in which every statement stands for itself."""
        words = {**self._words(), **self.settings.get("OPTIONS", {})}
        found: psycopg2.extensions.connection = psycopg2.connect(dbname=self.name, **words)
        found.autocommit = True
        return found

    def connect_to_house(self) -> psycopg2.extensions.connection:
        """To a database that is always there. Raises BackupError."""
        for name in HOUSES:
            try:
                return self.named(name).connect()
            except psycopg2.OperationalError as error:
                problem = type(error).__name__
        raise BackupError(
            f"The PostgreSQL server cannot be reached ({problem}): check its address, user and "
            "password, and that this user may connect to its database postgres."
        )

    def environment(self) -> dict[str, str]:
        """For PostgreSQL's programs: a password never stands among their arguments."""
        words = {**self._words(), **self.settings.get("OPTIONS", {})}
        ours = {_VARIABLES[key]: str(value) for key, value in words.items() if key in _VARIABLES}
        return {**os.environ, **ours, "LC_ALL": "C"}

    def _words(self) -> dict[str, str]:
        named = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
        found = {word: str(self.settings.get(key) or "") for word, key in named.items()}
        return {word: value for word, value in found.items() if value}


@contextmanager
def use(address: Address) -> Iterator[None]:
    """Let Django work on this database for a while, in this process."""
    connection.close()
    kept = dict(connection.settings_dict)
    connection.settings_dict.update(address.settings)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(kept)
