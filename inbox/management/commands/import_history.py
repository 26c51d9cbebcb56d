"""`manage.py import_history FILE.csv --practice lumen [--dry-run]`: conversations of the past.

Reports then begin with a baseline. Columns: network, external_id, in_reply_to, author, is_practice
(0 or 1), posted_at, text. Good lines are kept, bad ones listed with number and reason; the same
file again changes nothing. Ends with 1 when the file could not be read.
"""

from __future__ import annotations

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from inbox.actions.errors import ActionRefused
from inbox.history.runs import go_on, start_run
from inbox.models import ImportRun
from practice_hub.practices.models import Practice

SHOWN_PROBLEMS = 50
WAIT_SECONDS = 1


class Command(BaseCommand):
    help = "Load conversations of the past from a CSV file, so that reports have a baseline."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="The CSV file, UTF-8.")
        parser.add_argument("--practice", required=True, help="Slug of the practice.")
        parser.add_argument("--dry-run", action="store_true", help="Check only; store nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        run = self._started(options["file"], options["practice"], options["dry_run"])
        while not run.is_over:
            done = go_on(run_id=run.pk, now=timezone.now(), for_seconds=2)
            if done is None:  # a worker is at it, or somebody canceled it
                time.sleep(WAIT_SECONDS)
                run.refresh_from_db()
            else:
                run = done
            self._say(run)
        self._report(run)

    def _started(self, path: Path, slug: str, is_dry_run: bool) -> ImportRun:
        practice = Practice.objects.filter(slug=slug).first()
        if practice is None:
            known = ", ".join(Practice.objects.order_by("slug").values_list("slug", flat=True))
            raise CommandError(f"No practice is called {slug}. There are: {known or 'none yet'}.")
        try:
            with path.open("rb") as file:
                return start_run(
                    practice=practice,
                    file=file,
                    file_name=path.name,
                    actor=None,
                    now=timezone.now(),
                    is_dry_run=is_dry_run,
                )
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        except ActionRefused as refusal:
            raise CommandError(refusal.message) from refusal

    def _say(self, run: ImportRun) -> None:
        label = run.get_stage_display()
        self.stderr.write(f"{run.percent:3d} %  {label}  {run.lines_read:,} lines read")

    def _report(self, run: ImportRun) -> None:
        for line, reason in run.problems[:SHOWN_PROBLEMS]:
            self.stdout.write(f"line {line}: {reason}")
        if len(run.problems) > SHOWN_PROBLEMS:
            self.stdout.write(f"… and {len(run.problems) - SHOWN_PROBLEMS:,} more")
        if run.stage != ImportRun.Stage.DONE:
            raise CommandError(run.error or "The import was canceled.")
        verb = "would be stored" if run.is_dry_run else "stored"
        self.stdout.write(
            f"{run.lines_read:,} lines: {run.lines_new:,} {verb}, {run.lines_known:,} known "
            f"already, {run.lines_bad:,} bad. {run.conversations:,} new conversations."
        )
