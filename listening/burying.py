"""From a mention to its tombstone: everything that says what was said, and by whom, goes.

What stays is what reports count: ids, times, labels and numbers (see docs/forgetting.md). The
caller holds the transaction and the lock of the practice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from django.db import transaction

from listening import ledger, people, rows
from listening.models import (
    Author,
    Mention,
    MentionRevision,
    NetworkAccount,
    RawPayload,
    Recheck,
    Share,
)
from listening.pictures import drop_pictures
from practice_hub.bulk import update_rows


@dataclass(slots=True)
class Buried:
    """New tombstones, and the people of whom nothing is left (as they were, never saved again)."""

    mentions: list[Mention] = field(default_factory=list)
    people: list[Author] = field(default_factory=list)


def bury(
    account: NetworkAccount, mentions: Sequence[Mention], reasons: Mapping[int, str], now: datetime
) -> Buried:
    """Make tombstones of `mentions`, all of one practice and network, none of them one already.

    `reasons`: mention id to GoneReason.
    """
    if not mentions:
        return Buried()
    for mention in mentions:
        rows.bury(mention, reasons[mention.pk], now)
    update_rows(mentions, rows.BURIED_FIELDS)
    RawPayload.objects.filter(mention__in=mentions).delete()
    MentionRevision.objects.filter(mention__in=mentions).delete()
    Recheck.objects.filter(mention__in=mentions).delete()
    _drop_pictures([mention.pk for mention in mentions])
    here = {"practice_id": account.practice_id, "network": account.network}
    # Reposts of what is gone are gone too; their number stays on the mention.
    sharers = _drop_shares(here | {"original_id__in": [m.external_id for m in mentions]})
    by_id = {mention.external_id: reasons[mention.pk] for mention in mentions}
    ledger.write(account.practice_id, account.network, by_id, at=now, recorded_at=now)
    concerned = {m.author_id for m in mentions} | {m.counterpart_id for m in mentions} | sharers
    return Buried(list(mentions), people.forget({pk for pk in concerned if pk}, now))


def _drop_pictures(mention_ids: Sequence[int]) -> None:
    """Now, and once more when it is committed: until then a page still fetches what it shows."""
    drop_pictures(mention_ids)
    transaction.on_commit(partial(drop_pictures, mention_ids), robust=True)


def drop_shares(account: NetworkAccount, reasons: Mapping[str, str], now: datetime) -> None:
    """Take out the reposts of these ids (id to GoneReason), and who has nothing else here."""
    here = {"practice_id": account.practice_id, "network": account.network}
    gone = Share.objects.filter(**here, external_id__in=list(reasons))
    ids = list(gone.values_list("external_id", flat=True))
    if ids:
        known = {external_id: reasons[external_id] for external_id in ids}
        ledger.write(account.practice_id, account.network, known, at=now, recorded_at=now)
        people.forget(_drop_shares(here | {"external_id__in": ids}), now)


def _drop_shares(which: Mapping[str, object]) -> set[int]:
    """Gives who made them."""
    found = Share.objects.filter(**which)
    sharers = set(found.exclude(author=None).values_list("author_id", flat=True))
    found.delete()
    return {pk for pk in sharers if pk is not None}
