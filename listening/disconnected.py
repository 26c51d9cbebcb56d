"""Accounts that were disconnected, as lines for beside the backups: a restore connects none of them
again.

The lines hold when the state of each account last changed; the newest one counts, so an account
that was connected again afterwards is left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from listening import ledger
from listening.accounts import note, wipe
from listening.ledger_lines import read, written
from listening.models import NetworkAccount

KIND: Final = "account"
_GONE: Final = NetworkAccount.Status.DISCONNECTED


def lines(since: datetime | None) -> Iterator[str]:
    """Of accounts whose state changed from `since` on; None: all."""
    found = NetworkAccount.objects.sources().order_by("pk")
    if since is not None:
        found = found.filter(status_at__gte=since)
    made = ledger.digests()
    return written(
        KIND,
        (
            {
                "practice": account.practice_id,
                "digest": made.of_account(
                    account.practice_id, account.network, account.external_id
                ),
                "at": account.status_at.isoformat(),
                "is_disconnected": account.status == _GONE,
            }
            for account in found
        ),
    )


def apply(given: Iterable[str], at: datetime) -> int:
    """Disconnect what was disconnected after this database was backed up; gives how many.

    Raises LedgerMismatchError, and ValueError for a line that is none.
    """
    newest = _newest(read(given))
    made = ledger.digests()
    count = 0
    for account in NetworkAccount.objects.sources().exclude(status=_GONE).order_by("pk"):
        digest = made.of_account(account.practice_id, account.network, account.external_id)
        changed_at, is_disconnected = newest.get(digest, (account.status_at, False))
        if is_disconnected and changed_at > account.status_at:
            _disconnect(account, changed_at, at)
            count += 1
    return count


def _newest(values: list[dict[str, Any]]) -> Mapping[str, tuple[datetime, bool]]:
    found: dict[str, tuple[datetime, bool]] = {}
    for one in values:
        said = datetime.fromisoformat(one["at"]), bool(one["is_disconnected"])
        digest = str(one["digest"])
        found[digest] = max(found.get(digest, said), said)
    return found


@transaction.atomic(durable=True)
def _disconnect(account: NetworkAccount, changed_at: datetime, now: datetime) -> None:
    NetworkAccount.objects.filter(pk=account.pk).update(
        status=_GONE, status_detail="", status_at=changed_at
    )
    wipe(account)
    note("account.disconnected", account, None, now)
