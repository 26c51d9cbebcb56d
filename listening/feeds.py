"""Which feeds an account has: from what its network offers and what is watched for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import F

from listening.connectors import registry
from listening.connectors.base import Capabilities, FeedKind, Network
from listening.models import Feed, NetworkAccount, WatchTerm

_UNREAD = (NetworkAccount.Status.DISCONNECTED, NetworkAccount.Status.HISTORY)


def capabilities_of(network: str) -> Capabilities:
    return registry.NETWORKS[Network(network)].capabilities


def interval_seconds(account: NetworkAccount, kind: FeedKind) -> float:
    """The setting, or what the network's own limits allow; a sandbox has none."""
    wanted = float(settings.FEED_INTERVAL_SECONDS)
    if account.is_sandbox:
        return wanted
    return max(wanted, capabilities_of(account.network).min_interval_seconds.get(kind, 0))


def ensure_feeds(account: NetworkAccount, now: datetime) -> None:
    """Make the feeds that are missing, and bring the others in line; the caller holds the
    transaction. Cursors stay as they are."""
    for kind in capabilities_of(account.network).feed_kinds:
        if kind is not FeedKind.SEARCH:
            _ensure(account, kind, None, now)
    terms = WatchTerm.objects.filter(practice_id=account.practice_id)
    if FeedKind.SEARCH in capabilities_of(account.network).feed_kinds:
        for term in terms.watched():
            _ensure(account, FeedKind.SEARCH, term, now)


def ensure_term_feeds(term: WatchTerm, now: datetime) -> None:
    """A search feed on every account that can search; the caller holds the transaction."""
    accounts = NetworkAccount.objects.filter(practice_id=term.practice_id)
    for account in accounts.exclude(status__in=_UNREAD):
        if FeedKind.SEARCH in capabilities_of(account.network).feed_kinds:
            _ensure(account, FeedKind.SEARCH, term, now)


def _ensure(account: NetworkAccount, kind: FeedKind, term: WatchTerm | None, now: datetime) -> None:
    interval = interval_seconds(account, kind)
    feed, is_new = Feed.objects.get_or_create(
        account=account,
        kind=kind.value,
        term=term,
        defaults={"interval_seconds": interval, "next_run_at": now, "created_at": now},
    )
    if is_new or (feed.is_active and feed.interval_seconds == interval):
        return
    values: dict[str, object] = {"interval_seconds": interval, "is_active": True}
    if not feed.is_active:
        values |= {"next_run_at": now, "silence_from": now}
    Feed.objects.filter(pk=feed.pk).update(**values)


def make_due(feeds: Iterable[int], now: datetime) -> int:
    """Let feeds be looked at now; one that is being read is left to its reader."""
    return (
        Feed.objects.filter(pk__in=feeds, is_active=True)
        .exclude(lease_expires_at__gt=now)
        .update(next_run_at=now)
    )


def stop(feeds: Iterable[int]) -> None:
    """Stop feeds; whoever reads one at this moment can store nothing more."""
    Feed.objects.filter(pk__in=feeds).update(
        is_active=False, lease_token=F("lease_token") + 1, lease_expires_at=None
    )
