"""Pure reposts: they count on the original and open nothing."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Count

from listening import rows
from listening.connectors.base import MentionData
from listening.models import Author, Mention, NetworkAccount, Share
from practice_hub.bulk import insert_rows


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
