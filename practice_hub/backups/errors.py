"""What goes wrong with backups, in one plain sentence that says what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import django.db
import psycopg2


class BackupError(Exception):
    """Nothing that existed before has been changed; the message is for whoever runs the server."""


class BusyError(BackupError):
    """Another backup or restore works on the same server."""


@contextmanager
def plain_words() -> Iterator[None]:
    """What the database says may quote rows and addresses, so its kind alone is told."""
    try:
        yield
    except (psycopg2.Error, django.db.Error) as error:
        raise BackupError(
            f"The database stopped answering, or refused ({type(error).__name__}): see the log of "
            "PostgreSQL, and try again. What was there before is as it was."
        ) from error
