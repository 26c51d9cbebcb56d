"""What beat and the workers do with feeds and with what was missed, one turn at a time."""

from __future__ import annotations

from datetime import datetime

from listening import catch_up_reading
from listening.models import CatchUpFeed, Feed
from listening.reading import read_feed
from listening.schedule import hand_out_due_feeds
from tests.support.sandbox_server import SandboxServer


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


def say(sandbox: SandboxServer, text: str, at: datetime | None = None) -> str:
    name = sandbox.credentials()["x_username"]
    when = {"at": at.isoformat()} if at else {}
    return str(sandbox.act("x_post", person="jo", text=f"@{name} {text}", **when)["id"])
