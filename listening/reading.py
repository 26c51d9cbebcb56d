"""One look at one feed: network calls outside any transaction, one commit a page."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from django.utils import timezone

from listening import sentences
from listening.catching_up import has_been_away
from listening.clients import connector_for
from listening.connectors.base import Connector, ConnectorError, ErrorKind, FeedKind, FeedSpec
from listening.ingest import LeaseLostError, store_page
from listening.models import Feed, NetworkAccount
from listening.returning import ask_for_what_is_new, come_back
from listening.schedule import Look, fail_run, finish_run
from listening.skew import in_our_time

__all__ = ["connector_for", "read_feed"]

logger = logging.getLogger(__name__)
PAGES_A_RUN = 25  # then the feed stands in line again, so that a backfill starves nobody


@dataclass(slots=True)
class _Run:
    """What is known of a look while it is under way, so that a failed one is booked as well."""

    connector: Connector | None = None
    pages: int = 0
    posts_read: int = 0
    is_complete: bool = True

    def look(self) -> Look:
        windows = self.connector.rate_windows() if self.connector else ()
        return Look(self.posts_read, windows, self.is_complete)


def read_feed(*, feed_id: int, lease_token: int) -> int:
    """Read one leased feed; gives the number of pages stored. Errors are booked, not raised."""
    feed = _leased(feed_id, lease_token)
    if feed is None:  # a late or repeated nudge: someone else has the lease
        return 0
    run = _Run()
    try:
        if has_been_away(feed, timezone.now()):
            _come_back(feed, lease_token, run)
            return 0  # it is due again, like all others of the account
        _read_pages(feed, lease_token, run)
        finish_run(feed=feed, lease_token=lease_token, look=run.look(), now=timezone.now())
    except LeaseLostError:
        logger.info("feed %s was taken over; stopping", feed_id)
    except ConnectorError as error:
        _book_failure(feed, lease_token, run, error)
    except Exception:
        # A mistake of ours in one feed: never silent, and never in the way of the others.
        logger.exception("feed %s could not be read", feed_id)
        _book_failure(feed, lease_token, run, _internal_error())
    return run.pages


def _leased(feed_id: int, lease_token: int) -> Feed | None:
    return (
        Feed.objects.select_related("account__practice", "term")
        .filter(
            pk=feed_id,
            lease_token=lease_token,
            is_active=True,
            account__status=NetworkAccount.Status.CONNECTED,
        )
        .exclude(lease_expires_at=None)
        .first()
    )


def _come_back(feed: Feed, lease_token: int, run: _Run) -> None:
    run.connector = connector_for(feed.account)
    run.posts_read = ask_for_what_is_new(feed, run.connector, timezone.now())
    come_back(feed=feed, lease_token=lease_token, look=run.look(), now=timezone.now())


def _read_pages(feed: Feed, lease_token: int, run: _Run) -> None:
    run.connector = connector_for(feed.account)
    query = feed.term.query if feed.term else ""
    spec = FeedSpec(kind=FeedKind(feed.kind), query=query, since=feed.live_from)
    begun_at = dict(feed.cursor)
    for page in run.connector.fetch(spec, begun_at, now=timezone.now()):
        run.posts_read += page.posts_read
        now = timezone.now()
        told = in_our_time(page, now)
        store_page(feed=feed, lease_token=lease_token, page=told, now=now)
        run.pages += 1
        # A network whose mark moves only at the end of a walk would begin it again for ever.
        can_go_on_later = page.next_cursor != begun_at
        if run.pages >= PAGES_A_RUN and can_go_on_later and not page.is_last:
            run.is_complete = False
            break


def _book_failure(feed: Feed, lease_token: int, run: _Run, error: ConnectorError) -> None:
    fail_run(feed=feed, lease_token=lease_token, error=error, look=run.look(), now=timezone.now())


def _internal_error() -> ConnectorError:
    return ConnectorError(
        ErrorKind.TRANSIENT,
        sentences.INTERNAL,
        code="internal",
    )
