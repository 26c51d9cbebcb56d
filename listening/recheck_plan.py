"""When each post is looked at again, so that what is gone on the network is forgotten within a day.

One small row a post says when it is due (`Recheck`). Posts that somebody waits or works on, and
young ones, are looked at several times a day: X bills a post once in a UTC day, so that costs
nothing more. Source of the 24 hours: X developer guidelines, deletes and compliance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from listening.connectors.rechecks import can_be_asked
from listening.models import Mention, NetworkAccount, Recheck
from practice_hub.bulk import insert_rows

Rank = Recheck.Rank
YOUNG_FOR = timedelta(days=3)
EVERY = {
    Rank.OPEN: timedelta(hours=1),
    Rank.YOUNG: timedelta(hours=3),
    Rank.REST: timedelta(hours=22),  # the sweep has two hours left to come round
}
_SPREAD_MINUTES = 120  # what came with one page is not due all at once again
AGAIN_AFTER = timedelta(minutes=15)  # what is in doubt; and when the network did not answer
AskOpen = Callable[[Sequence[int]], set[int]]
_askers: list[AskOpen] = []


@dataclass(frozen=True, slots=True)
class Asked:
    """One post to ask about; `name` is the id that the network knows it by now."""

    mention_id: int
    practice_id: int
    network: str
    name: str
    posted_at: datetime
    author_id: int | None
    doubted_at: datetime | None
    is_free: bool  # billed on this day already
    is_unproven: bool  # imported, and the network has not known any of that import yet


def on_ask_open(asker: AskOpen) -> AskOpen:
    """Register who knows which mentions (ids) somebody waits or works on; used once, by the
    inbox, of which listening knows nothing."""
    if asker not in _askers:
        _askers.append(asker)
    return asker


def open_ids(mention_ids: Sequence[int]) -> set[int]:
    return set().union(*(asker(mention_ids) for asker in _askers))


def rank_of(posted_at: datetime, now: datetime, *, is_open: bool) -> Rank:
    if is_open:
        return Rank.OPEN
    return Rank.YOUNG if now - posted_at < YOUNG_FOR else Rank.REST


def next_due(mention_id: int, rank: Rank, now: datetime) -> datetime:
    """Spread evenly, and always earlier than `EVERY` says, never later."""
    every = EVERY[rank]
    share = mention_id % _SPREAD_MINUTES / _SPREAD_MINUTES
    return now + every - every * share / 8


def plan(mentions: Iterable[Mention], now: datetime) -> None:
    """New mentions that the network can be asked about get their row; one statement."""
    insert_rows(Recheck, [_row(each, now) for each in mentions if _is_watched(each)])


def _is_watched(mention: Mention) -> bool:
    """Our own words are ours, and private messages cannot be asked about one by one."""
    if mention.is_own or mention.audience != Mention.Audience.PUBLIC:
        return False
    return can_be_asked(
        mention.network,
        mention.external_id,
        mention.posted_at,
        is_imported=mention.is_imported,
    )


def _row(mention: Mention, now: datetime) -> dict[str, object]:
    # What is new waits for somebody; the first look finds out whether it still does.
    is_young = rank_of(mention.posted_at, now, is_open=False) == Rank.YOUNG
    rank = rank_of(mention.posted_at, now, is_open=is_young)
    return {
        "mention_id": mention.pk,
        "account_id": mention.account_id,
        "rank": rank.value,
        "due_at": next_due(mention.pk, rank, now),
    }


def hasten(account: NetworkAccount, external_ids: Sequence[str], now: datetime) -> None:
    """Something went wrong with these posts in passing: look at once whether they are gone."""
    if external_ids:
        Recheck.objects.filter(
            mention__practice_id=account.practice_id,
            mention__network=account.network,
            mention__external_id__in=list(external_ids),
        ).update(due_at=now, rank=Rank.OPEN)
