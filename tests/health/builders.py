"""A machine whose parts live or are dead, as rows."""

from __future__ import annotations

from datetime import datetime, timedelta

from practice_hub.health import pace
from practice_hub.health.models import Heartbeat
from practice_hub.processes import QUEUES

PARTS = (pace.BEAT, *QUEUES, pace.WEB, pace.EVENTS)
MINUTE = timedelta(minutes=1)


def alive(now: datetime, *but: str, since: timedelta = timedelta(hours=8)) -> None:
    """Every part gave a sign of life just now and has run for `since`, `but` these."""
    Heartbeat.objects.exclude(part__in=but).delete()
    Heartbeat.objects.bulk_create(
        Heartbeat(part=part, at=now, running_since=now - since) for part in PARTS if part not in but
    )


def silent(part: str, at: datetime) -> None:
    """The last sign of life of `part` was at `at`."""
    Heartbeat.objects.update_or_create(
        part=part, defaults={"at": at, "running_since": at - timedelta(hours=8)}
    )
