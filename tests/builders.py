"""Small builders of what networks say, stored through the real ingest."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction

from inbox.models import Callback, Conversation
from listening.connectors.base import (
    Audience,
    AuthorData,
    GoneWhy,
    MentionData,
    MentionKind,
    Page,
)
from listening.ingest import Stored, store_items
from listening.models import Feed, NetworkAccount
from practice_hub.practices.models import Membership, Practice, User
from practice_hub.roles import Role
from tests.people import give_second_step

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
_numbers = itertools.count(1000)


def make_practice(slug: str = "lumen-test") -> Practice:
    return Practice.objects.create(name=slug.title(), slug=slug, time_zone="Europe/Berlin")


def make_member(practice: Practice, name: str, role: str = Role.AGENT) -> Membership:
    user = User.objects.create_user(
        f"{name.lower().replace(' ', '.')}.{next(_numbers)}@example.com", name=name
    )
    give_second_step(user, role)
    return Membership.objects.create(practice=practice, user=user, role=role)


def make_account(practice: Practice, network: str = "X") -> NetworkAccount:
    return NetworkAccount.objects.create(
        practice=practice,
        network=network,
        external_id=str(next(_numbers)),
        handle="lumen" if network == "X" else "",
        display_name="Lumen",
    )


def make_feed(account: NetworkAccount, kind: str = "MENTIONS") -> Feed:
    return Feed.objects.create(account=account, kind=kind, interval_seconds=60)


def person(number: int | None = None, name: str = "Jo Tamsin") -> AuthorData:
    key = str(number or next(_numbers))
    return AuthorData(external_id=key, handle=f"p{key}", display_name=name, followers=12)


def said(text: str = "Nobody rings me back, third time now", **changes: Any) -> MentionData:
    """A public post by a stranger at noon; `changes` replace fields."""
    key = changes.pop("external_id", None) or str(next(_numbers))
    item = MentionData(
        external_id=key,
        kind=MentionKind.POST,
        audience=Audience.PUBLIC,
        posted_at=NOON,
        text=text,
        thread_id=changes.get("thread_id", key),
        raw={"id": key, "text": text},
        author=person(),
        version_id=key,
        permalink=f"https://x.com/i/status/{key}",
    )
    return replace(item, **changes)


def own(parent: MentionData, text: str, **changes: Any) -> MentionData:
    """The practice's own answer below `parent`, as the network shows it."""
    defaults: dict[str, Any] = {
        "is_own": True,
        "author": AuthorData(external_id="1", handle="lumen"),
        "parent_id": parent.external_id,
        "thread_id": parent.thread_id,
        "posted_at": parent.posted_at + timedelta(minutes=20),
        "kind": MentionKind.COMMENT,
    }
    return said(text, **(defaults | changes))


def private(text: str, who: AuthorData, **changes: Any) -> MentionData:
    """A private message by `who`, in a thread of their own."""
    defaults: dict[str, Any] = {
        "audience": Audience.PRIVATE,
        "kind": MentionKind.MESSAGE,
        "author": who,
        "counterpart": who,
        "thread_id": f"t_{who.external_id}",
        "posted_at": NOON + timedelta(minutes=40),
        "permalink": "",
    }
    return said(text, **(defaults | changes))


def hear(
    account: NetworkAccount,
    *items: MentionData,
    now: datetime | None = None,
    gone: tuple[str, ...] = (),
    feed: Feed | None = None,
) -> Stored:
    """Store one page through the real ingest, conversations included."""
    with transaction.atomic():
        page = Page(items, {}, is_last=True, gone=dict.fromkeys(gone, GoneWhy.DELETED))
        return store_items(account, feed, page, now or NOON + timedelta(minutes=1))


def conversation_of(item: MentionData) -> Conversation:
    return Conversation.objects.get(items__mention__external_id=item.external_id)


def planned_call(row: Conversation, owner: User, now: datetime, **changes: Any) -> Callback:
    """Two hours from `now`, in a window of three."""
    given: dict[str, Any] = {
        "practice_id": row.practice_id,
        "conversation": row,
        "owner": owner,
        "reach": "555 0100",
        "due_at": now + timedelta(hours=2),
        "window_ends_at": now + timedelta(hours=3),
        "warn_at": now + timedelta(hours=1),
        "created_at": now,
        "created_by": owner,
        "changed_at": now,
        "changed_by": owner,
    }
    return Callback.objects.create(**given | changes)
