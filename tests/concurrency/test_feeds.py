"""Several beats and several readers: a feed has one reader, a post is one row."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from django.db.models import F
from django.utils import timezone

from inbox.models import Conversation, ConversationItem
from listening.connectors.base import Page
from listening.ingest import LeaseLostError, Stored, store_page
from listening.models import Author, Feed, Mention, MentionReason, RawPayload
from listening.schedule import hand_out_due_feeds
from tests.builders import make_account, make_feed, make_practice, person, said
from tests.concurrency.together import at_once, bad, good
from tests.town import Town

BEATS = 8


def test_beats_hand_out_every_feed_once(town: Town) -> None:
    now = timezone.now()
    due = Feed.objects.update(next_run_at=now - timedelta(seconds=1))
    results = at_once([partial(hand_out_due_feeds, now=now, limit=3)] * BEATS)
    assert bad(results) == []
    leases = [lease for handed in good(results) for lease in handed]
    assert len(leases) == len({lease.feed_id for lease in leases}) == due
    assert {lease.token for lease in leases} == {1}
    assert hand_out_due_feeds(now=now) == []


def _leased(feed: Feed) -> Feed:
    Feed.objects.filter(pk=feed.pk).update(
        lease_token=F("lease_token") + 1, lease_expires_at=timezone.now() + timedelta(minutes=2)
    )
    feed.refresh_from_db()
    return feed


def _store(feed: Feed, page: Page, token: int | None = None) -> Stored:
    return store_page(
        feed=feed, lease_token=token or feed.lease_token, page=page, now=timezone.now()
    )


def test_the_same_page_by_several_feeds(transactional_db: None) -> None:
    account = make_account(make_practice())
    kinds = ["MENTIONS", "SEARCH", "OWN_POSTS"]
    feeds = [_leased(make_feed(account, kind)) for kind in kinds]
    author = person()
    items = [said(f"Number {number}", author=author) for number in range(50)]
    # Each in another order: rows that are locked in the order of the page would deadlock.
    orders = [items, items[::-1], items[25:] + items[:25]]
    pages = [Page(tuple(order), next_cursor={"done": 1}, is_last=True) for order in orders]
    results = at_once([partial(_store, *each) for each in zip(feeds, pages, strict=True)])
    assert bad(results) == []
    assert sum(len(stored.new) for stored in good(results)) == len(items)
    for model in (Mention, RawPayload, Conversation, ConversationItem):
        assert model.objects.count() == len(items), model
    assert MentionReason.objects.count() == len(items) * len(feeds)
    assert Author.objects.count() == 1
    assert set(Feed.objects.values_list("items_total", flat=True)) == {len(items)}


def test_the_same_thread_by_several_feeds_is_one_conversation(transactional_db: None) -> None:
    """Different posts of one thread by one person, at the same moment."""
    account = make_account(make_practice())
    author = person()
    kinds = ["MENTIONS", "SEARCH", "OWN_POSTS", "TAGGED", "COMMENTS", "PAGE_FEED"]
    feeds = [_leased(make_feed(account, kind)) for kind in kinds]
    posts = [said(f"Part {number}", author=author, thread_id="77") for number in range(6)]
    pages = [Page((post,), next_cursor={}, is_last=True) for post in posts]
    results = at_once([partial(_store, *each) for each in zip(feeds, pages, strict=True)])
    assert bad(results) == []
    row = Conversation.objects.get()
    items = ConversationItem.objects.filter(conversation=row)
    assert sorted(items.values_list("seq", flat=True)) == list(range(1, 7))
    assert row.last_seq == 6


def test_two_readers_of_one_feed_store_each_page_once(transactional_db: None) -> None:
    """The second has taken the feed over: what the first still stores is undone whole."""
    feed = _leased(make_feed(make_account(make_practice())))
    items = tuple(said(f"Number {number}") for number in range(20))
    page = Page(items, next_cursor={"at": 1}, is_last=True)
    old, new = feed.lease_token, _leased(feed).lease_token
    stale, stored = at_once([partial(_store, feed, page, old), partial(_store, feed, page, new)])
    assert isinstance(stale, LeaseLostError)
    assert isinstance(stored, Stored) and len(stored.new) == len(items)
    assert Mention.objects.count() == Conversation.objects.count() == len(items)
