"""What must not come back with a restored database: said by the database that is replaced, and by
the ledger beside the backup."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Final

from practice_hub.backups import ledgers
from practice_hub.backups.errors import BackupError
from practice_hub.backups.files import LEDGER
from practice_hub.backups.hooks import ForeignLedgerError, Ledger
from practice_hub.backups.hooks import ledgers as all_ledgers
from practice_hub.backups.ledgers import Sorted

_NONE_BESIDE: Final = (
    f"There was no {LEDGER} beside the backup: posts that were taken back after it was made are "
    "found by the next looks at the networks, within 24 hours. People who were erased since are "
    "back: erase them once more."
)


def apply(backup: Path, old_lines: IO[str], *, now: datetime) -> Iterator[str]:
    """Do it, and give sentences. Works on the database in use. Raises BackupError.

    Kind by kind and not source by source: whom an erasure means must be found before the last of
    their posts takes the name away.
    """
    old_lines.seek(0)
    old = ledgers.sort(old_lines)
    path = backup.with_name(LEDGER)
    beside = _read(path)
    is_foreign = False
    for ledger in all_ledgers():
        try:
            count = ledger.apply(old.get(ledger.kind, []), now)
        except ForeignLedgerError:
            is_foreign, count = True, 0
        count += _apply_file(ledger, beside or {}, path, now)
        yield ledger.said.format(count=f"{count:,}") if count else ""
    if is_foreign:
        yield "What the replaced database had forgotten is of another installation: left out."
    if beside is None:
        yield _NONE_BESIDE


def _read(path: Path) -> Sorted | None:
    """None: there is no such file."""
    if not path.exists():
        return None
    try:
        with path.open(encoding="utf-8") as file:
            # A line without an end was being written when the machine stopped.
            return ledgers.sort(line for line in file if line.endswith("\n"))
    except ValueError as error:
        raise _unreadable(path) from error


def _apply_file(ledger: Ledger, lines: Sorted, path: Path, now: datetime) -> int:
    try:
        return ledger.apply(lines.get(ledger.kind, []), now)
    except ForeignLedgerError as error:
        raise BackupError(
            f"{path} belongs to another installation than this backup: put the one of this "
            "installation there, or move it away. Nothing was changed."
        ) from error
    except ValueError as error:
        raise _unreadable(path) from error


def _unreadable(path: Path) -> BackupError:
    return BackupError(
        f"{path} cannot be read: take it from another copy of the backups, or move it away. "
        "Nothing was changed."
    )
