"""A restored database: what was forgotten stays forgotten, what was missed is read, and accounts
send nothing before somebody has confirmed them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from listening import catching_up, disconnected, forgotten, ledger
from listening.models import Feed, NetworkAccount, RateWindowRow
from practice_hub.backups.hooks import Ledger, register_ledger, register_step


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


def hold_accounts(made_at: datetime, now: datetime) -> Iterable[str]:
    """Nothing is sent through any account before a person has confirmed it."""
    count = _hold_accounts(now)
    if count:
        yield (
            f"{count} accounts are read but send nothing until a manager confirms each of them on "
            "the page of sources: one that was disconnected, or given to somebody else, after the "
            "backup may be back."
        )


@transaction.atomic(durable=True)
def _hold_accounts(now: datetime) -> int:
    gone = NetworkAccount.Status.DISCONNECTED
    return NetworkAccount.objects.sources().exclude(status=gone).update(restored_at=now)


# A backup without the key could not read the lines that are written beside it later.
register_ledger(
    Ledger(
        kind=forgotten.KIND,
        rank=2,
        said="{count} posts that were taken back since the backup were forgotten again.",
        prepare=ledger.digests,
        lines=forgotten.ledger_lines,
        apply=forgotten.apply_ledger,
    )
)
register_ledger(
    Ledger(
        kind=disconnected.KIND,
        rank=3,
        said="{count} accounts that were disconnected since the backup are disconnected again.",
        prepare=ledger.digests,
        lines=disconnected.lines,
        apply=disconnected.apply,
    )
)
register_step("sources", read_again)
register_step("accounts", hold_accounts)
