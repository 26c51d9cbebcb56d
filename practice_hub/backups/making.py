"""Making a backup: one snapshot is counted and dumped into one encrypted file, which is then tried.

Numbers and dump look at the same snapshot, so that the numbers prove the dump, also while people
work. Trying means restoring the file itself into a scratch database and counting again.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from practice_hub import vault
from practice_hub.backups import archive, census, manifest, programs
from practice_hub.backups.address import Address
from practice_hub.backups.errors import BackupError, plain_words
from practice_hub.backups.files import name_for, new_file
from practice_hub.backups.manifest import Manifest
from practice_hub.backups.opening import Opened, open_backup
from practice_hub.backups.scratch import TRIED, House, held
from practice_hub.backups.sealed import SealedWriter

Progress = Callable[[str, int], None]  # what is being done, percent


@dataclass(frozen=True, slots=True)
class Made:
    """What there is now. `is_tried`: restored and compared."""

    path: Path
    manifest: Manifest
    size_bytes: int
    is_tried: bool


def make_backup(
    address: Address,
    target: Path,
    passphrase: str,
    *,
    now: datetime,
    is_tried: bool,
    progress: Progress,
) -> Made:
    """Write one backup to `target` (a file, or a folder that gets one named after the time).

    Raises BackupError; then there is no new file and no scratch database.
    """
    path = name_for(target, now)
    if path.exists():
        raise BackupError(f"{path} exists already: choose another name. Nothing was written over.")
    with plain_words(), held(address) as house:
        house.sweep(now)
        with new_file(path) as (file, aside):
            writer = archive.ArchiveWriter(SealedWriter(file, passphrase))
            said = _write(writer, address, now, progress)
            file.flush()
            size = file.tell()
            if is_tried:
                with open_backup(aside, passphrase) as opened:
                    try_out(opened, house, now=now, progress=progress)
    return Made(path, said, size, is_tried)


def _write(
    writer: archive.ArchiveWriter, address: Address, now: datetime, progress: Progress
) -> Manifest:
    with closing(address.connect()) as connection, connection.cursor() as cursor:
        census.prepare(cursor)
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        ((snapshot,),) = cursor.fetchall()
        counted = census.take(cursor, lambda percent: progress("Reading", percent))
        said = manifest.read(cursor, counted, now)
        writer.add(archive.MANIFEST, [said.as_bytes()])
        writer.add(archive.KEYS, [_keys()])
        tell = _by_table(census.sizes(cursor), progress)
        writer.add(archive.DUMP, programs.dump(address, snapshot, said.server, tell))
    writer.finish()
    return said


def _keys() -> bytes:
    """Without them tokens and second factors in the database could be read by nobody.

    SECRET_KEY stays here: it signs sessions and links, which end with a restore.
    """
    return json.dumps({"CREDENTIAL_KEYS": ",".join(vault.known_keys())}).encode()


def _by_table(sizes: dict[str, int], progress: Progress) -> Callable[[str], None]:
    total, done = sum(sizes.values()) or 1, 0

    def tell(name: str) -> None:
        nonlocal done
        progress("Writing", done * 100 // total)
        done += sizes.get(name, 0)

    return tell


def try_out(opened: Opened, house: House, *, now: datetime, progress: Progress) -> None:
    """Restore into a scratch database, compare, and drop it again. Raises BackupError."""
    scratch = house.named(TRIED, now)
    house.make(scratch)
    try:
        fill(opened, scratch, progress, word="Trying")
    finally:
        house.drop(scratch)


def fill(opened: Opened, empty: Address, progress: Progress, *, word: str) -> None:
    """Restore into the empty database and compare every table. Raises BackupError."""
    tell = _of(opened.size, word, progress)
    programs.load(empty, opened.dump(tell), _server_of(empty, opened.manifest))
    with closing(empty.connect()) as connection, connection.cursor() as cursor:
        census.prepare(cursor)
        found = census.take(cursor, lambda percent: progress("Comparing", percent))
    wrong = census.differences(opened.manifest.census, found)
    if wrong:
        more = f" And {len(wrong) - 5} more." if len(wrong) > 5 else ""
        raise BackupError(
            f"What was restored is not what was backed up: {' '.join(wrong[:5])}{more} Do not use "
            "this backup; make another one."
        )


def _server_of(address: Address, said: Manifest) -> int:
    with closing(address.connect()) as connection:
        server = connection.server_version // 10_000
    if server < said.server:
        raise BackupError(
            f"The backup was made on PostgreSQL {said.server} and this server is {server}: a "
            "server of the same version or a newer one is needed."
        )
    return server


def _of(size: int, word: str, progress: Progress) -> Callable[[int], None]:
    def tell(position: int) -> None:
        progress(word, position * 100 // max(size, 1))

    return tell
