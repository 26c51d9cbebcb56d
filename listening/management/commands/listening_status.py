"""The health of every source, for the terminal; exit status 1 when something needs attention."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from listening.health import PROBLEMS
from listening.models import NetworkAccount
from listening.selectors import FeedRow, account_card
from listening.wording import duration


class Command(BaseCommand):
    help = "Prints every connected account and feed; exits with 1 when one has a problem."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--practice", default="", help="only this practice (slug)")

    def handle(self, *args: Any, practice: str, **options: Any) -> None:
        now = timezone.now()
        accounts = NetworkAccount.objects.sources().select_related("practice")
        if practice:
            accounts = accounts.filter(practice__slug=practice)
        has_problem = False
        for account in accounts.order_by("practice__slug", "network", "pk"):
            has_problem |= self._print(account, now)
        if not accounts:
            self.stdout.write("No account is connected. Use connect_account, or the Sources page.")
        if has_problem:
            sys.exit(1)

    def _print(self, account: NetworkAccount, now: datetime) -> bool:
        card = account_card(account, now)
        self.stdout.write(f"{account.practice.slug}: {account} - {card.word}")
        for line in filter(None, (card.problem, card.token_note)):
            self.stdout.write(f"    {line}")
        for row in card.feeds:
            self.stdout.write(_line(row, now))
            if row.explanation:
                self.stdout.write(f"        {row.explanation.what} {row.explanation.todo}".rstrip())
        return bool(card.problem) or any(row.state in PROBLEMS for row in card.feeds)


def _line(row: FeedRow, now: datetime) -> str:
    seen = row.feed.last_success_at
    ago = f"{duration((now - seen).total_seconds())} ago" if seen else "not yet"
    due = duration((row.feed.next_run_at - now).total_seconds()) if not row.is_due else "now"
    limit = f", limit {row.limit}" if row.limit else ""
    return (
        f"  {row.word:<12} {row.what}: last success {ago}, next look {due}, "
        f"{row.feed.items_total} items{limit}"
    )
