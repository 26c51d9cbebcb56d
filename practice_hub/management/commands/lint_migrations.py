"""`manage.py lint_migrations`: may they run while people work and old code still runs?"""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from practice_hub.migration_lint.allowed import ALLOWED
from practice_hub.migration_lint.checking import faults, verdict


class Command(BaseCommand):
    help = (
        "Names every step of our migrations that would stop the desk or break old code that still "
        "runs, and what to do instead. Needs no database. Exit status: 0, or 1."
    )
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        told = verdict(list(faults()), ALLOWED)
        for sentence in told:
            self.stdout.write(sentence)
        if told:
            sys.exit(1)
        self.stdout.write("Every migration can run while people work.")
