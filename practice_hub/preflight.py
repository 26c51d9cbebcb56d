"""What must be true before anything is started; each failure is one plain sentence."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from practice_hub.ports import is_free

LOCK_FILE_NAME: Final = "up.lock"
NEEDED_MEGABYTES: Final = 300
# Children of a killed `up` stop by themselves; this is how long they may take to free a port.
LEFTOVER_SECONDS: Final = 10.0
POLL_SECONDS: Final = 0.2


class PreflightError(Exception):
    """Nothing has been started; the message says why and what to do."""


def check_folder(data_dir: Path, needed_megabytes: int = NEEDED_MEGABYTES) -> None:
    """Make the data folder if need be, and check that it takes files and has room for them."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=data_dir) as file:
            file.write(b"x" * 4096)
            file.flush()
        free = shutil.disk_usage(data_dir).free // 2**20
    except OSError as error:
        raise PreflightError(_folder_sentence(data_dir, error)) from error
    if free < needed_megabytes:
        raise PreflightError(
            f"The disk with the data folder {data_dir} is full: {free} MB are free and "
            f"{needed_megabytes} MB are needed; free some room or set DATA_DIR to another disk."
        )


@contextmanager
def hold_folder(data_dir: Path) -> Iterator[bool]:
    """Hold the data folder for this process alone; gives True when the last holder was killed.

    The kernel frees the lock when its holder dies in whatever way, so no stale lock can remain.
    """
    with (data_dir / LOCK_FILE_NAME).open("a+") as file:
        _lock(file, data_dir)
        file.seek(0)
        was_killed = bool(file.read().strip())
        _write(file, str(os.getpid()))
        try:
            yield was_killed
        finally:
            _write(file, "")


def check_ports(ports: Mapping[str, int], host: str, *, wait_for_leftovers: bool = False) -> None:
    """Check that each named port is free and that no two are the same."""
    _check_distinct(ports)
    for name, port in ports.items():
        if not _becomes_free(port, host, LEFTOVER_SECONDS if wait_for_leftovers else 0.0):
            raise PreflightError(
                f"Port {port} ({name}) is in use by another program: stop that program, or set "
                f"{name} to a free port, such as {name}={port + 100}."
            )


def _check_distinct(ports: Mapping[str, int]) -> None:
    seen: dict[int, str] = {}
    for name, port in ports.items():
        if port in seen:
            raise PreflightError(
                f"{seen[port]} and {name} are both {port}: set one of them to another port."
            )
        seen[port] = name


def _becomes_free(port: int, host: str, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    try:
        while not is_free(port, host):
            if time.monotonic() >= deadline:
                return False
            time.sleep(POLL_SECONDS)
    except OSError as error:
        raise PreflightError(
            f"Port {port} on {host} cannot be used ({error.strerror}): choose another port or host."
        ) from error
    return True


def _lock(file: IO[str], data_dir: Path) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
            raise PreflightError(_folder_sentence(data_dir, error)) from error
        file.seek(0)
        holder = file.read().strip()
        process = f" (process {holder})" if holder else ""
        raise PreflightError(
            f"The data folder {data_dir} is in use by a Practice Hub that is already "
            f"running{process}: stop that one first, or set DATA_DIR to another folder."
        ) from error


def _write(file: IO[str], text: str) -> None:
    file.seek(0)
    file.truncate()
    file.write(text)
    file.flush()


def _folder_sentence(data_dir: Path, error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return (
            f"The disk with the data folder {data_dir} is full: free some room or set DATA_DIR "
            "to another disk."
        )
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return (
            f"The data folder {data_dir} cannot be written to ({error.strerror}): make it "
            "writable for this user or set DATA_DIR to another folder."
        )
    return f"The data folder {data_dir} cannot be used ({error.strerror}): set DATA_DIR to another."
