"""The file on disk: never half of one under its final name, and only so many of them."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Final

from practice_hub.backups.errors import BackupError

ENDING: Final = ".backup"
STEM: Final = "practice-hub-"
LEDGER: Final = "forgotten-posts.jsonl"  # beside the backups
_PARTIAL: Final = ".partial"


def name_for(target: Path, now: datetime) -> Path:
    """`target` itself, or in the folder that it is a name with the time."""
    if not target.is_dir():
        return target
    return target / f"{STEM}{now.astimezone(UTC):%Y%m%dT%H%M%SZ}{ENDING}"


def is_named_by_us(name: str) -> bool:
    return name.startswith(STEM) and name.endswith(ENDING)


@contextmanager
def new_file(path: Path) -> Iterator[tuple[IO[bytes], Path]]:
    """A file that gets its name when all of it is on the disk, and is gone when not.

    Gives it and where it is until then. Raises BackupError for a full disk or a closed folder.
    """
    aside = path.with_name(f".{path.name}.{os.getpid()}{_PARTIAL}")
    try:
        _remove_leftovers(path.parent)
        with os.fdopen(os.open(aside, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file, aside
            file.flush()
            os.fsync(file.fileno())
            aside.rename(path)
            _sync_folder(path.parent)
    except OSError as error:
        raise BackupError(_sentence(path, error)) from error
    finally:
        aside.unlink(missing_ok=True)


def _remove_leftovers(folder: Path) -> None:
    """What a killed run left. Whoever still writes holds a lock, which the kernel frees."""
    for path in folder.glob(f".*{_PARTIAL}"):
        with suppress(OSError), path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sentence(path: Path, error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return (
            f"The disk with {path.parent} is full, so there is no new backup; those before it are "
            "as they were. Free some room, or keep fewer (--keep, BACKUP_KEEP)."
        )
    return f"{path} cannot be written ({error.strerror}): check the folder and its rights."
