"""Reads X's mentions, our own posts and recent search, page by page (see x_walk)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from listening.connectors import sentences
from listening.connectors.base import ConnectorError, Cursor, FeedKind, FeedSpec, Gap, Page
from listening.connectors.http import network_time
from listening.connectors.wire import JsonObject
from listening.connectors.x_client import POST_OPTIONS, XClient
from listening.connectors.x_errors import is_about
from listening.connectors.x_ids import time_of
from listening.connectors.x_parse import Reader, data_list, gone, listed, posts
from listening.connectors.x_walk import Walk, rfc3339

PAGE_SIZE = 100
# Posts; X shows no more of these timelines.
REACH = {FeedKind.MENTIONS: 800, FeedKind.OWN_POSTS: 3200}
SEARCH_REACH = timedelta(days=7)
_INSIDE_REACH = timedelta(minutes=1)  # so that start_time is still inside when X checks it


class Timeline:
    """One reader: mentions of the account, its own posts, or the search for one watch term."""

    def __init__(self, client: XClient, reader: Reader, feed: FeedSpec) -> None:
        self._client = client
        self._reader = reader
        self._feed = feed
        self._is_search = feed.kind is FeedKind.SEARCH
        self._now: datetime | None = None

    def pages(self, cursor: Cursor, now: datetime) -> Iterator[Page]:
        """Yield pages from the newest down; the last one moves the mark."""
        self._now = now
        start, is_thorough = self._first_start(now), self._feed.is_thorough
        walk = Walk.resumed(cursor) or Walk.begun(cursor, start, is_thorough=is_thorough)
        gap: Gap | None = None
        recovered: set[str] = set()
        while True:
            try:
                payload = listed(self._ask(walk))
            except ConnectorError as error:
                walk, lost = self._recovered(walk, error, recovered)
                gap = lost or gap
                continue
            token = _next_token(payload)
            token = "" if token == walk.token else token  # a token that repeats leads nowhere
            ids = [int(item["id"]) for item in data_list(payload) if item.get("id")]
            walk = walk.seen(ids, token, self._safe_time())
            yield self._page(payload, walk, gap)
            if not token:
                return
            gap = None

    def _page(self, payload: JsonObject, walk: Walk, gap: Gap | None) -> Page:
        items = posts(payload, self._reader)
        is_last = not walk.token
        return Page(
            items=items,
            next_cursor=(
                walk.finished(settles=self._is_search) if is_last else walk.in_the_middle()
            ),
            is_last=is_last,
            gone=gone(payload),
            gap=gap or (self._beyond_reach(walk) if is_last else None),
            # X bills a post once in a UTC day, so the overlap below the mark is not counted.
            posts_read=sum(1 for item in items if int(item.version_id) > walk.mark),
            network_at=network_time(),
        )

    def _ask(self, walk: Walk) -> JsonObject:
        options: dict[str, Any] = {**POST_OPTIONS, "max_results": PAGE_SIZE}
        if walk.since:
            options["since_id"] = str(walk.since)  # X refuses it together with start_time
        elif walk.start_time:
            options["start_time"] = walk.start_time
        if walk.token:
            options["next_token" if self._is_search else "pagination_token"] = walk.token
        api, now = self._client.api, self._now
        if not self._is_search:
            is_own = self._feed.kind is FeedKind.OWN_POSTS
            timeline = api.get_users_tweets if is_own else api.get_users_mentions
            return self._client.read(timeline, self._reader.own_id, now=now, **options)
        # The app's own limit is wider (450 a quarter of an hour, against 300) when there is one.
        options["user_auth"] = not self._client.has_app_token
        return self._client.read(api.search_recent_tweets, self._feed.query, now=now, **options)

    def _first_start(self, now: datetime) -> datetime | None:
        """None lets X go as far back as it does: a search seven days, mentions 800 posts."""
        back = timedelta(days=self._feed.backfill_days)
        if self._feed.since:
            back = min(back, now - self._feed.since)
        return None if self._is_search and back >= SEARCH_REACH else now - back

    def _recovered(
        self, walk: Walk, error: ConnectorError, tried: set[str]
    ) -> tuple[Walk, Gap | None]:
        """What to ask instead when X takes a token or an id for too old; else raises `error`."""
        for names, recover in (
            (("next_token", "pagination_token"), self._restart),
            (("since_id",), self._from_the_edge),
            (("start_time",), self._without_start),
        ):
            if names[0] not in tried and is_about(error.code, *names):
                tried.add(names[0])
                return recover(walk)
        raise error

    def _restart(self, walk: Walk) -> tuple[Walk, Gap | None]:
        """The token ran out: begin the walk again, from the same mark; nothing is lost."""
        return replace(walk, token="", newest=0, oldest=0, read=0, began_at=""), None

    def _from_the_edge(self, walk: Walk) -> tuple[Walk, Gap | None]:
        """The mark is older than X looks back: what lies between is lost, and said so."""
        edge = (self._safe_time() or self._clock()) - SEARCH_REACH + _INSIDE_REACH
        gap = Gap(
            reason=sentences.TOO_OLD,
            since=time_of(walk.mark),
            until=edge,
        )
        return replace(walk, since=0, start_time=rfc3339(edge), token="", newest=0, oldest=0), gap

    def _without_start(self, walk: Walk) -> tuple[Walk, Gap | None]:
        return replace(walk, start_time="", token=""), None

    def _beyond_reach(self, walk: Walk) -> Gap | None:
        reach = REACH.get(self._feed.kind)
        if reach is None or not walk.mark or walk.read < reach or walk.oldest <= walk.mark:
            return None
        return Gap(
            reason=sentences.BEYOND_REACH % {"count": reach},
            since=time_of(walk.mark),
            until=time_of(walk.oldest),
        )

    def _clock(self) -> datetime:
        assert self._now is not None
        return self._now

    def _safe_time(self) -> datetime | None:
        """X's clock, but never ahead of ours: a `Date` that lies must not lift a mark."""
        told = network_time()
        return min(told, self._clock()) if told else None


def _next_token(payload: JsonObject) -> str:
    meta = payload.get("meta")
    return str(meta.get("next_token") or "") if isinstance(meta, dict) else ""
