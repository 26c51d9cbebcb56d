"""`manage.py rotate_keys`: a new key for what is stored encrypted, while the product runs.

Exit status: 0 when all is under the newest key, 1 when something is left to do, 2 when the options
make no sense here.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from practice_hub import rotation, vault
from practice_hub.env_parse import fernet_keys
from practice_hub.keyfile import KeyFileError, new_credential_key, replace_credential_keys

LEFT, SENSELESS = 1, 2
_ROUNDS: Final = 3  # somebody may connect an account meanwhile, with the key of before


class Command(BaseCommand):
    help = (
        "Encrypts everything anew with a new key. With a key file the key is made here; with "
        "CREDENTIAL_KEYS put it first in the list, restart, then run this. May be killed and run "
        "again. Exit status: 0 done, 1 something is left, 2 wrong options."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--dry-run", action="store_true", help="only tell which keys are needed")
        what.add_argument(
            "--new-key",
            action="store_true",
            help="only print a key for CREDENTIAL_KEYS",
        )
        what.add_argument(
            "--take-key",
            action="store_true",
            help="read the new key from standard input instead of making one (key file only)",
        )
        parser.add_argument(
            "--drop-old",
            action="store_true",
            help="afterwards take keys out of the key file that nothing needs any more",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["new_key"]:
            self.stdout.write(new_credential_key())
            return
        if options["dry_run"]:
            self._tell(rotation.survey())
            return
        try:
            with rotation.alone():
                self._rotate(takes_key=options["take_key"], drops_old=options["drop_old"])
        except rotation.BusyError:
            raise CommandError(
                "Another rotate_keys runs just now. Wait until it has ended, then look again.",
                returncode=LEFT,
            ) from None
        except KeyFileError as error:
            raise CommandError(str(error), returncode=LEFT) from None

    def _rotate(self, *, takes_key: bool, drops_old: bool) -> None:
        file: Path | None = settings.CREDENTIAL_KEYS_FILE
        if file is not None:
            self._add_key(file, takes_key=takes_key, only_goes_on=drops_old)
        elif takes_key:
            raise CommandError(
                "The keys come from CREDENTIAL_KEYS: put the new one there instead.",
                returncode=SENSELESS,
            )
        rows = 0
        for _ in range(_ROUNDS):
            rows += (changed := rotation.rotate_all())
            if not changed:
                break
        if rows:
            rotation.note(rows=rows, key=vault.known_keys()[0], now=timezone.now())
        self.stdout.write(f"{rows:,} rows were encrypted anew with key {_newest()}.")
        counts = rotation.survey()
        self._tell(counts)
        self._old_keys(counts, file if drops_old else None)

    def _add_key(self, file: Path, *, takes_key: bool, only_goes_on: bool) -> None:
        """A new key, unless the last rotation is not finished: then it goes on."""
        present = vault.known_keys()
        if takes_key:
            key = _typed_key()
        elif (only_goes_on and len(present) > 1) or _is_unfinished(rotation.survey(), present):
            self.stdout.write(f"Going on with key {_newest()}, which was made before.")
            return
        else:
            key = new_credential_key()
        if key != present[0]:
            replace_credential_keys(file, [key, *(one for one in present if one != key)])
            self.stdout.write(f"Key {vault.name_of(key)} is now the newest in {file}.")

    def _tell(self, counts: Sequence[rotation.Count]) -> None:
        names = [vault.name_of(key) for key in vault.known_keys()]
        self.stdout.write(f"Keys, newest first: {', '.join(names)}.")
        for count in counts:
            read = [f"{count.by_key[name]:,} with {name}" for name in names if count.by_key[name]]
            self.stdout.write(f"  {count.kind}: {', '.join(read) or 'none'}")
            if count.unreadable:
                rows = ", ".join(str(pk) for pk in count.unreadable[:20])
                self.stdout.write(
                    f"    {len(count.unreadable):,} that no key reads (row {rows}): put the old "
                    "key back at the end of the list, or connect or set it up again."
                )

    def _old_keys(self, counts: Sequence[rotation.Count], file: Path | None) -> None:
        needed = {name for count in counts for name, number in count.by_key.items() if number}
        present = vault.known_keys()
        kept = [key for key in present[1:] if vault.name_of(key) in needed]
        free = [key for key in present[1:] if key not in kept]
        if file is not None and free:
            replace_credential_keys(file, [present[0], *kept])
        self._tell_old(free, kept, is_dropped=file is not None)
        if kept or any(count.unreadable for count in counts):
            sys.exit(LEFT)

    def _tell_old(self, free: Sequence[str], kept: Sequence[str], *, is_dropped: bool) -> None:
        if kept:
            self.stdout.write(
                f"Still needed: {_names(kept)}. A program wrote with it meanwhile, so it has not "
                "got the new key yet: restart all of them everywhere, then run this again."
            )
        if not free:
            return
        if is_dropped:
            self.stdout.write(f"Dropped: {_names(free)}.")
        elif settings.CREDENTIAL_KEYS_FILE is not None:
            self.stdout.write(f"Nothing needs {_names(free)}: --drop-old takes it out of the file.")
        else:
            self.stdout.write(
                f"Nothing needs {_names(free)}: once every machine has the newest key, take it out "
                "of CREDENTIAL_KEYS and restart."
            )
        self.stdout.write("Backups made before today need it: keep it with them, apart from here.")


def _is_unfinished(counts: Sequence[rotation.Count], present: Sequence[str]) -> bool:
    newest = vault.name_of(present[0])
    return len(present) > 1 and any(set(count.by_key) - {newest} for count in counts)


def _typed_key() -> str:
    """From standard input: arguments are shown to every user of the machine."""
    try:
        [key] = fernet_keys(sys.stdin.readline().strip())
    except ValueError:
        raise CommandError(
            "Standard input brought no key: it is one line of 32 bytes in URL-safe base64. "
            "`rotate_keys --new-key` makes one.",
            returncode=SENSELESS,
        ) from None
    return key


def _newest() -> str:
    return vault.name_of(vault.known_keys()[0])


def _names(keys: Sequence[str]) -> str:
    return ", ".join(vault.name_of(key) for key in keys)
