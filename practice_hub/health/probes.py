"""Asking servers whether they are there, without waiting long."""

from __future__ import annotations

from typing import Final

import redis
from django.conf import settings
from django.db import connection
from redis.exceptions import RedisError

from practice_hub.probe import accepts
from practice_hub.processes import QUEUES
from practice_hub.telling import impatient_redis

PATIENCE_SECONDS: Final = 2.0


def open_redis() -> redis.Redis | None:
    """A client that gives up soon; None when no Redis is named. Nothing is asked yet. All threads
    share it, so nobody closes it."""
    return impatient_redis(settings.REDIS_URL, PATIENCE_SECONDS) if settings.REDIS_URL else None


def jobs_waiting(client: redis.Redis | None) -> dict[str, int] | None:
    """How many jobs wait in each queue; None when Redis does not answer."""
    if client is None:
        return None
    try:
        return {queue: client.llen(queue) for queue in QUEUES}
    except (RedisError, OSError):
        return None


def reach_database() -> None:
    """Raise OSError when no server listens there: the driver itself would wait for minutes."""
    server = connection.settings_dict
    host, port = str(server["HOST"]), int(server["PORT"] or 5432)
    if host and not host.startswith("/") and not accepts(host, port):
        raise ConnectionError
