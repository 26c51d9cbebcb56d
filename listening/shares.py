"""Pure reposts: they count on the original and open nothing."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

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
    if not originals:
        return
    here = (account.practice_id, account.network)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE listening_mention AS mention
               SET share_count = shares.n
              FROM (SELECT original_id, count(*) AS n FROM listening_share
                     WHERE practice_id = %s AND network = %s AND original_id = ANY(%s)
                     GROUP BY original_id) AS shares
             WHERE mention.practice_id = %s AND mention.network = %s
               AND mention.external_id = shares.original_id AND mention.share_count < shares.n
            """,
            (*here, sorted(originals), *here),
        )
