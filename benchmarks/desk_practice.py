"""Who asks: a practice, its front desk, a session; and the same in a second database."""

from __future__ import annotations

from datetime import datetime

import psycopg2
from django.db import connections
from django.test import Client
from psycopg2.extensions import parse_dsn

from benchmarks import desk_history
from inbox.models import Conversation
from inbox.orders import RECENT
from listening.models import Feed, NetworkAccount
from practice_hub.practices.models import Membership, Practice, User
from practice_hub.service_urls import database_from_url


def copy_of_database(url: str) -> str:
    """A second database like the one that Django knows, which nobody may be using; its address."""
    connections.close_all()
    where = parse_dsn(url)
    name = where["dbname"]
    connection = psycopg2.connect(**{**where, "dbname": "postgres"})
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE small TEMPLATE {name}")
    connection.close()
    return url.replace(f"/{name}?", "/small?")


def fill_and_sign_in(url: str, mentions: int, now: datetime) -> tuple[str, int, str]:
    """The cookie of a new session, the number of conversations, and the mark of a page half way
    down."""
    _turn_to(url)
    practice = Practice.objects.create(name="Lumen", slug="bench", time_zone="Europe/Berlin")
    accounts = [
        NetworkAccount.objects.create(practice=practice, network=network, external_id="1")
        for network in ("X", "FACEBOOK")
    ]
    feed = Feed.objects.create(account=accounts[0], kind="MENTIONS", interval_seconds=60)
    people = [User.objects.create(email=f"p{n}@example.com", name=f"Pat {n}") for n in range(8)]
    Membership.objects.bulk_create(
        Membership(practice=practice, user=user, role="AGENT") for user in people
    )
    ids = {"practice": practice.pk, "user": people[0].pk, "feed": feed.pk}
    ids |= {"x": accounts[0].pk, "facebook": accounts[1].pk}
    desk_history.fill(url, mentions, ids, now)
    client = Client()
    client.force_login(people[0])
    (cookie,) = client.cookies.values()
    talks = mentions // desk_history.A_TALK
    half_way = Conversation.objects.get(pk=max(talks // 2, 1))
    connections.close_all()
    return f"{cookie.key}={cookie.value}", talks, RECENT.mark(half_way)


def _turn_to(url: str) -> None:
    """Let Django talk to another database."""
    connections.close_all()
    connections.databases["default"].update(database_from_url(url))
    del connections["default"]
