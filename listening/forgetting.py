"""Forgetting: text, author, pictures and raw payload go, the tombstone with its times stays.

One way for every reason: what a network took back (rules of X: within 24 hours), what was kept
long enough, what a person asked to have erased. The inbox hears of it in the same transaction and
drops what quotes it (`listening.events.MentionsIngested.gone`). What stays, and why, stands in
docs/forgetting.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import groupby

from django.db import transaction

from listening import burying, events
from listening.ingest import lock_practice
from listening.models import GoneReason, Mention, NetworkAccount

Reason = GoneReason
SLICE = 100  # a transaction: short enough that nobody waits for it


def forget_mentions(ids: Iterable[int], *, reason: Reason, at: datetime) -> int:
    """Make tombstones of these mentions (by primary key, of any practice); gives how many are new.

    In slices that each commit by themselves, never inside another transaction: who is killed in
    between begins again, and nothing is forgotten twice. Tombstones keep their first reason and
    time; with ERASED what colleagues wrote about them goes as well, also of earlier tombstones.
    A callback that is still planned is not settled here, because somebody must have done it:
    cancel it first (`inbox.actions.callback_calls`).
    """
    return forget_each(dict.fromkeys(ids, reason), at=at)


def forget_each(reasons: Mapping[int, Reason], *, at: datetime) -> int:
    """As `forget_mentions`, each mention for its own reason."""
    known = Mention.objects.filter(pk__in=list(reasons)).values_list("practice_id", "network", "pk")
    ordered = known.order_by("practice_id", "network", "pk")
    count = 0
    for _, rows in groupby(ordered, key=lambda row: row[:2]):
        some = [pk for *_, pk in rows]
        for begin in range(0, len(some), SLICE):
            part = some[begin : begin + SLICE]
            count += _forget_slice({pk: reasons[pk] for pk in part}, at)
    return count


@transaction.atomic(durable=True)
def _forget_slice(reasons: Mapping[int, Reason], at: datetime) -> int:
    """Mentions of one practice and network. The lock of ingest keeps pages out meanwhile."""
    account = NetworkAccount.objects.filter(mentions__pk__in=list(reasons)).order_by("pk").first()
    if account is None:  # gone altogether, since they were counted
        return 0
    lock_practice(account.practice_id)
    living = list(Mention.objects.filter(pk__in=list(reasons), deleted_at=None).order_by("pk"))
    buried = burying.bury(account, living, reasons, at)
    erased = [pk for pk, reason in reasons.items() if reason == Reason.ERASED]
    if buried.mentions or erased:
        events.announce(
            events.MentionsIngested(
                account=account,
                feed=None,
                new=(),
                edited=(),
                gone=buried.mentions,
                at=at,
                nobodies=buried.people,
                erased=erased,
            )
        )
    return len(buried.mentions)
