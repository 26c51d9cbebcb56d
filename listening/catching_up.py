"""After a silence: what comes in now is read first, what was missed behind it (L1, L2).

A source that comes back begins anew at this moment, and its old cursors are read apart, a few
pages at a turn and never before a feed that is due. So nobody who writes now waits for what others
wrote while nobody listened. When all is read, the page of sources says how much was found.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import F, Q

from listening import catch_up_rules, lateness, sentences
from listening.connectors.base import FeedKind, Network
from listening.ingest import LEASE
from listening.models import CatchUp, CatchUpFeed, Feed, FeedGap, NetworkAccount
from listening.models.catch_ups import CatchUpFeedQuerySet
from practice_hub.jobs import enqueue_on_commit
from practice_hub.practices.models import User

READ: Final = "listening.read_catch_up"
# X refuses to begin within the last half minute, and its search is about as late.
LIVE_OVERLAP: Final = timedelta(minutes=2)
_JUST_BEFORE: Final = timedelta(microseconds=1)
SHORTEST_GAP: Final = timedelta(minutes=2)  # less is read on from the cursor, as after any pause
_NOT_READ: Final = [kind.value for kind in catch_up_rules.HOPELESS]
_LOOKS_BACK: Final = {(Network.X, FeedKind.MESSAGES): timedelta(days=30)}


def begin(account: NetworkAccount, *, actor: User | None, now: datetime) -> CatchUp | None:
    """`account` is heard again from now on: what its feeds missed is read apart.

    In the caller's transaction, which holds the account. `actor`: who connected it; None: nobody.
    None when nothing was missed.
    """
    feeds = list(account.feeds.filter(is_active=True).select_for_update(no_key=True).order_by("pk"))
    missed = [feed for feed in feeds if _has_missed(feed, now)]
    if not missed:
        return _go_on(account, feeds, actor, now)
    since = min(feed.last_success_at or now for feed in missed)
    catch_up = CatchUp.objects.create(
        account=account, since=min(since, now), began_at=now, asked_by=actor
    )
    CatchUpFeed.objects.bulk_create(
        CatchUpFeed(catch_up=catch_up, feed=feed, cursor=feed.cursor, next_run_at=now)
        for feed in missed
    )
    for feed in missed:
        _note_what_is_too_old(feed, now)
    _begin_anew([feed.pk for feed in missed], now)
    return catch_up


def _has_missed(feed: Feed, now: datetime) -> bool:
    """Read before, and silent for longer than between any two looks."""
    if not feed.cursor or feed.last_success_at is None:
        return False
    usual = lateness.MISSED_LOOKS * timedelta(seconds=feed.interval_seconds)
    return now - feed.last_success_at > max(SHORTEST_GAP, usual)


def _go_on(
    account: NetworkAccount, feeds: list[Feed], actor: User | None, now: datetime
) -> CatchUp | None:
    """Gone again before the first look after the last return: what that one began still stands,
    and the silence ends now."""
    waiting = CatchUp.objects.filter(account=account, finished_at=None).last()
    if waiting is None:
        return None
    _begin_anew([feed.pk for feed in feeds if not feed.cursor and feed.live_from], now)
    waiting.asked_by, waiting.began_at = actor or waiting.asked_by, now
    waiting.save(update_fields=["asked_by", "began_at"])
    return waiting


def _begin_anew(feed_ids: list[int], now: datetime) -> None:
    """Whoever still reads one of them stores nothing more."""
    Feed.objects.filter(pk__in=feed_ids).update(
        cursor={},
        live_from=now - LIVE_OVERLAP,
        lease_token=F("lease_token") + 1,
        lease_expires_at=None,
    )


def _note_what_is_too_old(feed: Feed, now: datetime) -> None:
    back = _LOOKS_BACK.get((Network(feed.account.network), FeedKind(feed.kind)))
    since = feed.last_success_at
    if back is None or since is None or since >= now - back:
        return
    FeedGap.objects.create(
        feed=feed,
        reason=sentences.TOO_OLD % {"days": back.days},
        since=since,
        until=now - back,
        created_at=now,
    )


def hand_out(*, now: datetime) -> None:
    """Ask for one slice, where nobody reads one yet; in the caller's transaction.

    Called when no feed waits to be looked at: this is the low priority.
    """
    leases = list(CatchUpFeed.objects.open().values_list("lease_expires_at", flat=True))
    if not leases or any(until and until > now for until in leases):
        return
    ready = CatchUpFeed.objects.ready(now).order_by("next_run_at", "pk")
    part = ready.select_for_update(skip_locked=True, of=("self",), no_key=True).first()
    if part is None:
        return
    CatchUpFeed.objects.filter(pk=part.pk).update(
        lease_token=F("lease_token") + 1, lease_expires_at=now + LEASE
    )
    enqueue_on_commit(READ, part_id=part.pk, lease_token=part.lease_token + 1)


def is_caught_up(account: NetworkAccount, since: datetime) -> bool:
    """Has everything been read that was missed by a silence after `since`, as far as it can be?"""
    unread = open_parts().filter(catch_up__account=account, catch_up__began_at__gt=since)
    refused = Q(feed__failures__gt=0, feed__last_error_kind__in=_NOT_READ)
    return not unread.exclude(refused).exists()


def is_read_again(account: NetworkAccount) -> bool:
    """Has all been read, as far as it can be, that came in between a backup and its restore?"""
    if account.restored_at is None:
        return True
    return is_caught_up(account, account.restored_at - _JUST_BEFORE)


def has_been_away(feed: Feed, now: datetime) -> bool:
    """Silent for so long that people who write now come first, and that the rest is said.

    What was planned, or what the network asked for, is no silence.
    """
    if not feed.cursor or feed.last_success_at is None:
        return False
    usual = lateness.MISSED_LOOKS * timedelta(seconds=feed.interval_seconds)
    silent_from = feed.silence_from or feed.last_success_at
    return now - silent_from > max(lateness.RED_AFTER, usual)


def is_heard_since(account: NetworkAccount, moment: datetime, now: datetime) -> bool:
    """Was every feed looked at since `moment` and lately, as far as it can be?

    Lately, because a look that ended just after `moment` says nothing of the hours that this
    machine was off since. A feed that came later than `moment` has missed nothing.
    """
    known = account.feeds.filter(is_active=True, created_at__lte=moment)
    refused = Q(failures__gt=0, last_error_kind__in=_NOT_READ)
    return all(_is_heard(feed, moment, now) for feed in known.exclude(refused))


def _is_heard(feed: Feed, moment: datetime, now: datetime) -> bool:
    if feed.last_success_at is None or feed.last_success_at <= moment:
        return False
    usual = lateness.MISSED_LOOKS * timedelta(seconds=feed.interval_seconds)
    return now - (feed.silence_from or feed.last_success_at) <= max(SHORTEST_GAP, usual)


def open_parts() -> CatchUpFeedQuerySet:
    """A feed that somebody stopped meanwhile is waited for no longer."""
    return CatchUpFeed.objects.open().filter(feed__is_active=True)
