"""Finds the topics of everything that was heard before, after an update brought new words."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from inbox.retopic import refresh_conversations
from listening.retopic import batches
from listening.scoring import TOPICS_VERSION


class Command(BaseCommand):
    help = "Reads every stored text again and sets its topics; safe while the hub works."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quiet", action="store_true", help="print the last line only")

    def handle(self, *args: Any, quiet: bool, **options: Any) -> None:
        read = changed = 0
        for ids, new in batches():
            # Of all that were read, so that a run that was broken off is made whole by the next.
            refresh_conversations(ids)
            read, changed = read + len(ids), changed + new
            if not quiet:
                self.stdout.write(f"{read} texts read, {changed} changed")
        self.stdout.write(f"{TOPICS_VERSION}: {read} texts read, {changed} changed.")
