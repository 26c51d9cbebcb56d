"""Messenger conversations of a page: reading them, and finding our own words in them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from listening.connectors import facebook_parse as parse
from listening.connectors.base import Cursor, FeedSpec, MentionData
from listening.connectors.facebook_client import FacebookClient, next_cursor
from listening.connectors.facebook_feeds import Found
from listening.connectors.facebook_mark import Mark
from listening.connectors.wire import JsonObject

CONVERSATIONS_PER_PAGE = 50
MESSAGES_WITH_CONVERSATION = 10
CONVERSATION_FIELDS = "id,updated_time,participants,can_reply"


def messages(
    client: FacebookClient, feed: FeedSpec, cursor: Cursor, now: datetime
) -> Iterator[Found]:
    """Messages of the conversations that changed, newest conversation first.

    This edge knows no `since`: the reader stops at the first page that reaches conversations
    older than the mark.
    """
    floor = Mark.of(cursor, is_thorough=feed.is_thorough).floor(feed, now)
    for page in conversations(client, now=now):
        found: list[MentionData] = []
        is_last = not next_cursor(page)
        for conversation in parse.data_list(page):
            updated_at = parse.timestamp(conversation.get("updated_time"))
            if updated_at and updated_at < floor:
                is_last = True
                continue
            found += _new_messages(client, conversation, floor, now)
        yield Found(tuple(found), is_last)
        if is_last:
            return


def conversations(
    client: FacebookClient, *, now: datetime | None, user_id: str | None = None
) -> Iterator[JsonObject]:
    """Conversations with their newest messages, newest first."""
    nested = f"messages.limit({MESSAGES_WITH_CONVERSATION}){{{parse.MESSAGE_FIELDS}}}"
    return client.pages(
        client.page_id,
        "conversations",
        now=now,
        platform="messenger",
        user_id=user_id,
        limit=CONVERSATIONS_PER_PAGE,
        fields=f"{CONVERSATION_FIELDS},{nested}",
    )


def message_pages(
    client: FacebookClient, conversation: parse.Json, now: datetime | None
) -> Iterator[list[MentionData]]:
    """All messages of one conversation, newest page first, each page in whatever order Graph gave.

    More pages are read only as far as the caller goes.
    """
    first = conversation.get("messages") or {}
    for page in _message_pages(client, str(conversation["id"]), first, now):
        yield [parse.message(item, conversation, client.page_id) for item in parse.data_list(page)]


def _message_pages(
    client: FacebookClient, conversation_id: str, first: JsonObject, now: datetime | None
) -> Iterator[JsonObject]:
    after = next_cursor(first)
    yield first
    if after or not first:
        yield from client.pages(
            conversation_id,
            "messages",
            now=now,
            after=after or None,
            fields=parse.MESSAGE_FIELDS,
        )


def _new_messages(
    client: FacebookClient, conversation: parse.Json, floor: datetime, now: datetime
) -> list[MentionData]:
    found: list[MentionData] = []
    for page in message_pages(client, conversation, now):
        found += [message for message in page if message.posted_at >= floor]
        if any(message.posted_at < floor for message in page):
            break
    return found
