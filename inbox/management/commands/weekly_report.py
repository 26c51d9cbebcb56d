"""Mail the report of a week from the command line."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from inbox.actions.errors import ActionRefused
from inbox.models import ReportLetter
from inbox.reports.filters import Filters, preset_filters
from inbox.weekly.booking import book_for
from inbox.weekly.delivery import deliver
from inbox.weekly.weeks import week_of
from practice_hub.practices.models import Practice


class Command(BaseCommand):
    help = (
        "Mails the report of last week, or of --week, to everybody of the practice who gets it on "
        "Mondays, or to the addresses in --to. What cannot be sent now is tried again by the "
        "workers."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--practice", required=True, help="short name of the practice (slug)")
        parser.add_argument("--to", action="append", default=[], help="address of a colleague")
        parser.add_argument("--week", default="", help="like 2026-W46; without it last week")

    def handle(self, *args: Any, practice: str, to: list[str], week: str, **options: Any) -> None:
        found = Practice.objects.filter(slug=practice).first()
        if found is None:
            known = ", ".join(Practice.objects.order_by("slug").values_list("slug", flat=True)[:20])
            raise CommandError(f"There is no practice {practice}. Known: {known or 'none yet'}.")
        try:
            f = _filters(found, week)
            booked = book_for(practice=found, f=f, emails=to, now=timezone.now())
        except (ActionRefused, ValueError) as error:
            raise CommandError(str(error)) from error
        if not booked:
            raise CommandError("Nobody gets the Monday report. Name somebody with --to.")
        for letter_id in booked:
            self._send(letter_id)

    def _send(self, letter_id: int) -> None:
        deliver(letter_id=letter_id, now=timezone.now())
        letter = ReportLetter.objects.select_related("user").get(pk=letter_id)
        how = "sent" if letter.sent_at else (letter.error or "on its way")
        self.stdout.write(f"{letter.user.email}: {how}")


def _filters(practice: Practice, week: str) -> Filters:
    now = timezone.now()
    if not week:
        return preset_filters(practice, now, "last-week")
    start, end = week_of(week)
    return Filters(practice.pk, start, end, now)
