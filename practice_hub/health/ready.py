"""Whether this installation does its work, for monitors: three queries, ages and limits, no names.

The health page explains the same things to people (system.py); the times after which something
counts as stopped are those of `pace`, so that the two never contradict each other. The kernel
knows nothing of feeds and answers: who does registers what waits longest (`register_wait`).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from django.db import DatabaseError

from practice_hub.health import heart, pace
from practice_hub.health.models import Heartbeat
from practice_hub.health.probes import jobs_waiting, open_redis, reach_database
from practice_hub.processes import QUEUES

logger = logging.getLogger(__name__)
DATABASE: Final = "database"
REDIS: Final = "redis"
_PARTS: Final = {pace.BEAT: "beat", **{queue: f"worker_{queue}" for queue in QUEUES}}


class Status(StrEnum):
    OK = "ok"
    NOT_OK = "not ok"
    UNKNOWN = "unknown"  # while the database does not answer


@dataclass(frozen=True, slots=True)
class Check:
    """`age_seconds`: since the last sign of life, or since the longest waiting should have been
    done; None: there was never one, or nothing waits. Above `limit_seconds` it is not ok."""

    status: Status
    age_seconds: float | None = None
    limit_seconds: float | None = None

    def as_json(self) -> dict[str, str | float]:
        told: dict[str, str | float] = {"status": self.status.value}
        if self.age_seconds is not None:
            told["age_seconds"] = round(self.age_seconds, 1)
        if self.limit_seconds is not None:
            told["limit_seconds"] = round(self.limit_seconds, 1)
        return told


# The time since which the longest waiting is due; None when nothing is.
Waiting = Callable[[datetime], datetime | None]
_waits: dict[str, tuple[Waiting, float]] = {}


def register_wait(name: str, fn: Waiting, *, limit_seconds: float) -> None:
    """Let `fn(now)`, one cheap query, say since when something waits; late after the limit."""
    _waits[name] = (fn, limit_seconds)


def checks(now: datetime) -> dict[str, Check]:
    """Every check by its name, in the order in which one would repair."""
    is_there = jobs_waiting(open_redis()) is not None
    broker = Check(Status.OK if is_there else Status.NOT_OK)
    try:
        reach_database()
        rest = {**_signs_of_life(now), **_waiting(now)}
    except (DatabaseError, OSError) as error:
        logger.warning("not ready: the database does not answer (%s)", type(error).__name__)
        unknown = dict.fromkeys((*_PARTS.values(), *_waits), Check(Status.UNKNOWN))
        return {DATABASE: Check(Status.NOT_OK), REDIS: broker, **unknown}
    return {DATABASE: Check(Status.OK), REDIS: broker, **rest}


def is_ready(found: Mapping[str, Check]) -> bool:
    return all(check.status == Status.OK for check in found.values())


def _signs_of_life(now: datetime) -> dict[str, Check]:
    rows = {row.part: row for row in Heartbeat.objects.all()}
    return {name: _sign(rows.get(part), part, now) for part, name in _PARTS.items()}


def _sign(row: Heartbeat | None, part: str, now: datetime) -> Check:
    limit = pace.down_after(part)
    if row is None:
        return Check(Status.NOT_OK, None, limit)
    status = Status.NOT_OK if heart.is_silent(row, now) else Status.OK
    return Check(status, (now - row.at).total_seconds(), limit)


def _waiting(now: datetime) -> dict[str, Check]:
    return {name: _wait(fn(now), limit, now) for name, (fn, limit) in _waits.items()}


def _wait(since: datetime | None, limit: float, now: datetime) -> Check:
    age = (now - since).total_seconds() if since else None
    is_late = age is not None and age > limit
    return Check(Status.NOT_OK if is_late else Status.OK, age, limit)
