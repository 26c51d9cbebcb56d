"""The server that a command works with: the one that is set, or our own, started for the while."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.conf import settings

from practice_hub import preflight
from practice_hub.backups.address import Address
from practice_hub.backups.errors import BackupError
from practice_hub.embedded import EmbeddedError, EmbeddedPostgres


@contextmanager
def serving(*, is_alone: bool) -> Iterator[Address]:
    """Give the product's database. `is_alone`: no hub may run on this data folder meanwhile.

    Raises BackupError.
    """
    with ExitStack() as stack:
        try:
            address = _reach(stack, is_alone=is_alone)
        except (preflight.PreflightError, EmbeddedError, OSError) as error:
            raise BackupError(str(error)) from error
        yield address


def _reach(stack: ExitStack, *, is_alone: bool) -> Address:
    if settings.DATABASE_URL and not is_alone:
        return Address.in_use()
    preflight.check_folder(settings.DATA_DIR)
    stack.enter_context(preflight.hold_folder(settings.DATA_DIR))
    if settings.DATABASE_URL:
        return Address.in_use()
    server = EmbeddedPostgres(settings.DATA_DIR)
    stack.callback(server.stop)
    return Address.of_url(server.start())
