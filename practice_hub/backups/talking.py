"""What the commands share: asking for the passphrase, and showing how far they are."""

from __future__ import annotations

import sys
from getpass import getpass
from pathlib import Path
from typing import TextIO

from django.conf import settings

from practice_hub.backups.errors import BackupError
from practice_hub.backups.sealed import SHORTEST_PASSPHRASE


def ask_passphrase(file: str, *, is_new: bool) -> str:
    """From the file, else BACKUP_PASSPHRASE, else typed. Never an argument, which everybody on the
    machine can read. Raises BackupError."""
    found = _from_file(file) if file else settings.BACKUP_PASSPHRASE
    if not found and sys.stdin.isatty():
        found = getpass("Passphrase of the backup: ")
        if is_new and getpass("Once more: ") != found:
            raise BackupError("The two passphrases are not the same. Nothing was done.")
    if len(found) < SHORTEST_PASSPHRASE:
        raise BackupError(
            f"A backup needs a passphrase of at least {SHORTEST_PASSPHRASE} characters: set "
            "BACKUP_PASSPHRASE or give --passphrase-file. Keep a copy away from this machine, "
            "because without it nobody can ever read the backup."
        )
    return found


def _from_file(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise BackupError(f"{file} cannot be read ({error.strerror}).") from error


class ProgressLine:
    """One line that changes on a terminal; elsewhere a line for each tenth."""

    def __init__(self, output: TextIO) -> None:
        self._output = output
        self._is_terminal = output.isatty()
        self._last = ("", -1)

    def __call__(self, what: str, percent: int) -> None:
        step = min(percent, 100) if self._is_terminal else min(percent, 100) // 10 * 10
        if (what, step) == self._last:
            return
        self._last = (what, step)
        text = f"{what}: {step} %"
        self._output.write(f"\r{text:<40}" if self._is_terminal else f"{text}\n")
        self._output.flush()

    def end(self) -> None:
        if self._is_terminal and self._last[1] >= 0:
            self._output.write("\n")
