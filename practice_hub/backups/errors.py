"""What goes wrong with backups, in one plain sentence that says what to do."""

from __future__ import annotations


class BackupError(Exception):
    """Nothing that existed before has been changed; the message is for whoever runs the server."""


class BusyError(BackupError):
    """Another backup or restore works on the same server."""
