"""Storing one page of a feed: payload, mention, conversation and cursor in one transaction.

Nothing is lost (a page is stored whole or not at all, and the cursor moves with it) and nothing
comes twice (unique keys decide, not a look before the insert). A page is the unit of work.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F

from listening import changes, events, people, rows, shares, spread
from listening.connectors.base import Gap, MentionData, Page
from listening.models import (
    Author,
    Feed,
    FeedGap,
    Mention,
    MentionReason,
    NetworkAccount,
    RawPayload,
)
from practice_hub.bulk import as_json, insert_rows
from practice_hub.practices.hours import HoursBook
from practice_hub.realtime.publish import publish_on_commit

LEASE = timedelta(seconds=120)
_INGEST_LOCK = 7_101  # class of the advisory lock; the second key is the practice


class LeaseLostError(Exception):
    """Another reader took the feed over; this page must not be stored."""


@dataclass(slots=True)
class Stored:
    """What became of one page."""

    new: list[Mention] = field(default_factory=list)
    edited: list[Mention] = field(default_factory=list)
    gone: list[Mention] = field(default_factory=list)
    shares: int = 0
    first_seen_here: int = 0  # mentions that this feed had not brought before


@transaction.atomic(durable=True)
def store_page(*, feed: Feed, lease_token: int, page: Page, now: datetime) -> Stored:
    """Commit one page and its cursor. Raises LeaseLostError when `lease_token` is no longer ours.

    Pages of one practice are stored one after the other (an advisory lock), so that two feeds that
    bring the same thread at the same moment cannot make two conversations of it or deadlock.
    """
    lock_practice(feed.account.practice_id)
    stored = store_items(feed.account, feed, page.items, page.gone_ids, now)
    _move_cursor(feed, lease_token, page, stored, now)
    note_gap(feed, page.gap, now)
    return stored


def note_gap(feed: Feed, gap: Gap | None, now: datetime) -> None:
    """What the network would no longer show is said on the page of sources."""
    if gap is None:
        return
    FeedGap.objects.create(
        feed=feed, reason=gap.reason[:200], since=gap.since, until=gap.until, created_at=now
    )
    publish_on_commit(feed.account.practice_id, "sources", [feed.pk])


def store_items(
    account: NetworkAccount,
    feed: Feed | None,
    items: Sequence[MentionData],
    gone_ids: Sequence[str],
    now: datetime,
) -> Stored:
    """The part of `store_page` that needs no feed; the caller holds transaction and lock."""
    reposts = once([item for item in items if item.share_of])
    posts = once([item for item in items if not item.share_of])
    known = _known(account, [item.external_id for item in posts])
    # What the network takes back on this very page is not let in at all.
    posts = [i for i in posts if i.external_id in known or i.external_id not in gone_ids]
    authors = people.store_authors(account, [*posts, *reposts], now)
    fresh = [item for item in posts if item.external_id not in known]
    stored = Stored(new=_insert_mentions(account, fresh, authors, now))
    spread.note_counts(stored.new, now)
    stored.edited = changes.apply_changes(posts, known, now)
    stored.gone = changes.mark_gone(account, gone_ids, now)
    stored.shares = shares.store_shares(account, reposts, authors)
    shares.count_shares(account, reposts, stored.new)
    if feed is not None:
        stored.first_seen_here = _store_reasons(feed, [*stored.new, *known.values()], now)
    _announce(account, feed, stored, now)
    return stored


@transaction.atomic(durable=True)
def store_removal(*, account: NetworkAccount, external_id: str, now: datetime) -> None:
    """The network said, when asked, that a post is gone: what a feed would have told us."""
    lock_practice(account.practice_id)
    store_items(account, None, [], [external_id], now)


def lock_practice(practice_id: int) -> None:
    """Wait for every other transaction that stores mentions of this practice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_INGEST_LOCK, practice_id])


def once(items: Iterable[MentionData]) -> list[MentionData]:
    """One item per id, the last wins: networks repeat items, even on one page."""
    by_id = {item.external_id: item for item in items}
    return sorted(by_id.values(), key=lambda item: item.external_id)


def _announce(account: NetworkAccount, feed: Feed | None, stored: Stored, now: datetime) -> None:
    events.announce(
        events.MentionsIngested(
            account=account,
            feed=feed,
            new=sorted(stored.new, key=lambda mention: (mention.posted_at, mention.pk)),
            edited=stored.edited,
            gone=stored.gone,
            at=now,
        )
    )


def _move_cursor(feed: Feed, lease_token: int, page: Page, stored: Stored, now: datetime) -> None:
    """The fence: a page whose lease is gone is undone whole, whatever was written before."""
    newest = max((item.posted_at for item in page.items), default=None)
    values: dict[str, object] = {
        "cursor": page.next_cursor,
        "lease_expires_at": now + LEASE,
        "items_total": F("items_total") + stored.first_seen_here,
    }
    if not feed.failures:  # a long look is no silence, unless it never reaches its end
        values["silence_from"] = now
    if newest and (feed.last_item_at is None or newest > feed.last_item_at):
        values["last_item_at"] = newest
        if feed.last_success_at:  # on a first look, what is old is not late
            values["lag_seconds"] = max((now - newest).total_seconds(), 0)
    if not Feed.objects.filter(pk=feed.pk, lease_token=lease_token).update(**values):
        raise LeaseLostError(f"feed {feed.pk} is read by someone else")
    feed.cursor = page.next_cursor
    if "last_item_at" in values:
        feed.last_item_at = newest


def _known(account: NetworkAccount, ids: Sequence[str]) -> dict[str, Mention]:
    if not ids:
        return {}
    found = Mention.objects.filter(
        practice_id=account.practice_id, network=account.network, external_id__in=ids
    )
    return {mention.external_id: mention for mention in found}


def _insert_mentions(
    account: NetworkAccount,
    fresh: Sequence[MentionData],
    authors: dict[str, Author],
    now: datetime,
) -> list[Mention]:
    if not fresh:
        return []
    zone = HoursBook.load(account.practice_id).zone(account.location_id)
    prepared = {
        item.external_id: rows.mention_row(account, item, authors, now, zone) for item in fresh
    }
    inserted = insert_rows(
        Mention, list(prepared.values()), ignore_conflicts=True, returning=("external_id", "id")
    )
    raw = {item.external_id: item.raw for item in fresh}
    insert_rows(
        RawPayload,
        [
            {"mention_id": pk, "payload": as_json(raw[external_id]), "received_at": now}
            for external_id, pk in inserted
        ],
    )
    by_pk = {author.pk: author for author in authors.values()}
    return [rows.mention_from_row(pk, prepared[key], account, by_pk) for key, pk in inserted]


def _store_reasons(feed: Feed, mentions: Iterable[Mention], now: datetime) -> int:
    """Why we saw them: this feed. Gives the number that it had not brought before."""
    reasons = [{"mention_id": m.pk, "feed_id": feed.pk, "seen_at": now} for m in mentions]
    return len(insert_rows(MentionReason, reasons, ignore_conflicts=True, returning=("id",)))
