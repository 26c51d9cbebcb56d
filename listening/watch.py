"""A source that is down alerts who can repair it, once, and the alert goes when it is back.

Amber after two missed looks, red after 15 minutes (listening/lateness.py); red is told. Beat's
sweep looks every minute, and so does every web process: a reader that is dead tells nobody (L2).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from listening.alerting import tell_managers
from listening.connectors.base import ErrorKind
from listening.health import silent_from, state_of
from listening.lateness import MUST_ACT, RED_AFTER, FeedState
from listening.models import Feed, NetworkAccount
from practice_hub.alerts.actions import close_alerts
from practice_hub.alerts.kinds import Kind
from practice_hub.health import heart, pace
from practice_hub.health.outages import SOURCES_LOCK, Trouble, is_first, note_troubles
from practice_hub.health.report import register_watcher
from practice_hub.realtime.publish import publish_on_commit

SOURCE = "source"
QUEUE = "listening"


@transaction.atomic(durable=True)
def watch_sources(*, now: datetime) -> None:
    """Raise and close SOURCE_DOWN: one alert an account, whichever of its feeds are red."""
    if not is_first(SOURCES_LOCK):
        return
    running_since = heart.running_since(pace.BEAT, QUEUE, now=now)
    feeds = Feed.objects.filter(is_active=True).select_related("account").order_by("pk")
    troubles = [_trouble(feed) for feed in feeds if is_red(feed, now, running_since)]
    newly_down, back = note_troubles(SOURCE, troubles, now=now)
    changed = NetworkAccount.objects.in_bulk(newly_down | back)
    for account_id in sorted(newly_down & changed.keys()):
        tell_managers(Kind.SOURCE_DOWN, changed[account_id], now=now)
    for account_id in sorted(back & changed.keys()):
        account = changed[account_id]
        close_alerts(Kind.SOURCE_DOWN, practice_id=account.practice_id, subject=account, at=now)
    _refresh_pages(changed.values())


def is_red(feed: Feed, now: datetime, running_since: datetime | None) -> bool:
    """Down by its own fault or the network's. While the machinery stands still, and for as long
    after it as red takes, a feed that was not looked at says nothing about its source: then the
    machinery has an alert of its own."""
    if state_of(feed, now) != FeedState.FAILING:
        return False
    if feed.account.status != NetworkAccount.Status.CONNECTED:
        return True
    if feed.failures and ErrorKind(feed.last_error_kind or ErrorKind.TRANSIENT) in MUST_ACT:
        return True
    return running_since is not None and now - running_since > RED_AFTER


def red_since(feed: Feed) -> datetime:
    """When the trouble began, as far as we know."""
    account = feed.account
    if account.status != NetworkAccount.Status.CONNECTED:
        return account.status_at
    return silent_from(feed)


def _trouble(feed: Feed) -> Trouble:
    return Trouble(feed.account.practice_id, feed.account_id, feed.pk, red_since(feed))


def _refresh_pages(accounts: Iterable[NetworkAccount]) -> None:
    of_practice: dict[int, list[int]] = defaultdict(list)
    for account in accounts:
        of_practice[account.practice_id].append(account.pk)
    for practice_id, ids in of_practice.items():
        publish_on_commit(practice_id, "sources", ids)


def _watch(now: datetime) -> None:
    watch_sources(now=now)


register_watcher("sources", _watch)
