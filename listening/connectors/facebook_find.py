"""Looks on Facebook for an answer of ours, and for what it is meant for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from listening.connectors import facebook_parse as parse
from listening.connectors.base import (
    ConnectorError,
    ErrorKind,
    MentionData,
    MentionKind,
    Sent,
    Target,
    TargetState,
)
from listening.connectors.facebook_client import FacebookClient
from listening.connectors.facebook_messages import (
    CONVERSATION_FIELDS,
    conversations,
    message_pages,
)
from listening.connectors.text_match import same_text

CLOCK_MARGIN = timedelta(minutes=5)  # `since` is this machine's clock, not Facebook's


def find_public(client: FacebookClient, target: Target, text: str, since: datetime) -> Sent | None:
    """Our comment under `target`.

    Facebook keeps two levels: an answer to an answer hangs on the first comment, beside it. So a
    comment right under the target comes first, and one beside it counts when both hang on the
    same comment.
    """
    above = "" if target.thread_id else _above(client, target)
    root = target.thread_id or above or target.external_id
    found = list(_own_comments(client, root, text, since))
    parents = [target.external_id]
    if found and not any(item.parent_id == target.external_id for item in found):
        parents = [above or _above(client, target)]
    for item in found:
        if item.parent_id in parents:
            return Sent(item.external_id, thread_id=target.thread_id, posted_at=item.posted_at)
    return None


def find_edit(client: FacebookClient, external_id: str, text: str) -> Sent | None:
    """Our comment, if it reads `text`. A comment that is gone reads nothing."""
    try:
        node = client.get(external_id, fields="id,message")
    except ConnectorError as error:
        if error.kind is ErrorKind.GONE:
            return None
        raise
    is_ours = same_text(text, str(node.get("message") or ""))
    return Sent(external_id) if is_ours else None


def find_private(client: FacebookClient, target: Target, text: str, since: datetime) -> Sent | None:
    """Our message: in the known conversation, with the person, or in any recent one."""
    for conversation in _candidates(client, target, since):
        for page in message_pages(client, conversation, None):
            fresh = [message for message in page if message.posted_at >= _oldest(client, since)]
            for message in fresh:
                if message.is_own and same_text(text, message.text):
                    return _sent(message)
            if len(fresh) < len(page):
                break
    return None


def _oldest(client: FacebookClient, since: datetime) -> datetime:
    """On Facebook's clock, as its last answer told it."""
    return client.wire.earliest(since) - CLOCK_MARGIN


def check(client: FacebookClient, target: Target) -> TargetState:
    """Is the post or comment still there, and shown?"""
    try:
        node = client.get(target.external_id, fields="id,is_hidden")
    except ConnectorError as error:
        if error.kind is ErrorKind.GONE:
            return TargetState.GONE
        raise
    return TargetState.HIDDEN if node.get("is_hidden") else TargetState.OK


def _above(client: FacebookClient, target: Target) -> str:
    """The comment that the target hangs on; "" for a post and for a comment of the first level."""
    if target.kind is not MentionKind.COMMENT:
        return ""
    parent = client.get(target.external_id, fields="id,parent{id}").get("parent")
    return str((parent or {}).get("id") or "")


def _own_comments(
    client: FacebookClient, root: str, text: str, since: datetime
) -> Iterator[MentionData]:
    pages = client.pages(
        root,
        "comments",
        filter="stream",
        order="reverse_chronological",
        fields=parse.COMMENT_FIELDS,
    )
    for page in pages:
        items = [parse.comment(item, root, client.page_id) for item in parse.data_list(page)]
        oldest = _oldest(client, since)
        for item in items:
            if item.is_own and item.posted_at >= oldest and same_text(text, item.text):
                yield item
        if items and items[-1].posted_at < oldest and items[0].posted_at >= items[-1].posted_at:
            return


def _candidates(client: FacebookClient, target: Target, since: datetime) -> Iterator[parse.Json]:
    if target.thread_id.startswith("t_"):
        yield client.get(target.thread_id, fields=CONVERSATION_FIELDS)
        return
    for page in conversations(client, now=None, user_id=target.recipient_id or None):
        for conversation in parse.data_list(page):
            updated_at = parse.timestamp(conversation.get("updated_time"))
            if updated_at and updated_at < _oldest(client, since):
                return
            yield conversation


def _sent(message: MentionData) -> Sent:
    return Sent(
        external_id=message.external_id,
        thread_id=message.thread_id,
        recipient_id=message.counterpart.external_id if message.counterpart else "",
        posted_at=message.posted_at,
    )
