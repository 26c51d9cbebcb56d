"""Every night a backup, the last N kept, the ledger beside them, and who hears if it failed.

Beat asks now and then; everything is decided from rows, so nothing is done twice and a missed night
is made up for in the morning.
"""

from __future__ import annotations

import logging
import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from practice_hub.backups import ledgers
from practice_hub.backups.address import Address
from practice_hub.backups.errors import BackupError, BusyError, plain_words
from practice_hub.backups.files import LEDGER, is_named_by_us, name_for, new_file
from practice_hub.backups.making import Made, Progress, make_backup
from practice_hub.backups.models import BackupRun
from practice_hub.backups.scratch import held
from practice_hub.clock import SLACK
from practice_hub.health.outages import settle_system

logger = logging.getLogger(__name__)
PART: Final = "backup"
LATE: Final = timedelta(days=2)
_NIGHT: Final = range(1, 5)  # UTC: one installation may serve practices in many zones
_AT_NIGHT, _IN_ANY_CASE = timedelta(hours=20), timedelta(hours=26)
_TRY_AGAIN: Final = timedelta(hours=1)
_OVERLAP: Final = timedelta(minutes=10)


def sweep(*, now: datetime) -> None:
    """Look after the backups of this installation: the ledger, what is due, what is late."""
    _drop_leftovers(now)
    if not settings.BACKUP_DIR:
        return
    if is_due(now=now):
        _make_nightly(now)
    else:
        add_to_ledger(Path(settings.BACKUP_DIR), now=now)
    tell_if_late(now=now)


def is_due(*, now: datetime) -> bool:
    """A good one is a day old (at night a little less), and nothing was tried within the hour."""
    if BackupRun.objects.filter(started_at__gt=now - _TRY_AGAIN, started_at__lte=now).exists():
        return False
    last = last_good(now=now)
    if last is None:
        return True
    age = now - last.started_at
    return age >= (_AT_NIGHT if now.hour in _NIGHT else _IN_ANY_CASE)


def last_good(*, now: datetime) -> BackupRun | None:
    """One of the time to come is of a clock that was ahead: it says nothing of today."""
    made = BackupRun.objects.good().filter(started_at__lte=now + SLACK)
    return made.order_by("-started_at").first()


def run_backup(
    address: Address,
    target: Path,
    passphrase: str,
    *,
    is_tried: bool,
    now: datetime,
    progress: Progress,
) -> Made:
    """Make one, note how it went, and put the ledger beside it. Raises BackupError."""
    run = _begun(target, now)
    try:
        ledgers.prepare()
        made = make_backup(
            address, target, passphrase, now=now, is_tried=is_tried, progress=progress
        )
        write_ledger(made.path.parent)
    except BusyError:
        run.delete()  # the other one is the run
        raise
    except BackupError as error:
        _book(run, error=str(error))
        raise
    _book(run, made)
    return made


def _begun(target: Path, now: datetime) -> BackupRun:
    """Named before it is read, so that a database that is restored from it knows it."""
    return BackupRun.objects.create(started_at=now, file_name=name_for(target, now).name)


@transaction.atomic(durable=True)
def _book(run: BackupRun, made: Made | None = None, *, error: str = "") -> None:
    run.finished_at, run.error = timezone.now(), error
    if made is not None:
        run.file_name, run.size_bytes = made.path.name, made.size_bytes
        run.is_tried = made.is_tried
    run.save()


def _make_nightly(now: datetime) -> None:
    folder = Path(settings.BACKUP_DIR)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = run_backup(
            Address.in_use(),
            folder,
            settings.BACKUP_PASSPHRASE,
            is_tried=True,
            now=now,
            progress=lambda what, percent: None,
        )
    except BusyError:
        return
    except (BackupError, OSError) as error:
        logger.error("the nightly backup failed: %s", error)
        return
    gone = prune(folder, settings.BACKUP_KEEP)
    logger.info("backup %s was made and tried; %d older removed", made.path.name, len(gone))


def prune(folder: Path, keep: int) -> list[Path]:
    """Remove all but the newest `keep` that this installation made; gives what is gone.

    By the rows, in the order in which they were made: by their names one of a clock that was ahead
    would stay for ever in place of newer ones, and those of another installation that shares the
    folder would go. Files with a name that somebody chose are left alone.
    """
    made = BackupRun.objects.filter(error="").exclude(finished_at=None).order_by("pk")
    names = dict.fromkeys(made.values_list("file_name", flat=True))
    there = [folder / name for name in names if is_named_by_us(name) and (folder / name).exists()]
    gone = there[:-keep]
    for path in gone:
        path.unlink(missing_ok=True)
    return gone


def write_ledger(folder: Path) -> None:
    """All of it anew, whole or not at all."""
    with new_file(folder / LEDGER) as (file, _):
        for line in ledgers.lines(None):
            file.write(f"{line}\n".encode())


def add_to_ledger(folder: Path, *, now: datetime) -> None:
    """What was forgotten since the last look; lines may stand there twice."""
    path = folder / LEDGER
    if not path.exists():
        return
    if not _ends_with_a_line(path):
        write_ledger(folder)
        return
    noted_at = datetime.fromtimestamp(path.stat().st_mtime, tz=now.tzinfo)
    lines = "".join(f"{line}\n" for line in ledgers.lines(min(noted_at, now) - _OVERLAP))
    if not lines:
        return
    handle = os.open(path, os.O_WRONLY | os.O_APPEND)
    try:
        os.write(handle, lines.encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def _ends_with_a_line(path: Path) -> bool:
    """False: the machine stopped while one was written, and more must not be added to its half."""
    with path.open("rb") as file:
        if not file.seek(0, os.SEEK_END):
            return True
        file.seek(-1, os.SEEK_END)
        return file.read() == b"\n"


def tell_if_late(*, now: datetime) -> None:
    """Managers and owners hear of it once, until there is a good one again."""
    last = last_good(now=now)
    first = BackupRun.objects.order_by("started_at").first()
    since = last.started_at if last else (first.started_at if first else now)
    is_late = now - since > LATE
    settle_system(down={PART: since} if is_late else {}, alive=[] if is_late else [PART], now=now)


def _drop_leftovers(now: datetime) -> None:
    try:
        with plain_words(), held(Address.in_use()) as house:
            for name in house.sweep(now):
                logger.info("the database %s was dropped: its time is over", name)
    except BackupError:
        return  # somebody works there: the next look is soon
