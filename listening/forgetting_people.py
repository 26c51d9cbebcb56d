"""A person asked that everything goes: what is theirs beside their posts goes, too."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from listening import burying, events, people
from listening.forgetting import Reason
from listening.ingest import lock_practice
from listening.models import Author, NetworkAccount, Share


@transaction.atomic(durable=True)
def forget_traces(author_ids: Collection[int], *, practice_id: int, at: datetime) -> None:
    """Their reposts of others, and the names of those of whom nothing is left.

    Before `forget_mentions`, so that nothing holds a name any longer than the last post, and once
    more after it. Whose posts are not all gone keeps the name.
    """
    lock_practice(practice_id)
    for account in NetworkAccount.objects.filter(practice_id=practice_id).distinct("network"):
        found = Author.objects.filter(practice_id=practice_id, network=account.network)
        _forget_on(account, list(found.filter(pk__in=author_ids)), at)


def _forget_on(account: NetworkAccount, authors: Sequence[Author], at: datetime) -> None:
    shares = Share.objects.filter(author__in=authors)
    ids = list(shares.values_list("external_id", flat=True))
    if ids:
        burying.drop_shares(account, dict.fromkeys(ids, Reason.ERASED), at)
    left = Author.objects.filter(pk__in=[one.pk for one in authors], forgotten_at=None)
    people.forget(left.values_list("pk", flat=True), at)
    nobodies = [one for one in authors if not left.filter(pk=one.pk).exists()]
    if nobodies:  # as they were; what leads to them goes with them
        events.announce(
            events.MentionsIngested(
                account=account, feed=None, new=(), edited=(), gone=(), at=at, nobodies=nobodies
            )
        )
