"""What people are told of sources that are down, were down, or have come back (L1, L2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest

from listening.catch_up_end import counted
from listening.models import CatchUp, NetworkAccount
from practice_hub.health.models import Outage
from practice_hub.practices.models import Membership, Practice
from practice_hub.ready import ready

SOURCE: Final = "source"
REMEMBERED: Final = timedelta(days=7)
Status = NetworkAccount.Status
_DEAD: Final = (Status.NEEDS_RECONNECT, Status.OUT_OF_CREDITS)
_SWITCHED_OFF: Final = (Status.PAUSED, Status.DISCONNECTED)


@dataclass(frozen=True, slots=True)
class Return:
    """An account came back: the time it missed, and what of it was found by now."""

    since: datetime
    until: datetime
    found: int
    late: int
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Past:
    """The last time that an account was red, and is no longer."""

    since: datetime
    ended_at: datetime

    @property
    def seconds(self) -> float:
        return (self.ended_at - self.since).total_seconds()


def returns_of(accounts: Sequence[NetworkAccount], now: datetime) -> dict[int, Return]:
    """The last return of each account, for some days; one query, and one for each that is still
    being read."""
    recent = Q(finished_at=None) | Q(finished_at__gt=now - REMEMBERED)
    rows = CatchUp.objects.filter(recent, account__in=accounts).select_related("account")
    return {row.account_id: _return(row) for row in rows.order_by("began_at", "pk")}


def _return(row: CatchUp) -> Return:
    found, late = (row.found, row.late) if row.finished_at else counted(row)
    return Return(row.since, row.began_at, found, late, row.finished_at)


def past_outages(practice: Practice, now: datetime) -> dict[int, Past]:
    """The last outage of each account that is over, for some days; one query."""
    rows = Outage.objects.filter(
        part=SOURCE, practice=practice, ended_at__gt=now - REMEMBERED
    ).order_by("ended_at", "pk")
    found: dict[int, list[Outage]] = defaultdict(list)
    for row in rows:
        found[row.group_id].append(row)
    return {account_id: _past(of_account) for account_id, of_account in found.items()}


def _past(rows: Sequence[Outage]) -> Past:
    """Feeds of one account fall silent and come back one by one: it is one outage to people."""
    since, ended_at = rows[-1].since, rows[-1].ended_at or rows[-1].since
    for row in reversed(rows):
        if row.ended_at is not None and row.ended_at >= since:
            since = min(since, row.since)
    return Past(since, ended_at)


@dataclass(frozen=True, slots=True)
class Down:
    """One account that is red. `is_whole`: nothing at all is heard from there."""

    account_id: int
    name: str
    since: datetime
    is_whole: bool


def down_now(practice: Practice) -> list[Down]:
    """Red accounts of the practice, the longest silent first; one query."""
    return sorted(map(_down, _red(practice.pk)), key=lambda down: (down.since, down.account_id))


@ready
def _red(practice_id: int, /) -> QuerySet[NetworkAccount]:
    outages = Outage.objects.open().filter(part=SOURCE, group_id=OuterRef("pk"))
    grouped = outages.order_by().values("group_id")
    accounts = NetworkAccount.objects.sources().filter(practice_id=practice_id)
    return (
        accounts.exclude(status__in=_SWITCHED_OFF)
        .annotate(
            silent_since=Subquery(grouped.annotate(at=Min("since")).values("at")),
            silent_feeds=Subquery(grouped.annotate(number=Count("pk")).values("number")),
            active_feeds=Count("feeds", filter=Q(feeds__is_active=True)),
        )
        .filter(Q(status__in=_DEAD) | Q(silent_since__isnull=False))
    )


def _down(row: Any) -> Down:
    """`row`: an account with the annotations of `down_now`."""
    is_dead = row.status in _DEAD
    since = min(row.silent_since or row.status_at, row.status_at) if is_dead else row.silent_since
    is_whole = is_dead or row.silent_feeds >= row.active_feeds
    return Down(row.pk, str(row), since, is_whole)


def down_for(request: HttpRequest) -> list[Down]:
    """What is red in the reader's practice; nothing for who belongs to none."""
    membership: Membership | None = getattr(request, "membership", None)
    return down_now(membership.practice) if membership else []
