"""Reads a page's posts, the posts that tag it, and the comments of every level.

Graph's cursors cannot be kept, so only a whole run moves the mark: the cursor of a page in the
middle is the one the run began with, and a run that was cut short is read again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from listening.connectors import facebook_parse as parse
from listening.connectors.base import (
    ConnectorError,
    Cursor,
    ErrorKind,
    FeedKind,
    FeedSpec,
    MentionData,
    Page,
)
from listening.connectors.facebook_client import FacebookClient, next_cursor
from listening.connectors.facebook_mark import Mark
from listening.connectors.http import network_time
from listening.connectors.wire import JsonObject

# Comments that come with each post of the feed; where all of them are new, the rest is read too.
COMMENTS_WITH_POST = 5
COMMENTS_WITH_POST_DEEP = 25
# Comments that are handed on together. Under a hundred busy posts lie thousands, and whoever reads
# them all before the first commit outlives the lease and begins again for ever.
MOST_AT_ONCE = 100
# A feed holds about 600 posts a year and no more.
OLDEST_POST = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Found:
    """What one page of an edge gave, before the cursor is known."""

    items: tuple[MentionData, ...]
    is_last: bool
    doubted: tuple[str, ...] = ()


def run(found: Iterator[Found], feed: FeedSpec, cursor: Cursor, now: datetime) -> Iterator[Page]:
    """Turn what a reader finds into pages; the last one moves the mark."""
    mark = Mark.of(cursor, is_thorough=feed.is_thorough)
    newest: datetime | None = None
    began_at: datetime | None = None
    for each in found:
        began_at = began_at or network_time() or now
        times = [item.posted_at for item in each.items]
        newest = max([*times, *([newest] if newest else [])], default=None)
        next_mark = mark.moved(newest, began_at, now) if each.is_last else dict(cursor)
        yield Page(
            each.items,
            next_mark,
            each.is_last,
            doubted=each.doubted,
            posts_read=len(each.items),
            network_at=network_time(),
        )
        if each.is_last:
            return
    yield Page((), mark.moved(newest, began_at or now, now), is_last=True)


def posts(client: FacebookClient, feed: FeedSpec, cursor: Cursor, now: datetime) -> Iterator[Found]:
    """Posts on the page (its own and visitors'), or posts elsewhere that tag it.

    The feed is ranked, so an old post does not mean that no new one follows: `since` cuts, and
    every page is read.
    """
    floor = Mark.of(cursor, is_thorough=feed.is_thorough).floor(feed, now)
    is_tagged = feed.kind is FeedKind.TAGGED
    pages = client.pages(
        client.page_id,
        "tagged" if is_tagged else "feed",
        now=now,
        since=_seconds(floor),
        fields=parse.POST_FIELDS + (",tagged_time" if is_tagged else ""),
    )
    for page in pages:
        items = tuple(parse.post(item, client.page_id) for item in parse.data_list(page))
        yield Found(items, is_last=not next_cursor(page))


def comments(
    client: FacebookClient, feed: FeedSpec, cursor: Cursor, now: datetime
) -> Iterator[Found]:
    """Comments at every level, under posts of the last `backfill_days` (a deep run: a year).

    The newest comments come with the posts themselves, which spares a call a post.
    """
    mark = Mark.of(cursor, is_thorough=feed.is_thorough)
    floor = mark.floor(feed, now)
    is_thorough = mark.is_deep or mark.is_first
    reach = OLDEST_POST if mark.is_deep else timedelta(days=feed.backfill_days)
    pages = client.pages(
        client.page_id,
        "feed",
        now=now,
        since=_seconds(now - reach),
        fields=f"id,comments{_newest_first(is_thorough)}",
    )
    for page in pages:
        items: list[MentionData] = []
        doubted: list[str] = []
        for post in parse.data_list(page):
            try:
                for part in _new_comments(client, post, floor, now):
                    items += part
                    if len(items) >= MOST_AT_ONCE:
                        yield Found(tuple(items), is_last=False)
                        items = []
            except ConnectorError as error:
                if error.kind is not ErrorKind.GONE:
                    raise
                doubted.append(str(post["id"]))  # perhaps deleted between two calls
        yield Found(tuple(items), not next_cursor(page), tuple(doubted))


def _newest_first(is_thorough: bool) -> str:
    limit = COMMENTS_WITH_POST_DEEP if is_thorough else COMMENTS_WITH_POST
    modifiers = f".filter(stream).order(reverse_chronological).limit({limit})"
    return f"{modifiers}{{{parse.COMMENT_FIELDS}}}"


def _new_comments(
    client: FacebookClient, post: parse.Json, floor: datetime, now: datetime
) -> Iterator[list[MentionData]]:
    post_id = str(post["id"])
    for page in _comment_pages(client, post_id, post.get("comments"), now):
        items = [parse.comment(item, post_id, client.page_id) for item in parse.data_list(page)]
        yield [item for item in items if item.posted_at >= floor]
        if _reaches_below(items, floor):
            return


def _comment_pages(
    client: FacebookClient, post_id: str, first: JsonObject | None, now: datetime
) -> Iterator[JsonObject]:
    if not first:
        return
    yield first
    after = next_cursor(first)
    if after:
        yield from client.pages(
            post_id,
            "comments",
            now=now,
            after=after,
            filter="stream",
            order="reverse_chronological",
            fields=parse.COMMENT_FIELDS,
        )


def _reaches_below(items: list[MentionData], floor: datetime) -> bool:
    """Do older comments follow only? Not when Graph chose to answer oldest first after all."""
    if not items:
        return False
    return items[-1].posted_at < floor and items[0].posted_at >= items[-1].posted_at


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
