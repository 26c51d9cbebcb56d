"""A restored database: what was forgotten stays forgotten, and what was missed is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import transaction

from listening import catching_up, forgotten
from listening.models import Feed, NetworkAccount, RateWindowRow
from practice_hub.backups.hooks import ForeignLedgerError, register_ledger, register_step


class _Ledger:
    def lines(self, since: datetime | None) -> Iterator[str]:
        return forgotten.ledger_lines(since)

    def apply(self, lines: Iterable[str], at: datetime) -> int:
        try:
            return forgotten.apply_ledger(lines, at)
        except forgotten.LedgerMismatchError as error:
            raise ForeignLedgerError from error


def read_again(made_at: datetime, now: datetime) -> Iterable[str]:
    """Every account is heard from now on, and what came since the backup is read behind it, from
    the backup's own cursors; items that are here already are recognized."""
    accounts = NetworkAccount.objects.connected().order_by("pk")
    count = sum(1 for account in accounts if _read_account_again(account.pk, now))
    if count:
        yield (
            f"What came in on {count} accounts since the backup is read again after the start. "
            "Paid reads since then are not in the count of the month any more."
        )


@transaction.atomic(durable=True)
def _read_account_again(account_id: int, now: datetime) -> bool:
    account = NetworkAccount.objects.select_for_update(no_key=True).get(pk=account_id)
    RateWindowRow.objects.filter(account=account).delete()  # limits of another day
    Feed.objects.filter(account=account).update(lease_expires_at=None, next_run_at=now, failures=0)
    return catching_up.begin(account, actor=None, now=now) is not None


register_ledger(_Ledger())
register_step("sources", read_again)
