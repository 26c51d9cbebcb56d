"""Rows and wire data for the tests of listening; all names and texts are invented."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

from listening.connectors.base import (
    Audience,
    AuthorData,
    FeedKind,
    MentionData,
    MentionKind,
    Page,
)
from listening.models import Feed, NetworkAccount
from practice_hub.practices.models import Practice

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
_numbers = itertools.count(1)


def practice(name: str = "Lumen Aesthetics") -> Practice:
    return Practice.objects.create(name=name, slug=f"practice-{next(_numbers)}")


def account(of: Practice | None = None, network: str = "X", **values: Any) -> NetworkAccount:
    number = next(_numbers)
    defaults = {"external_id": f"70{number}", "handle": f"lumen{number}", "secret_hint": "wxyz"}
    return NetworkAccount.objects.create(
        practice=of or practice(), network=network, **defaults | values
    )


def feed(
    of: NetworkAccount | None = None, kind: FeedKind = FeedKind.MENTIONS, **values: Any
) -> Feed:
    defaults: dict[str, Any] = {
        "interval_seconds": 60.0,
        "next_run_at": NOW,
        "lease_token": 1,
        "lease_expires_at": NOW + timedelta(seconds=120),
    }
    return Feed.objects.create(account=of or account(), kind=kind.value, **defaults | values)


def author(number: int = 1, **values: Any) -> AuthorData:
    defaults: dict[str, Any] = {"handle": f"neighbor{number}", "display_name": f"Neighbor {number}"}
    return AuthorData(external_id=f"9{number:05d}", **defaults | values)


def post(external_id: str = "1001", **values: Any) -> MentionData:
    defaults: dict[str, Any] = {
        "kind": MentionKind.POST,
        "audience": Audience.PUBLIC,
        "posted_at": NOW - timedelta(seconds=40),
        "text": f"Hello from the lake, number {external_id}",
        "thread_id": external_id,
        "raw": {"id": external_id},
        "author": author(),
        "version_id": external_id,
    }
    return MentionData(external_id=external_id, **defaults | values)


def page(*items: MentionData, **values: Any) -> Page:
    defaults: dict[str, Any] = {"next_cursor": {"since": len(items)}, "is_last": True}
    return Page(items=tuple(items), **defaults | values)
