"""Storing one page of a feed: payload, mention, conversation and cursor in one transaction.

Nothing is lost (a page is stored whole or not at all, and the cursor moves with it) and nothing
comes twice (unique keys decide, not a look before the insert). A page is the unit of work.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F

from listening import changes, events, ledger, people, recheck_plan, rows, shares, spread
from listening.connectors.base import Gap, GoneWhy, MentionData, Page
from listening.models import (
    Author,
    Feed,
    FeedGap,
    Mention,
    MentionReason,
    Network,
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
    nobodies: list[Author] = field(default_factory=list)  # of whom nothing is left
    shares: int = 0
    first_seen_here: int = 0  # mentions that this feed had not brought before


@transaction.atomic(durable=True)
def store_page(*, feed: Feed, lease_token: int, page: Page, now: datetime) -> Stored:
    """Commit one page and its cursor. Raises LeaseLostError when `lease_token` is no longer ours.

    Pages of one practice are stored one after the other (an advisory lock), so that two feeds that
    bring the same thread at the same moment cannot make two conversations of it or deadlock.
    """
    lock_practice(feed.account.practice_id)
    stored = store_items(feed.account, feed, page, now)
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


def store_items(account: NetworkAccount, feed: Feed | None, page: Page, now: datetime) -> Stored:
    """The part of `store_page` that needs no cursor; the caller holds transaction and lock."""
    reposts, posts, known = _wanted(account, page)
    authors = people.store_authors(account, [*posts, *reposts], now)
    fresh = [item for item in posts if item.external_id not in known]
    stored = Stored(new=_insert_mentions(account, fresh, authors, now))
    spread.note_counts(stored.new, now)
    stored.edited = changes.apply_changes(posts, known, now)
    stored.shares = shares.store_shares(account, reposts, authors)
    shares.count_shares(account, reposts, stored.new)
    buried = changes.mark_gone(account, page.gone, now)
    stored.gone, stored.nobodies = buried.mentions, buried.people
    recheck_plan.hasten(account, page.doubted, now)
    if feed is not None:
        stored.first_seen_here = _store_reasons(feed, [*stored.new, *known.values()], now)
    _announce(account, feed, stored, now)
    return stored


def _wanted(
    account: NetworkAccount, page: Page
) -> tuple[list[MentionData], list[MentionData], dict[str, Mention]]:
    """Reposts and posts to store, and what is known of the latter. What the network takes back on
    this very page is not let in at all, and what was forgotten before never comes back (X): not
    its author either, whom a late page still names."""
    items = once(page.items)
    known = _known(account, [item.external_id for item in items if not item.share_of])
    unknown = [item.external_id for item in items if item.external_id not in known]
    barred = ledger.forgotten_ids(account.practice_id, account.network, unknown)
    barred |= {i for i in unknown if i in page.gone} | _tombstones(known)
    left = [item for item in items if item.external_id not in barred]
    posts = [item for item in left if not item.share_of]
    return [item for item in left if item.share_of], posts, known


def _tombstones(known: Mapping[str, Mention]) -> set[str]:
    return {external_id for external_id, mention in known.items() if mention.deleted_at}


@transaction.atomic(durable=True)
def note_missing(*, account: NetworkAccount, external_id: str, why: GoneWhy, now: datetime) -> None:
    """A post was not there when an answer was to go out. X says so for certain; Facebook says the
    same of what we may no longer see, so there it is looked at again at once."""
    is_certain = account.network == Network.X
    page = Page(
        items=(),
        next_cursor={},
        is_last=True,
        gone={external_id: why} if is_certain else {},
        doubted=() if is_certain else (external_id,),
    )
    lock_practice(account.practice_id)
    store_items(account, None, page, now)


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
            nobodies=stored.nobodies,
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
    new = [rows.mention_from_row(pk, prepared[key], account, by_pk) for key, pk in inserted]
    recheck_plan.plan(new, now)
    return new


def _store_reasons(feed: Feed, mentions: Iterable[Mention], now: datetime) -> int:
    """Why we saw them: this feed. Gives the number that it had not brought before."""
    reasons = [{"mention_id": m.pk, "feed_id": feed.pk, "seen_at": now} for m in mentions]
    return len(insert_rows(MentionReason, reasons, ignore_conflicts=True, returning=("id",)))
