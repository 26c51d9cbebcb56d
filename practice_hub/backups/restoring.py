"""Restoring: into a fresh database, which takes the name of the old one when all is well.

Until then nothing that exists is changed. Before it is used, the restored database forgets again
whatever was forgotten since, nobody is signed in to it, and what was on its way out when the backup
was made stands in front of a person instead of being sent a second time.
"""

from __future__ import annotations

import tempfile
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO

import psycopg2
from django.core.management import call_command
from django.db import DatabaseError

from practice_hub.audit.anchors import begin_anew
from practice_hub.backups import census, forgetting_again, ledgers, own_keys, settling
from practice_hub.backups.address import Address, use
from practice_hub.backups.errors import BackupError, plain_words
from practice_hub.backups.files import LEDGER
from practice_hub.backups.making import Progress, fill
from practice_hub.backups.manifest import require_known
from practice_hub.backups.opening import Opened, open_backup
from practice_hub.backups.scratch import BEFORE, FRESH, House, held


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be restored, and where; `is_replacing`: the database there may be replaced."""

    path: Path
    target: Address
    is_replacing: bool
    now: datetime
    progress: Progress


@dataclass(slots=True)
class _Told:
    """Sentences for whoever restores."""

    sentences: list[str] = field(default_factory=list)

    def __call__(self, sentence: str) -> None:
        self.sentences.append(sentence)


def restore(wish: Wish, passphrase: str) -> list[str]:
    """Restore, and give what is to be known and done now. Raises BackupError."""
    told = _Told()
    with plain_words(), open_backup(wish.path, passphrase) as opened:
        size = max(opened.size, 1)
        opened.check(lambda position: wish.progress("Checking the file", position * 100 // size))
        require_known(opened.manifest)
        with held(wish.target) as house, tempfile.TemporaryFile("w+") as old_lines:
            house.sweep(wish.now)
            is_full = _holds_something(house)
            _require_free(house, wish, is_full=is_full)
            if is_full:
                _note_old_ledger(wish.target, old_lines, told)
            key_words = own_keys.adopt(opened.keys)  # more keys hurt nobody, also if it ends here
            _bring_in(opened, house, wish, told, old_lines)
            told(key_words)
            _tell_of_old(house, wish, told, is_full=is_full)
    _begin_anchors(wish, told)
    return [sentence for sentence in told.sentences if sentence]


def _bring_in(opened: Opened, house: House, wish: Wish, told: _Told, old_lines: IO[str]) -> None:
    fresh = house.named(FRESH, wish.now)
    house.make(fresh)
    try:
        fill(opened, fresh, wish.progress, word="Restoring")
        rows, tables = opened.manifest.census.rows, len(opened.manifest.census.tables)
        made_at = opened.manifest.made_at
        told(
            f"The backup of {made_at:%Y-%m-%d %H:%M} UTC is restored: {rows:,} rows in {tables} "
            "tables, each compared with what was backed up."
        )
        wish.progress("Settling", 0)
        with use(fresh):
            call_command("migrate", interactive=False, verbosity=0)
            for sentence in forgetting_again.apply(wish.path, old_lines, now=wish.now):
                told(sentence)
            for sentence in settling.settle(made_at=made_at, now=wish.now):
                told(sentence)
        wish.progress("Settling", 100)
        house.put_in_place(fresh, house.named(BEFORE, wish.now))
    finally:
        house.drop(fresh)  # by now it has another name, unless something went wrong


def _begin_anchors(wish: Wish, told: _Told) -> None:
    """The file beside the database knows a longer audit than the restored one."""
    try:
        begin_anew(now=wish.now)
    except OSError:
        told(
            "The anchors of the audit could not be set aside: manage.py verify_audit --new-anchors."
        )


def _holds_something(house: House) -> bool:
    if not house.exists(house.address):
        return False
    with closing(house.address.connect()) as connection, connection.cursor() as cursor:
        return bool(census.sizes(cursor))


def _require_free(house: House, wish: Wish, *, is_full: bool) -> None:
    count = house.visitors()
    if count:
        raise BackupError(
            f"The database {house.address.name} is in use ({count} connections): stop every "
            "Practice Hub and every other program that works on it first. Nothing was changed."
        )
    if is_full and not wish.is_replacing:
        raise BackupError(
            f"The database {house.address.name} is not empty. To put the backup in its place say "
            f"so twice: --replace {house.address.name} --yes. Nothing was changed."
        )


def _note_old_ledger(target: Address, lines: IO[str], told: _Told) -> None:
    """What the database that is replaced has forgotten since the backup."""
    try:
        with use(target):
            lines.writelines(f"{line}\n" for line in ledgers.lines(None))
    except (DatabaseError, psycopg2.Error):
        lines.seek(0)
        lines.truncate()
        told(
            "ATTENTION: the database that was replaced could not be asked what was forgotten "
            f"since the backup, so only {LEDGER} beside the backup was used."
        )


def _tell_of_old(house: House, wish: Wish, told: _Told, *, is_full: bool) -> None:
    before = house.named(BEFORE, wish.now)
    if not is_full:
        house.drop(before)
        return
    told(
        f"The database that was replaced is called {before.name} now. It is dropped by itself a "
        "day later, because it holds what is taken back meanwhile; drop it sooner if you can."
    )
