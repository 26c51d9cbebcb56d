"""What beat and the workers do with feeds and with what was missed, one turn at a time."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from listening import catch_up_reading
from listening.accounts import connect_account
from listening.models import CatchUpFeed, Feed, NetworkAccount
from listening.reading import read_feed
from listening.schedule import hand_out_due_feeds
from tests.people import Person
from tests.support.sandbox_server import SandboxServer

HOUR = timedelta(hours=1)


def due_live_feeds(now: datetime) -> list[str]:
    """Read every live feed that is due; gives their kinds in the order of reading."""
    kinds = []
    for lease in hand_out_due_feeds(now=now):
        read_feed(feed_id=lease.feed_id, lease_token=lease.token)
        kinds.append(Feed.objects.get(pk=lease.feed_id).kind)
    return kinds


def read_leased_slices() -> int:
    """What a worker does with the slice that was handed out; gives the pages it read."""
    pages = 0
    for part in CatchUpFeed.objects.open().exclude(lease_expires_at=None):
        pages += catch_up_reading.read_slice(part_id=part.pk, lease_token=part.lease_token)
    return pages


def fell_silent(sandbox: SandboxServer, secrets: dict[str, str], who: Person) -> NetworkAccount:
    """An X account of which everything was read, and then nothing was heard for four hours."""
    now = timezone.now()
    made = connect_account(
        practice=who.practice, network="X", values=secrets, actor=who.user, now=now
    )
    say(sandbox, "the first word", now - 5 * HOUR)
    due_live_feeds(timezone.now())
    Feed.objects.update(last_success_at=now - 4 * HOUR, silence_from=now - 4 * HOUR)
    return made


def say(sandbox: SandboxServer, text: str, at: datetime | None = None) -> str:
    name = sandbox.credentials()["x_username"]
    when = {"at": at.isoformat()} if at else {}
    return str(sandbox.act("x_post", person="jo", text=f"@{name} {text}", **when)["id"])
