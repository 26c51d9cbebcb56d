"""`manage.py verify_audit`: has anything in the audit been changed, removed or put in?

Exit status: 0 when all is whole, 1 when something is wrong, 2 when the question makes no sense.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from practice_hub.audit.anchors import Anchor, AnchorError, anchors_of, begin_anew, parse_anchor
from practice_hub.audit.checking import book
from practice_hub.audit.record import record
from practice_hub.audit.sealing import LOWEST_ID, seal_waiting
from practice_hub.audit.verifying import Verdict, verify
from practice_hub.practices.models import Practice

BROKEN, SENSELESS = 1, 2


class Command(BaseCommand):
    help = (
        "Checks the chain of seals over the audit: every row, every seal, and what was noted "
        "outside the database. Exit status: 0 whole, 1 something is wrong, 2 wrong options."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--practice", default="", help="only this practice (slug)")
        parser.add_argument(
            "--expect",
            action="append",
            default=[],
            metavar="NUMBER:DIGEST",
            help="a head that was noted elsewhere (mail, log, backup); with --practice; repeatable",
        )
        parser.add_argument(
            "--seal-late",
            action="store_true",
            help="seal rows that were found without a seal, after somebody has looked at them",
        )
        parser.add_argument(
            "--new-anchors",
            action="store_true",
            help="set this machine's file of anchors aside first: after a restore of a backup",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        practices = self._practices(options["practice"])
        expected = self._expected(options["expect"], practices)
        now = timezone.now()
        if options["new_anchors"]:
            self._renew_anchors(practices)
        seal_waiting(now=now, must_finish=True, low=LOWEST_ID if options["seal_late"] else None)
        verdicts = [self._verify(practice, expected) for practice in practices]
        if not all(verdict.is_whole for verdict in verdicts):
            sys.exit(BROKEN)

    def _practices(self, slug: str) -> list[Practice]:
        found = Practice.objects.order_by("pk")
        practices = list(found.filter(slug=slug) if slug else found)
        if slug and not practices:
            raise CommandError(f"There is no practice {slug}.", returncode=SENSELESS)
        return practices

    def _expected(self, texts: list[str], practices: list[Practice]) -> list[Anchor]:
        if texts and len(practices) != 1:
            raise CommandError("--expect needs --practice as well.", returncode=SENSELESS)
        try:
            return [parse_anchor(text) for text in texts]
        except AnchorError as error:
            raise CommandError(str(error), returncode=SENSELESS) from error

    def _renew_anchors(self, practices: list[Practice]) -> None:
        now = timezone.now()
        aside = begin_anew(now=now)
        for practice in practices:
            record("audit.anchors_renewed", practice=practice, subject=practice, actor=None, at=now)
        self.stdout.write(f"The anchors so far are in {aside}." if aside else "There were none.")

    def _verify(self, practice: Practice, expected: list[Anchor]) -> Verdict:
        noted = list(anchors_of(practice.pk).values())
        verdict = verify(
            practice.pk, anchors=[*noted, *expected], progress=self._progress(practice)
        )
        if not expected:  # what was typed may be mistyped: that is no reason to wake the owner
            book(verdict, now=timezone.now(), is_whole=True)
        count = f"{verdict.checked:,} seals and {len(noted) + len(expected):,} anchors"
        if verdict.is_whole:
            self.stdout.write(f"{practice.name}: whole. {count} were checked.")
            self.stdout.write(f"  {verdict.head}")
            return verdict
        self.stdout.write(f"{practice.name}: BROKEN. {count} were checked.")
        for sentence in verdict.troubles:
            self.stdout.write(f"  {sentence}")
        if verdict.trouble_count > len(verdict.troubles):
            self.stdout.write(f"  And {verdict.trouble_count - len(verdict.troubles):,} more.")
        return verdict

    def _progress(self, practice: Practice) -> Any:
        """Every hundred thousand rows a line, for runs that take minutes."""

        def tell(checked: int) -> None:
            if checked % 100_000 == 0:
                self.stderr.write(f"{practice.name}: {checked:,} seals checked")

        return tell
