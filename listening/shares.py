"""Pure reposts: they count on the original and open nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count

from listening import people, rows
from listening.connectors.base import MentionData
from listening.models import Author, Mention, NetworkAccount, Share
from practice_hub.bulk import insert_rows
from practice_hub.practices.models import Practice

KEPT = timedelta(days=3)  # the rule of spreading looks back little more than a day
_AT_MOST = timedelta(days=30)  # older ones were done long ago
_AT_ONCE = 1000


def store_shares(
    account: NetworkAccount, reposts: Sequence[MentionData], authors: dict[str, Author]
) -> int:
    """Store each repost once; gives the number of new ones."""
    new = insert_rows(
        Share,
        [rows.share_row(account, item, authors) for item in reposts],
        ignore_conflicts=True,
        returning=("id",),
    )
    return len(new)


def count_shares(
    account: NetworkAccount, reposts: Sequence[MentionData], new: Sequence[Mention]
) -> None:
    """Shares may arrive before or after their original, so both sides count.

    The network's own number stands where it is higher: it also counts shares we never saw.
    """
    originals = {item.share_of for item in reposts} | {mention.external_id for mention in new}
    here = {"practice_id": account.practice_id, "network": account.network}
    counted = Share.objects.filter(**here, original_id__in=originals).values_list("original_id")
    # Most pages know of no share, so the hot rows are touched only when there is one.
    for original_id, number in counted.annotate(number=Count("pk")):
        Mention.objects.filter(**here, external_id=original_id, share_count__lt=number).update(
            share_count=number
        )


def forget_sharers(now: datetime) -> None:
    """Reposts are counted by who made them for as long as that shows how fast a post spreads; then
    only their number stays. So nobody has to be asked whether they took theirs back (X)."""
    over = now - KEPT
    for practice_id in Practice.objects.values_list("pk", flat=True):
        old = Share.objects.filter(
            practice_id=practice_id, posted_at__range=(over - _AT_MOST, over)
        ).exclude(author=None)
        _cut(list(old.values_list("pk", flat=True)[:_AT_ONCE]), now)


@transaction.atomic(durable=True)
def _cut(share_ids: Sequence[int], now: datetime) -> None:
    if share_ids:
        rows = Share.objects.filter(pk__in=share_ids)
        sharers = {pk for pk in rows.values_list("author_id", flat=True) if pk}
        rows.update(author=None)
        people.forget(sharers, now)
