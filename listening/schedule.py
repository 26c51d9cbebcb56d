"""Handing out due feeds and keeping their books; every function takes `now`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from listening import budget, catching_up, pacing
from listening.connectors.base import ConnectorError, ErrorKind, RateWindow
from listening.ingest import LEASE
from listening.lateness import silence_after_look
from listening.limits import store_windows
from listening.models import Feed, NetworkAccount
from practice_hub.audit.record import record
from practice_hub.bulk import storable
from practice_hub.jobs import enqueue_on_commit
from practice_hub.realtime.publish import publish_on_commit

READ_FEED = "listening.read_feed"
ACCOUNT_STATUS = {
    ErrorKind.AUTH: NetworkAccount.Status.NEEDS_RECONNECT,
    ErrorKind.QUOTA: NetworkAccount.Status.OUT_OF_CREDITS,
}


@dataclass(frozen=True, slots=True)
class Lease:
    feed_id: int
    token: int


@dataclass(frozen=True, slots=True)
class Look:
    """What one look cost and what the network said about its limits, whether it failed or not."""

    posts_read: int = 0
    windows: Sequence[RateWindow] = ()
    is_complete: bool = True  # False: there was more than one look may take


@transaction.atomic(durable=True)
def hand_out_due_feeds(*, now: datetime, limit: int = 20) -> list[Lease]:
    """Lease due feeds, the longest waiting first, and nudge a reader for each; when none waits
    any more, a slice of what was missed earlier.

    `SKIP LOCKED` lets several beats or workers run this at once without waiting and without
    handing a feed out twice; the order by due time is why none can starve another.
    """
    due = Feed.objects.due(now).select_for_update(skip_locked=True, of=("self",), no_key=True)
    feeds = list(due.only("pk", "lease_token")[:limit])
    Feed.objects.filter(pk__in=[feed.pk for feed in feeds]).update(
        lease_token=F("lease_token") + 1, lease_expires_at=now + LEASE, last_run_at=now
    )
    leases = [Lease(feed.pk, feed.lease_token + 1) for feed in feeds]
    for lease in leases:
        enqueue_on_commit(READ_FEED, feed_id=lease.feed_id, lease_token=lease.token)
    if len(leases) < limit:
        catching_up.hand_out(now=now)
    return leases


@transaction.atomic(durable=True)
def finish_run(*, feed: Feed, lease_token: int, look: Look, now: datetime) -> None:
    """Book a successful look. An incomplete one (many pages) is due again at once."""
    account = book_look(feed, look, now)
    following = pacing.after_success(
        interval=_interval(feed),
        windows=look.windows,
        budget_used=budget.used_share(account),
        now=now,
    )
    had_trouble = feed.failures > 0 or feed.slowed_reason != following.reason
    is_late_already = not look.is_complete and not following.reason
    Feed.objects.filter(pk=feed.pk, lease_token=lease_token).update(
        lease_expires_at=None,
        last_success_at=now,
        silence_from=silence_after_look(
            now=now, interval=_interval(feed), next_run_at=following.at
        ),
        failures=0,
        last_error_kind="",
        last_error_code="",
        last_error="",
        slowed_reason=following.reason,
        next_run_at=now if is_late_already else following.at,
    )
    if had_trouble:
        publish_on_commit(account.practice_id, "sources", [feed.pk])


@transaction.atomic(durable=True)
def fail_run(
    *, feed: Feed, lease_token: int, error: ConnectorError, look: Look, now: datetime
) -> None:
    """Book a failed look: the error in plain words, the next try, and the account's state.

    Whoever has lost the lease changes nothing but what was spent: the feed is someone else's.
    """
    account = book_look(feed, look, now)
    status = ACCOUNT_STATUS.get(error.kind)
    if status and not has_same_secrets(feed.account, account):
        _try_new_secrets(feed, lease_token, now)
        return
    following = pacing.after_failure(
        error, failures=feed.failures + 1, interval=_interval(feed), now=now
    )
    ours = Feed.objects.filter(pk=feed.pk, lease_token=lease_token)
    if not ours.update(**_failed(feed, error, following, now)):
        return
    if status:
        set_account_status(account, status, detail=error.detail, now=now)
    publish_on_commit(account.practice_id, "sources", [feed.pk])


def _failed(
    feed: Feed, error: ConnectorError, following: pacing.Next, now: datetime
) -> dict[str, Any]:
    return {
        **_asked_to_wait(feed, error, following),
        "lease_expires_at": None,
        "failures": F("failures") + 1,
        "last_error_kind": error.kind.value,
        "last_error_code": storable(error.code)[:120],
        "last_error": storable(error.detail)[:2000],
        "last_error_at": now,
        "slowed_reason": following.reason,
        "next_run_at": following.at,
    }


def has_same_secrets(used: NetworkAccount, account: NetworkAccount) -> bool:
    """Did the call use those of today? What others were refused says nothing of these."""
    return bytes(used.credentials) == bytes(account.credentials)


def _try_new_secrets(feed: Feed, lease_token: int, now: datetime) -> None:
    ours = Feed.objects.filter(pk=feed.pk, lease_token=lease_token)
    ours.update(lease_expires_at=None, next_run_at=now)


def _interval(feed: Feed) -> timedelta:
    return timedelta(seconds=feed.interval_seconds)


def _asked_to_wait(
    feed: Feed, error: ConnectorError, following: pacing.Next
) -> dict[str, datetime]:
    """The first wait that a network asks for is no silence of the feed; one after another is."""
    if error.kind != ErrorKind.RATE_LIMIT or feed.failures:
        return {}
    return {"silence_from": following.at - _interval(feed)}


def set_account_status(account: NetworkAccount, status: str, *, detail: str, now: datetime) -> bool:
    """Change the state of an account once; the caller holds the transaction.

    What a person decided stands: a paused or disconnected account is not changed by the network.
    """
    changed = (
        NetworkAccount.objects.filter(pk=account.pk)
        .exclude(
            status__in=[
                status,
                NetworkAccount.Status.PAUSED,
                NetworkAccount.Status.DISCONNECTED,
            ]
        )
        .update(status=status, status_detail=storable(detail)[:2000], status_at=now)
    )
    if changed:
        record(
            "account.status_changed",
            practice=account.practice_id,
            subject=account,
            actor=None,
            at=now,
            status=status,
        )
        publish_on_commit(account.practice_id, "sources", [])
    return bool(changed)


def book_look(feed: Feed, look: Look, now: datetime) -> NetworkAccount:
    """Lock the account, and count what the network will bill and what limits it told us."""
    account = NetworkAccount.objects.select_for_update(no_key=True).get(pk=feed.account_id)
    budget.count_reads(account, look.posts_read, now)
    store_windows(account, look.windows, now)
    return account
