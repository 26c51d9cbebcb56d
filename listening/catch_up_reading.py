"""One slice of what was missed: a few pages, each stored whole with its cursor or not at all."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from listening import budget, catch_up_rules
from listening.catch_up_end import finish_done, note_unread
from listening.clients import connector_for
from listening.connectors.base import (
    Connector,
    ConnectorError,
    ErrorKind,
    FeedKind,
    FeedSpec,
    Page,
)
from listening.ingest import LEASE, LeaseLostError, lock_practice, note_gap, store_items
from listening.models import CatchUpFeed, Feed
from listening.schedule import (
    ACCOUNT_STATUS,
    Look,
    book_look,
    has_same_secrets,
    set_account_status,
)
from listening.skew import in_our_time
from practice_hub.realtime.publish import publish_on_commit

logger = logging.getLogger(__name__)
PAGES_A_SLICE = 5


@dataclass(slots=True)
class _Slice:
    """What is known while pages are read, so that a slice that fails is booked as well."""

    part: CatchUpFeed
    lease_token: int
    connector: Connector | None = None
    posts_read: int = 0
    pages: int = 0
    has_walked: bool = field(default=False)  # a whole walk has ended

    def look(self) -> Look:
        return Look(self.posts_read, self.connector.rate_windows() if self.connector else ())


def read_slice(*, part_id: int, lease_token: int) -> int:
    """Read some pages of one leased part; gives how many. Errors are booked, not raised."""
    related = ("feed__account__practice", "feed__term", "catch_up__account")
    found = CatchUpFeed.objects.open().select_related(*related)
    part = found.filter(pk=part_id, lease_token=lease_token).exclude(lease_expires_at=None).first()
    if part is None:  # a late or repeated nudge
        return 0
    run = _Slice(part, lease_token)
    try:
        _read_pages(run)
        _book(run, now=timezone.now())
    except LeaseLostError:
        logger.info("catch-up %s was taken over; stopping", part_id)
    except ConnectorError as error:
        _book_failure(run, error, now=timezone.now())
    except Exception:
        logger.exception("catch-up %s could not be read", part_id)
        internal = ConnectorError(ErrorKind.TRANSIENT, "Internal error.", code="internal")
        _book_failure(run, internal, now=timezone.now())
    finish_done(now=timezone.now())
    return run.pages


def _read_pages(run: _Slice) -> None:
    feed, begun_at = run.part.feed, dict(run.part.cursor)
    run.connector = connector_for(feed.account)
    query = feed.term.query if feed.term else ""
    spec = FeedSpec(kind=FeedKind(feed.kind), query=query, is_thorough=True)
    for page in run.connector.fetch(spec, begun_at, now=timezone.now()):
        run.posts_read += page.posts_read
        now = timezone.now()
        store_page(run.part, run.lease_token, in_our_time(page, now), now=now)
        run.pages += 1
        run.has_walked = page.is_last
        # Where the mark moves only at the end of a walk, stopping earlier would never end it.
        if run.pages >= PAGES_A_SLICE and page.next_cursor != begun_at:
            break


@transaction.atomic(durable=True)
def store_page(part: CatchUpFeed, lease_token: int, page: Page, *, now: datetime) -> None:
    """Items and cursor in one transaction. Raises LeaseLostError: then nothing is stored."""
    feed = part.feed
    lock_practice(feed.account.practice_id)
    stored = store_items(feed.account, feed, page, now)
    is_ours = CatchUpFeed.objects.filter(pk=part.pk, lease_token=lease_token).update(
        cursor=page.next_cursor, lease_expires_at=now + LEASE
    )
    if not is_ours:
        raise LeaseLostError(f"catch-up {part.pk} is read by someone else")
    Feed.objects.filter(pk=feed.pk).update(items_total=F("items_total") + stored.first_seen_here)
    note_gap(feed, page.gap, now)


@transaction.atomic(durable=True)
def _book(run: _Slice, *, now: datetime) -> None:
    account = book_look(run.part.feed, run.look(), now)
    walks = run.part.walks + run.has_walked
    is_done = walks >= CatchUpFeed.WALKS
    following = catch_up_rules.next_slice_at(
        windows=run.look().windows, budget_used=budget.used_share(account), now=now
    )
    CatchUpFeed.objects.filter(pk=run.part.pk, lease_token=run.lease_token).update(
        walks=walks,
        failures=0,
        lease_expires_at=None,
        next_run_at=following,
        finished_at=now if is_done else None,
    )
    publish_on_commit(account.practice_id, "sources", [run.part.feed_id])


@transaction.atomic(durable=True)
def _book_failure(run: _Slice, error: ConnectorError, *, now: datetime) -> None:
    part = run.part
    account = book_look(part.feed, run.look(), now)
    failures = part.failures + 1
    age = now - part.catch_up.began_at
    is_over = catch_up_rules.is_hopeless(error, failures=failures, age=age)
    is_ours = CatchUpFeed.objects.filter(pk=part.pk, lease_token=run.lease_token).update(
        failures=failures,
        lease_expires_at=None,
        next_run_at=catch_up_rules.after_error(error, failures=failures, now=now),
        finished_at=now if is_over else None,
    )
    if not is_ours:
        return
    if is_over:
        note_unread(part, now)
    status = ACCOUNT_STATUS.get(error.kind)
    if status and has_same_secrets(part.feed.account, account):
        set_account_status(account, status, detail=error.detail, now=now)
    publish_on_commit(account.practice_id, "sources", [part.feed_id])
