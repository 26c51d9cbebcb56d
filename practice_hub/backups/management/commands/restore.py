"""`manage.py restore FILE`: a backup back into a database, checked before it takes its place."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from practice_hub.backups.address import Address
from practice_hub.backups.errors import BackupError
from practice_hub.backups.restoring import Wish, restore
from practice_hub.backups.serving import serving
from practice_hub.backups.talking import ProgressLine, ask_passphrase


class Command(BaseCommand):
    help = (
        "Restores a backup: into a fresh database first, which is compared, brought up to date "
        "and made to forget what was taken back since; only then does it take the place of the "
        "old one. No hub may run. Exit status: 0, or 1 when nothing was changed."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the backup")
        parser.add_argument(
            "--into",
            default="",
            metavar="DATABASE_URL",
            help="another database than that of this installation; its password may stand in "
            "PGPASSWORD or ~/.pgpass instead",
        )
        parser.add_argument(
            "--replace", default="", metavar="NAME", help="name of the database to be replaced"
        )
        parser.add_argument("--yes", action="store_true", help="yes, replace it")
        parser.add_argument("--passphrase-file", default="", help="default: BACKUP_PASSPHRASE")

    def handle(self, *args: Any, **options: Any) -> None:
        line = ProgressLine(sys.stderr)
        try:
            passphrase = ask_passphrase(options["passphrase_file"], is_new=False)
            with serving(is_alone=True) as address:
                target = Address.of_url(options["into"]) if options["into"] else address
                wish = Wish(
                    path=Path(options["file"]).expanduser().absolute(),
                    target=target,
                    is_replacing=self._is_replacing(options, target),
                    now=timezone.now(),
                    progress=line,
                )
                told = restore(wish, passphrase)
        except BackupError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            self.stderr.write("\nStopped. The database is what it was before.")
            sys.exit(130)
        finally:
            line.end()
        self._tell(told, is_elsewhere=bool(options["into"]))

    def _is_replacing(self, options: dict[str, Any], target: Address) -> bool:
        if not options["replace"]:
            return False
        if options["replace"] != target.name:
            raise CommandError(
                f"--replace {options['replace']} names another database than {target.name}. "
                "Nothing was changed."
            )
        if options["yes"]:
            return True
        return sys.stdin.isatty() and input(f"Replace {target.name}? Type yes: ") == "yes"

    def _tell(self, told: list[str], *, is_elsewhere: bool) -> None:
        for sentence in told:
            self.stdout.write(f"- {sentence}")
        if is_elsewhere:
            self.stdout.write(
                "Next: set DATABASE_URL to that database, start Practice Hub there, and never "
                "start it on the old database again: two would answer the same people."
            )
        else:
            self.stdout.write("Next: start Practice Hub, then python manage.py verify_audit.")
