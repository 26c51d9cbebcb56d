"""Which files a process counts in: it takes the lowest slot that nobody holds, and keeps its sums.

The library names files after process ids. Those of dead processes would pile up (workers and pages
are replaced all the time), must not be removed (a sum that falls reads as a restart), and two
containers that share DATA_DIR have the same ids. A slot is held by a lock on a file, which the
kernel opens when its holder dies, however it dies; whoever takes it next counts on from there. So
there are as many files as there were processes at once, and sums outlive restarts.

Room for a file is written before it is used: a page of a sparse file for which the disk has no room
left would end the process.
"""

from __future__ import annotations

import fcntl
import logging
import os
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings
from prometheus_client.mmap_dict import MmapedDict

logger = logging.getLogger(__name__)
MOST: Final = 512  # processes at once
AGAIN_SECONDS: Final = 60.0  # after the disk had no room
GAUGE: Final = "gauge_livesum"
# Bytes for all labels that there can be, by kind of file.
ROOM: Final = {"counter": 1 << 20, "histogram": 1 << 21, GAUGE: 1 << 16}
# Where the library looks; one for all of it, so it is set when the first slot is taken.
_LIBRARY: Final = "PROMETHEUS_MULTIPROC_DIR"


def folder() -> Path:
    """The number is raised when the labels of something counted change: old sums do not fit."""
    return Path(settings.METRICS_DIR or settings.DATA_DIR / "monitoring") / "1"


@dataclass(frozen=True, slots=True, eq=False)
class Slot:
    """What the library knows a process by; it names files after `str()`. Taken anew it is another
    one, also under the same number: then the library opens its files anew."""

    number: int
    descriptor: int

    def __str__(self) -> str:
        return str(self.number)


NONE: Final = Slot(-1, -1)


class Holder:
    """The slot of one process; a fork begins without one."""

    def __init__(self) -> None:
        self._begin()
        os.register_at_fork(after_in_child=self._forget)

    def _begin(self) -> None:
        self.slot = NONE
        self._lock = threading.Lock()
        self._try_at = 0.0

    def _forget(self) -> None:
        """The slot is the parent's: closing our copy of the lock does not open it."""
        if self.slot is not NONE:
            os.close(self.slot.descriptor)
        self._begin()

    def hold(self) -> bool:
        """Have a slot, taking one if need be; False while nobody may read what would be counted
        (no METRICS_TOKEN), and for a minute after the disk had no room."""
        if not settings.METRICS_TOKEN:
            return False
        if self.slot is NONE and time.monotonic() >= self._try_at:
            with self._lock:
                self._take()
        return self.slot is not NONE

    def release(self) -> None:
        """As if the process had ended."""
        self._forget()

    def _take(self) -> None:
        if self.slot is not NONE:  # another thread was quicker
            return
        try:
            os.environ[_LIBRARY] = str(folder())
            self.slot = _take_lowest(folder())
        except OSError as error:
            self._try_at = time.monotonic() + AGAIN_SECONDS
            logger.warning("nothing is counted for /metrics for now (%s)", type(error).__name__)


own: Final = Holder()


def tidy() -> None:
    """Take away what the dead leave behind: how many streams they had open, and files that a power
    cut has spoiled. Their sums stay."""
    for each in folder().glob("*.lock"):
        with _locked(each) as descriptor:
            if descriptor is not None:
                _make_sound(folder(), int(each.stem))


def _take_lowest(where: Path) -> Slot:
    """A slot that is ready to be counted in. Raises OSError."""
    where.mkdir(mode=0o700, parents=True, exist_ok=True)
    for number in range(MOST):
        with _locked(where / f"{number}.lock") as descriptor:
            if descriptor is not None:
                _make_sound(where, number)
                _make_room(where, number)
                return Slot(
                    number, os.dup(descriptor)
                )  # the lock is open as long as one of them is
    raise OSError(f"all {MOST} slots are taken")


@contextmanager
def _locked(path: Path) -> Iterator[int | None]:
    """The lock, held within; None when somebody else holds it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield None
    else:
        yield descriptor
    finally:
        os.close(descriptor)


def _make_sound(where: Path, number: int) -> None:
    for kind in ROOM:
        path = where / f"{kind}_{number}.db"
        if path.exists() and (kind == GAUGE or not _is_sound(path)):
            path.unlink()


def _is_sound(path: Path) -> bool:
    try:
        for _ in MmapedDict.read_all_values_from_file(str(path)):
            pass
    except (RuntimeError, ValueError, struct.error):
        return False
    return True


def _make_room(where: Path, number: int) -> None:
    for kind, size in ROOM.items():
        with (where / f"{kind}_{number}.db").open("ab") as file:
            file.write(bytes(max(size - file.tell(), 0)))
