"""How the sources are: what the network says of our tokens, and each feed's state for people."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, runtime_checkable

from django.db import transaction

from listening import accounts, feeds
from listening.clients import connector_for
from listening.connectors.base import (
    AccountInfo,
    ConnectorError,
    ErrorKind,
    RateWindow,
    ReadUsage,
)
from listening.models import Feed, NetworkAccount
from listening.schedule import set_account_status, store_windows
from practice_hub.jobs import enqueue_on_commit

logger = logging.getLogger(__name__)
Status = NetworkAccount.Status
USAGE_BUCKET = "reads of the billing month"
FAILING_AFTER = timedelta(minutes=15)
MISSED_LOOKS = 2
SHORTEST_LATENESS = timedelta(seconds=20)
MUST_ACT = {
    ErrorKind.AUTH,
    ErrorKind.PERMISSION,
    ErrorKind.QUOTA,
    ErrorKind.REFUSED,
    ErrorKind.GONE,
}
_STATUS = {ErrorKind.AUTH: Status.NEEDS_RECONNECT, ErrorKind.QUOTA: Status.OUT_OF_CREDITS}


class FeedState(StrEnum):
    OK = "OK"
    NEW = "NEW"  # no look has ended yet
    WAITING = "WAITING"  # a limit or a budget makes it slower
    LATE = "LATE"  # two looks were missed
    FAILING = "FAILING"  # no success for 15 minutes, or a person must act
    NOT_OFFERED = "NOT_OFFERED"
    PAUSED = "PAUSED"


PROBLEMS = frozenset({FeedState.LATE, FeedState.FAILING})


@runtime_checkable
class _CountsReads(Protocol):
    """A connector whose network tells how many reads it has billed."""

    def usage(self, *, now: datetime) -> ReadUsage | None: ...


@dataclass(frozen=True, slots=True)
class _Checkup:
    info: AccountInfo
    usage: ReadUsage | None
    windows: tuple[RateWindow, ...]


def refresh_all(*, now: datetime) -> None:
    """Ask each network whether our token still works. One account's trouble is not another's."""
    waiting = [Status.CONNECTED, Status.NEEDS_RECONNECT, Status.OUT_OF_CREDITS]
    for account in NetworkAccount.objects.filter(status__in=waiting).order_by("pk"):
        try:
            refresh(account, now)
        except Exception:
            logger.exception("the health of account %s could not be refreshed", account.pk)


def refresh(account: NetworkAccount, now: datetime) -> None:
    """One account: expiry, scopes and usage; an account that works again is read again."""
    try:
        found = _ask(account, now)
    except ConnectorError as error:
        _book_trouble(account, error, now)
        return
    _book_checkup(account, found, now)


def _ask(account: NetworkAccount, now: datetime) -> _Checkup:
    connector = connector_for(account)
    info = connector.verify(now=now)
    if info.external_id != account.external_id:
        detail = f"This token now belongs to another account than {account.display_label}."
        raise ConnectorError(ErrorKind.AUTH, detail, code="other-account")
    usage = None
    if isinstance(connector, _CountsReads):
        try:
            usage = connector.usage(now=now)
        except ConnectorError as error:  # nice to have: the token works all the same
            logger.info("account %s: no usage (%s)", account.pk, error)
    return _Checkup(info, usage, connector.rate_windows())


@transaction.atomic(durable=True)
def _book_checkup(account: NetworkAccount, found: _Checkup, now: datetime) -> None:
    row = NetworkAccount.objects.select_for_update(no_key=True).get(pk=account.pk)
    if row.status in (Status.PAUSED, Status.DISCONNECTED):  # decided while we asked
        return
    accounts.take_over_info(row, found.info)
    row.save(update_fields=["handle", "display_name", "avatar_url", "scopes", "token_expires_at"])
    feeds.ensure_feeds(row, now)
    windows = [*found.windows, *_usage_window(found.usage)]
    store_windows(row, windows, now)
    if set_account_status(row, Status.CONNECTED, detail="", now=now):
        feeds.make_due(row.feeds.values_list("pk", flat=True), now)
        enqueue_on_commit(accounts.HAND_OUT)


def _usage_window(usage: ReadUsage | None) -> list[RateWindow]:
    if usage is None:
        return []
    left = None if usage.cap is None else usage.cap - usage.used
    return [RateWindow(USAGE_BUCKET, limit=usage.cap, remaining=left)]


@transaction.atomic(durable=True)
def _book_trouble(account: NetworkAccount, error: ConnectorError, now: datetime) -> None:
    status = _STATUS.get(error.kind)
    if status:
        set_account_status(account, status, detail=error.detail, now=now)
    else:
        logger.info("account %s could not be verified: %s", account.pk, error)


def state_of(feed: Feed, now: datetime) -> FeedState:
    """State of a feed for people; `feed.account` is loaded."""
    if not feed.is_active or feed.account.status in (Status.PAUSED, Status.DISCONNECTED):
        return FeedState.PAUSED
    if feed.account.status != Status.CONNECTED:
        return FeedState.FAILING
    return _after_errors(feed, now) if feed.failures else _without_errors(feed, now)


def _after_errors(feed: Feed, now: datetime) -> FeedState:
    kind = ErrorKind(feed.last_error_kind or ErrorKind.TRANSIENT)
    if kind == ErrorKind.RATE_LIMIT and feed.next_run_at > now:
        return FeedState.WAITING
    if kind == ErrorKind.UNSUPPORTED:
        return FeedState.NOT_OFFERED
    silent = now - (feed.last_success_at or feed.created_at)
    if kind in MUST_ACT or silent > max(FAILING_AFTER, _missed(feed)):
        return FeedState.FAILING
    if silent > _missed(feed):
        return FeedState.LATE
    return FeedState.OK if feed.last_success_at else FeedState.NEW


def _without_errors(feed: Feed, now: datetime) -> FeedState:
    """Without an error only the machinery itself can be late: nobody took the feed in time."""
    overdue = now - feed.next_run_at
    if overdue > max(FAILING_AFTER, _missed(feed)):
        return FeedState.FAILING
    is_being_read = feed.lease_expires_at is not None and feed.lease_expires_at > now
    if overdue > max(_missed(feed), SHORTEST_LATENESS) and not is_being_read:
        return FeedState.LATE
    if feed.last_success_at is None:
        return FeedState.NEW
    return FeedState.WAITING if feed.slowed_reason else FeedState.OK


def _missed(feed: Feed) -> timedelta:
    return timedelta(seconds=feed.interval_seconds * MISSED_LOOKS)
