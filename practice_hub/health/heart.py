"""Signs of life: beat writes its own and sends a tick to each queue, a worker books the tick.

So the two are told apart: a clock that stands still writes nothing, and a queue without a worker
books nothing while the clock goes on. Web processes give theirs with every look (watch.py).
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from practice_hub.health import pace
from practice_hub.health.models import Heartbeat

logger = logging.getLogger(__name__)


def stamp() -> float:
    """Beat's own sign of life, given when it sends a tick; the time that the tick carries."""
    now = timezone.now()
    try:
        show_life(pace.BEAT, now=now)
    except DatabaseError as error:  # the clock goes on: the tick may still find a worker
        logger.warning("beat could not write its sign of life (%s)", type(error).__name__)
    finally:
        connection.close()  # one that has died would fail all later ones
    return now.timestamp()


def book_tick(*, queue: str, sent_at: float, now: datetime) -> None:
    """A worker took beat's tick from `queue`; `sent_at` in seconds since 1970."""
    waited = (now - datetime.fromtimestamp(sent_at, UTC)).total_seconds()
    show_life(queue, now=now, waited_seconds=max(waited, 0.0))


@transaction.atomic(durable=True)
def show_life(part: str, *, now: datetime, waited_seconds: float = 0.0) -> None:
    """`part` is alive now. After a silence its running time begins anew."""
    unbroken = now - timedelta(seconds=pace.down_after(part))
    going_on = Heartbeat.objects.filter(part=part, at__gte=unbroken, running_since__lte=now)
    if not going_on.update(at=now, waited_seconds=waited_seconds):
        anew = {"at": now, "running_since": now, "waited_seconds": waited_seconds}
        Heartbeat.objects.update_or_create(part=part, defaults=anew)


def running_since(*parts: str, now: datetime) -> datetime | None:
    """Since when all of `parts` have been alive without a break; None when one is not."""
    rows = {row.part: row for row in Heartbeat.objects.filter(part__in=parts)}
    if any(part not in rows or is_silent(rows[part], now) for part in parts):
        return None
    return max(row.running_since for row in rows.values())


def is_silent(row: Heartbeat, now: datetime) -> bool:
    """A sign from the future tells nothing either: the clock was set back since."""
    return abs((now - row.at).total_seconds()) > pace.down_after(row.part)
