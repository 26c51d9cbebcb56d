"""`manage.py backup FILE|FOLDER`: one encrypted file, tried by restoring it."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from practice_hub.backups.address import use
from practice_hub.backups.errors import BackupError
from practice_hub.backups.keeping import prune, run_backup
from practice_hub.backups.making import Made
from practice_hub.backups.serving import serving
from practice_hub.backups.talking import ProgressLine, ask_passphrase


class Command(BaseCommand):
    help = (
        "Writes one encrypted file with the whole database and the keys that it needs, while "
        "people work, then restores it into a scratch database and compares every table. "
        "Exit status: 0, or 1 when there is no new backup."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "target", nargs="?", default="", help="file or folder (default: BACKUP_DIR)"
        )
        parser.add_argument(
            "--keep", type=int, default=0, help="remove all but the newest N in the folder"
        )
        parser.add_argument("--passphrase-file", default="", help="default: BACKUP_PASSPHRASE")
        parser.add_argument(
            "--no-verify", action="store_true", help="do not try the backup by restoring it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        target = options["target"] or settings.BACKUP_DIR
        if not target:
            raise CommandError("Say where to: manage.py backup FOLDER, or set BACKUP_DIR.")
        line = ProgressLine(sys.stderr)
        try:
            passphrase = ask_passphrase(options["passphrase_file"], is_new=True)
            with serving(is_alone=False) as address, use(address):
                made = run_backup(
                    address,
                    Path(target).expanduser().absolute(),
                    passphrase,
                    is_tried=not options["no_verify"],
                    now=timezone.now(),
                    progress=line,
                )
                gone = prune(made.path.parent, options["keep"]) if options["keep"] > 0 else []
        except BackupError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            self.stderr.write("\nStopped. There is no new backup, and nothing was left behind.")
            sys.exit(130)
        finally:
            line.end()
        self._tell(made, gone)

    def _tell(self, made: Made, gone: list[Path]) -> None:
        counted = made.manifest.census
        self.stdout.write(
            f"{made.path}\n{made.size_bytes / 1e6:,.1f} MB, {counted.rows:,} rows in "
            f"{len(counted.tables)} tables."
        )
        self.stdout.write(
            "Tried: restored into a scratch database, every table the same."
            if made.is_tried
            else "NOT TRIED: nobody knows yet whether this file can be restored (--no-verify)."
        )
        self.stdout.write(
            "It holds the keys too, so it opens with its passphrase alone, and with nothing else: "
            "keep a copy of both away from this machine, and not in the same place."
        )
        for path in gone:
            self.stdout.write(f"Removed {path.name}")
