"""How the sources are: what the network says of our tokens, and each feed's state for people."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable

from django.db import transaction

from listening import accounts, catching_up, feeds, sentences
from listening.clients import connector_for
from listening.connectors.base import (
    AccountInfo,
    ConnectorError,
    ErrorKind,
    RateWindow,
    ReadUsage,
)
from listening.lateness import FeedState, Looks, state_at
from listening.limits import store_windows
from listening.models import Feed, NetworkAccount
from listening.schedule import has_same_secrets, set_account_status

logger = logging.getLogger(__name__)
Status = NetworkAccount.Status
USAGE_BUCKET = "reads of the billing month"
_STATUS = {ErrorKind.AUTH: Status.NEEDS_RECONNECT, ErrorKind.QUOTA: Status.OUT_OF_CREDITS}


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
        detail = sentences.OTHER_ACCOUNT % {"label": account.display_label}
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
        catching_up.begin(row, actor=None, now=now)
        accounts.all_due(row, now)


def _usage_window(usage: ReadUsage | None) -> list[RateWindow]:
    if usage is None:
        return []
    left = None if usage.cap is None else usage.cap - usage.used
    return [RateWindow(USAGE_BUCKET, limit=usage.cap, remaining=left)]


@transaction.atomic(durable=True)
def _book_trouble(account: NetworkAccount, error: ConnectorError, now: datetime) -> None:
    status = _STATUS.get(error.kind)
    row = NetworkAccount.objects.select_for_update(no_key=True).get(pk=account.pk)
    if status and has_same_secrets(account, row):  # else it was replaced while we asked
        set_account_status(row, status, detail=error.detail, now=now)
    else:
        logger.info("account %s could not be verified: %s", account.pk, error)


def state_of(feed: Feed, now: datetime) -> FeedState:
    """State of a feed for people; `feed.account` is loaded."""
    if not feed.is_active or feed.account.status in (Status.PAUSED, Status.DISCONNECTED):
        return FeedState.PAUSED
    if feed.account.status != Status.CONNECTED:
        return FeedState.FAILING
    return state_at(_looks(feed, now), now)


def silent_from(feed: Feed) -> datetime:
    """Since when nothing was heard, as far as anything should have been."""
    return feed.silence_from or feed.last_success_at or feed.created_at


def _looks(feed: Feed, now: datetime) -> Looks:
    return Looks(
        silence_from=silent_from(feed),
        interval=timedelta(seconds=feed.interval_seconds),
        next_run_at=feed.next_run_at,
        error=ErrorKind(feed.last_error_kind or ErrorKind.TRANSIENT) if feed.failures else None,
        is_slowed=bool(feed.slowed_reason),
        is_being_read=feed.lease_expires_at is not None and feed.lease_expires_at > now,
        has_succeeded=feed.last_success_at is not None,
    )
