"""Looks on X for an answer of ours, and for the post it is meant for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from listening.connectors import sentences
from listening.connectors.base import (
    ConnectorError,
    ErrorKind,
    MentionKind,
    Sent,
    Target,
    TargetState,
)
from listening.connectors.text_match import same_text
from listening.connectors.wire import JsonObject
from listening.connectors.x_client import DM_OPTIONS, POST_OPTIONS, XClient
from listening.connectors.x_ids import time_of
from listening.connectors.x_messages import direct_messages
from listening.connectors.x_parse import (
    Json,
    Reader,
    data_list,
    first_id,
    is_withheld,
    problems,
    references_of,
)
from listening.connectors.x_text import text_of

# The clocks of X and of this machine may differ, and `since` is this machine's.
CLOCK_MARGIN = timedelta(minutes=5)
_PAGE_SIZE = 100
_MOST_PAGES = 10


def find_public(
    client: XClient, reader: Reader, target: Target, text: str, since: datetime
) -> Sent | None:
    """Our answer under `target` in our own timeline."""
    for item in own_posts(client, reader, since, now=None):
        if answers(item, target) and same_text(text, text_of(item)):
            return Sent(
                external_id=first_id(item),
                thread_id=str(item.get("conversation_id") or ""),
                posted_at=time_of(first_id(item)),
            )
    return None


def answers(item: Json, target: Target) -> bool:
    """Does this post reply to the target, in whichever of its versions?"""
    wanted = {target.external_id, target.version_id} - {""}
    return references_of(item).get("replied_to") in wanted


def find_private(
    client: XClient, reader: Reader, target: Target, text: str, since: datetime
) -> Sent | None:
    """Our message in the private conversation of `target`."""
    payload = client.read(
        client.api.get_direct_message_events,
        now=None,
        max_results=_PAGE_SIZE,
        **conversation_of(target),
        **DM_OPTIONS,
    )
    oldest = client.wire.earliest(since) - CLOCK_MARGIN
    for message in direct_messages(payload, reader):
        is_late = message.posted_at >= oldest
        if message.is_own and is_late and same_text(text, message.text):
            return Sent(
                external_id=message.external_id,
                thread_id=message.thread_id,
                recipient_id=message.counterpart.external_id if message.counterpart else "",
                posted_at=message.posted_at,
            )
    return None


def conversation_of(target: Target) -> dict[str, str]:
    """How tweepy is told which private conversation is meant. Raises ConnectorError(REFUSED)."""
    if target.recipient_id:
        return {"participant_id": target.recipient_id}
    if target.kind is MentionKind.MESSAGE and target.thread_id:
        return {"dm_conversation_id": target.thread_id}
    raise ConnectorError(ErrorKind.REFUSED, sentences.NO_AUTHOR, code="no-recipient")


def check(client: XClient, target: Target) -> TargetState:
    """Is the post still there for us? Deleting any version of a post deletes them all."""
    post_id = target.version_id or target.external_id
    payload = client.read(client.api.get_tweets, [post_id], now=None, **POST_OPTIONS)
    found = [item for item in data_list(payload) if str(item.get("id")) == post_id]
    if found:
        return TargetState.GONE if is_withheld(found[0]) else TargetState.OK
    types = {str(problem.get("type") or "").rpartition("/")[2] for problem in problems(payload)}
    # Of a suspended or protected author X says that we may not see the post, not that it is gone.
    is_hidden_author = "not-authorized-for-resource" in types
    return TargetState.AUTHOR_GONE if is_hidden_author else TargetState.GONE


def own_posts(
    client: XClient, reader: Reader, since: datetime, *, now: datetime | None
) -> Iterator[Json]:
    """What the account wrote since then, newest first.

    Where to stop is decided here and not by X's `start_time`: X counts on its own clock, which is
    known only once it has answered.
    """
    for payload in islice(_own_timeline(client, reader, now), _MOST_PAGES):
        oldest = client.wire.earliest(since) - CLOCK_MARGIN
        items = [item for item in data_list(payload) if str(item.get("id") or "").isdigit()]
        fresh = [item for item in items if time_of(first_id(item)) >= oldest]
        yield from fresh
        if len(fresh) < len(items):
            return


def _own_timeline(client: XClient, reader: Reader, now: datetime | None) -> Iterator[JsonObject]:
    token: str | None = None
    while True:
        payload = client.read(
            client.api.get_users_tweets,
            reader.own_id,
            now=now,
            max_results=_PAGE_SIZE,
            pagination_token=token,
            **POST_OPTIONS,
        )
        yield payload
        following = (payload.get("meta") or {}).get("next_token")
        if not following or following == token:
            return
        token = following
