"""The product connected to a real sandbox: accounts with the town's tokens, feeds read at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from listening import crypto, feeds
from listening.accounts import reconnect
from listening.catch_up_reading import read_slice
from listening.ingest import LEASE
from listening.models import CatchUpFeed, Feed, NetworkAccount, RateWindowRow
from listening.reading import read_feed
from listening.schedule import hand_out_due_feeds
from practice_hub.practices.models import Practice, User
from tests.support.sandbox_server import SandboxServer

PEOPLE = [
    {"key": "jo", "name": "Jo Tamsin", "x_username": "jotamsin", "x_followers": 120},
    {"key": "ray", "name": "Ray Ode", "x_username": "rayode", "x_followers": 5},
]


@dataclass
class Town:
    """One practice and its accounts in the sandbox."""

    server: SandboxServer
    practice: Practice
    x: NetworkAccount
    facebook: NetworkAccount

    def act(self, verb: str, **args: Any) -> Any:
        return self.server.act(verb, **args)

    def read(self, account: NetworkAccount | None = None) -> None:
        """Look at every feed of both accounts (or of one) until each is done."""
        accounts = [account] if account else [self.x, self.facebook]
        for feed in Feed.objects.filter(account__in=accounts).order_by("pk"):
            look(feed)

    def answers_on_x(self) -> list[dict[str, Any]]:
        """What the practice itself posted, by the sandbox's own truth."""
        return [
            p
            for p in self.act("x_timeline", limit=200, with_replies=True)
            if p["author"] == "practice"
        ]


def look(feed: Feed) -> None:
    """One leased read of one feed, as the worker does it."""
    now = timezone.now()
    feed.refresh_from_db()
    Feed.objects.filter(pk=feed.pk).update(
        lease_token=feed.lease_token + 1, lease_expires_at=now + LEASE
    )
    read_feed(feed_id=feed.pk, lease_token=feed.lease_token + 1)
    feed.refresh_from_db()


def limits_are_over() -> None:
    """As if all that the networks asked us to wait had passed: calls are made at real times."""
    now = timezone.now()
    RateWindowRow.objects.exclude(reset_at=None).update(reset_at=now, seen_at=now)


def come_back(account: NetworkAccount, server: SandboxServer, by: User) -> None:
    """Connect the X account again with the town's tokens."""
    secrets = server.credentials()
    names = ("consumer_key", "consumer_secret", "access_token", "access_token_secret")
    values = {name: secrets[f"x_{name}"] for name in names}
    values["bearer_token"] = secrets["x_bearer_token"]
    reconnect(account=account, values=values, actor=by, now=timezone.now())
    account.refresh_from_db()


def read_what_was_missed() -> None:
    """Every slice of it, as the workers read them one after the other."""
    for _ in range(100):
        CatchUpFeed.objects.open().update(next_run_at=timezone.now(), lease_expires_at=None)
        hand_out_due_feeds(now=timezone.now())
        part = CatchUpFeed.objects.open().exclude(lease_expires_at=None).first()
        if part is None:
            return
        read_slice(part_id=part.pk, lease_token=part.lease_token)


def open_town(
    server: SandboxServer,
    settings: Any,
    practice: Practice,
    people: Sequence[dict[str, Any]] = PEOPLE,
) -> Town:
    """A sandbox with nothing but `people`, the settings pointing at it, and no undo to wait for."""
    server.reset([*people])
    settings.X_API_BASE_URL = settings.GRAPH_API_BASE_URL = server.base_url
    settings.UNDO_SECONDS = 0
    return connect(practice, server)


def connect(practice: Practice, server: SandboxServer, now: datetime | None = None) -> Town:
    """Both networks of the sandbox, connected with the town's tokens."""
    secrets = server.credentials()
    x = _account(
        practice,
        "X",
        secrets["x_user_id"],
        {
            "consumer_key": secrets["x_consumer_key"],
            "consumer_secret": secrets["x_consumer_secret"],
            "access_token": secrets["x_access_token"],
            "access_token_secret": secrets["x_access_token_secret"],
        },
        handle=secrets["x_username"],
    )
    facebook = _account(
        practice,
        "FACEBOOK",
        secrets["page_id"],
        {
            "page_id": secrets["page_id"],
            "page_access_token": secrets["graph_page_token"],
            "app_secret": secrets["graph_app_secret"],
        },
        display_name=secrets["page_name"],
    )
    moment = now or timezone.now()
    feeds.ensure_feeds(x, moment)
    feeds.ensure_feeds(facebook, moment)
    return Town(server, practice, x, facebook)


def _account(
    practice: Practice, network: str, external_id: str, secrets: dict[str, str], **names: str
) -> NetworkAccount:
    return NetworkAccount.objects.create(
        practice=practice,
        network=network,
        external_id=external_id,
        credentials=crypto.encrypt(secrets),
        is_sandbox=True,
        **names,
    )
