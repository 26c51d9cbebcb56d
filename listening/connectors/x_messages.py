"""X direct messages: no `since`, newest first, 30 days, and a token even after the last page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from listening.connectors.base import (
    Audience,
    AuthorData,
    ConnectorError,
    Cursor,
    FeedSpec,
    MentionData,
    MentionKind,
    Page,
)
from listening.connectors.http import network_time
from listening.connectors.wire import JsonObject
from listening.connectors.x_client import DM_OPTIONS, XClient
from listening.connectors.x_errors import is_about
from listening.connectors.x_ids import time_of
from listening.connectors.x_parse import (
    Included,
    Json,
    Reader,
    author,
    data_list,
    included_of,
    listed,
    media_of,
    timestamp,
)
from listening.connectors.x_text import text_of

PAGE_SIZE = 100
# X hands out a token after the last page too, and an empty page may come in the middle: so many of
# them in a row are the end.
MOST_EMPTY = 2
OVERLAP = timedelta(minutes=10)


class Messages:
    """Reads the account's direct messages down to the mark.

    Cursor: `mark_at`, the time of the newest message of the last whole walk; in the middle of a
    walk also `next_token` and `max_seen_at`. A walk ends at the first page that reaches
    `mark_at` less ten minutes, so a quiet account costs one call (X allows 15 in 15 minutes).
    """

    def __init__(self, client: XClient, reader: Reader) -> None:
        self._client = client
        self._reader = reader

    def pages(self, feed: FeedSpec, cursor: Cursor, now: datetime) -> Iterator[Page]:
        """Yield pages from the newest message down."""
        mark = timestamp(cursor.get("mark_at"))
        first = feed.since or now - timedelta(days=feed.backfill_days)
        floor = mark - OVERLAP if mark else first
        token = str(cursor.get("next_token") or "")
        newest, empty = timestamp(cursor.get("max_seen_at")), 0
        while True:
            try:
                payload = listed(self._ask(token, now))
            except ConnectorError as error:
                if not token or not is_about(error.code, "pagination_token"):
                    raise
                token = ""  # it ran out between two runs; begin again at the top
                continue
            events = direct_messages(payload, self._reader)
            times = [event.posted_at for event in events]
            newest = max([*times, *([newest] if newest else [])], default=None)
            following = _following(payload, token)
            empty = 0 if times else empty + 1
            if empty >= MOST_EMPTY or any(moment < floor for moment in times):
                following = ""
            yield self._page(events, floor, mark, newest, following)
            if not following:
                return
            token = following

    def _page(
        self,
        events: list[MentionData],
        floor: datetime,
        mark: datetime | None,
        newest: datetime | None,
        token: str,
    ) -> Page:
        fresh = tuple(event for event in events if event.posted_at >= floor)
        known = mark or floor
        cursor: Cursor = {"mark_at": _text(mark), "next_token": token, "max_seen_at": _text(newest)}
        return Page(
            items=fresh,
            next_cursor=cursor if token else {"mark_at": _text(max(known, newest or known))},
            is_last=not token,
            posts_read=sum(1 for event in fresh if event.posted_at > known),
            network_at=network_time(),
        )

    def _ask(self, token: str, now: datetime) -> JsonObject:
        options = {**DM_OPTIONS, "max_results": PAGE_SIZE}
        if token:
            options["pagination_token"] = token
        return self._client.read(self._client.api.get_direct_message_events, now=now, **options)


def direct_messages(payload: JsonObject, reader: Reader) -> list[MentionData]:
    """The messages of one page; joining and leaving of groups are left out."""
    included = included_of(payload)
    return [
        _message(event, included, reader)
        for event in data_list(payload)
        if event.get("event_type", "MessageCreate") == "MessageCreate" and event.get("id")
    ]


def _message(event: Json, included: Included, reader: Reader) -> MentionData:
    sender_id = str(event.get("sender_id") or "")
    conversation_id = str(event.get("dm_conversation_id") or "")
    is_own = sender_id == reader.own_id
    attachments = event.get("attachments")
    return MentionData(
        external_id=str(event["id"]),
        version_id=str(event["id"]),
        kind=MentionKind.MESSAGE,
        audience=Audience.PRIVATE,
        posted_at=timestamp(event.get("created_at")) or time_of(event["id"]),
        text=text_of(event),
        thread_id=conversation_id,
        author=author(sender_id, included.users.get(sender_id)),
        counterpart=_counterpart(event, included, reader),
        media=tuple(media_of((attachments or {}).get("media_keys"), included)),
        is_own=is_own,
        can_reply_privately=True,
        raw={"data": event},
    )


def _counterpart(event: Json, included: Included, reader: Reader) -> AuthorData | None:
    """The other person: an id like `1-2` names both; in a group it is who wrote."""
    ids = [*map(str, event.get("participant_ids") or ())]
    ids = ids or str(event.get("dm_conversation_id") or "").split("-")
    others = [user_id for user_id in ids if user_id and user_id != reader.own_id]
    sender_id = str(event.get("sender_id") or "")
    if len(ids) == 2 and len(others) == 1:
        return author(others[0], included.users.get(others[0]))
    if sender_id != reader.own_id:
        return author(sender_id, included.users.get(sender_id))
    return None


def _following(payload: JsonObject, token: str) -> str:
    meta = payload.get("meta")
    following = str(meta.get("next_token") or "") if isinstance(meta, dict) else ""
    return "" if following == token else following


def _text(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
