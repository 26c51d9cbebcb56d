"""`manage.py metrics`: what /metrics says, for a machine that serves no pages (workers only)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from practice_hub.health import ready
from practice_hub.monitoring.scrape import exposition


class Command(BaseCommand):
    help = (
        "Prints what /metrics says. For a machine with workers only: write it, now and then, into "
        "the folder that node_exporter's textfile collector reads."
    )
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.METRICS_TOKEN:
            raise CommandError("Nothing is counted: set METRICS_TOKEN and restart what runs.")
        now = timezone.now()
        self.stdout.write(exposition(ready.checks(now), now).decode(), ending="")
