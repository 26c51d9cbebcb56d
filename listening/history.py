"""Mentions that come from a file instead of a network: the baseline before the first look.

They belong to an account of their own that is never read and never written to, so nothing that is
imported can touch what was heard.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from listening import ledger, people, recheck_plan, rows
from listening.connectors.base import MentionData
from listening.models import Mention, NetworkAccount
from practice_hub.bulk import insert_rows
from practice_hub.practices.hours import HoursBook

EXTERNAL_ID = "history"


def history_account(practice_id: int, network: str) -> NetworkAccount:
    """The account that the history of one network stands under; made when it is first needed."""
    account, _ = NetworkAccount.objects.get_or_create(
        practice_id=practice_id,
        network=network,
        external_id=EXTERNAL_ID,
        defaults={
            "display_name": "History from a file",
            "status": NetworkAccount.Status.HISTORY,
        },
    )
    return account


def known_ids(practice_id: int, network: str, ids: Sequence[str]) -> set[str]:
    """Which of `ids` are there already, heard or imported."""
    found = Mention.objects.filter(
        practice_id=practice_id, network=network, external_id__in=list(ids)
    )
    return set(found.values_list("external_id", flat=True))


def store_history(
    account: NetworkAccount, items: Sequence[MentionData], now: datetime
) -> list[Mention]:
    """Store what is not there yet, scored like everything else; in the caller's transaction.

    Seen when it was written: nobody was late to hear what came in a file.
    """
    # What was forgotten does not come back with a file.
    ids = [item.external_id for item in items]
    barred = ledger.forgotten_ids(account.practice_id, account.network, ids)
    items = [item for item in items if item.external_id not in barred]
    if not items:
        return []
    authors = people.store_authors(account, items, now)
    zone = HoursBook.load(account.practice_id).zone(account.location_id)
    prepared = {
        item.external_id: rows.mention_row(account, item, authors, item.posted_at, zone)
        for item in items
    }
    inserted = insert_rows(
        Mention, list(prepared.values()), ignore_conflicts=True, returning=("external_id", "id")
    )
    by_pk = {author.pk: author for author in authors.values()}
    new = [rows.mention_from_row(pk, prepared[key], account, by_pk) for key, pk in inserted]
    recheck_plan.plan(new, now)
    return new
