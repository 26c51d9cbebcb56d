"""Forked from a process that has loaded everything: a new one costs milliseconds.

They do what worker, beat and web do, through Celery's own registry, beat's own service and Django's
own request handling, over connections of their own. They never come back: each is killed.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import redis
from celery.beat import PersistentScheduler, Service
from django.conf import settings
from django.db import DatabaseError, connections, reset_queries

from practice_hub.celery import app
from practice_hub.hostuser import die_with_parent
from practice_hub.processes import QUEUES
from tests.faults.drill import daggers

A_THOUGHT = (0.01, 0.06)  # seconds between two acts of a person
_INHERITED: list[object] = []  # never closed here: the parent goes on using them
Role = Callable[[random.Random], None]


def fork(role: Role, seed: str, log: Path, dagger: tuple[str, int] | None = None) -> int:
    """Start `role` in a child with its own chance; gives its process id."""
    pid = os.fork()
    if pid:
        return pid
    try:
        die_with_parent(signal.SIGKILL)
        _come_into_the_world(log)
        if dagger:
            daggers.hide(*dagger)
        role(random.Random(seed))
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(3)
    raise AssertionError("not reached")


def _come_into_the_world(log: Path) -> None:
    """Leave the parent's connections alone and make new ones; what is said goes to `log`."""
    output = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.dup2(output, sys.stdout.fileno())
    os.dup2(output, sys.stderr.fileno())
    _INHERITED.append(connections["default"].connection)
    connections["default"].connection = None
    # Only children nudge: a broker's socket that parent and child share would mix up their words.
    settings.JOBS_ENABLED = True


def worker(rng: random.Random) -> None:
    """Takes tasks from the queues and runs them, one after the other."""
    client = redis.Redis.from_url(settings.REDIS_URL)
    while True:
        try:
            found = client.blpop(list(QUEUES), timeout=5)
        except redis.RedisError:
            time.sleep(0.01)
            continue
        if found:
            _run(found[1])


def _run(message: bytes) -> None:
    """One task, as Celery's own worker calls it; a lost database costs the task, no more."""
    parsed = json.loads(message)
    args, kwargs, _ = json.loads(base64.b64decode(parsed["body"]))
    headers = parsed["headers"]
    if headers.get("expires") and datetime.fromisoformat(headers["expires"]) < datetime.now(UTC):
        return
    try:
        app.tasks[headers["task"]](*args, **kwargs)
    except Exception:
        traceback.print_exc()
        forget_connection()
    reset_queries()


def forget_connection() -> None:
    """The next query opens a new one."""
    with contextlib.suppress(Exception):
        connections["default"].close()


def beat(rng: random.Random) -> None:
    """Beat's own service with the schedule file that its dead predecessor left."""
    app.log.setup("ERROR")
    name = str(settings.DATA_DIR / "beat-schedule")
    while True:
        service = Service(app, 0.05, name, PersistentScheduler)
        service.start(embedded_process=True)


def celery_worker(rng: random.Random) -> None:
    """A whole Celery worker, acknowledging late, as it is deployed."""
    queues = ",".join(QUEUES)
    app.worker_main(
        [
            *("--quiet", "worker", "--queues", queues, "--pool", "solo", "-O", "fair"),
            *("--without-gossip", "--without-mingle", "--without-heartbeat"),
            *("--prefetch-multiplier", "1", "--loglevel", "CRITICAL"),
        ]
    )


def again_and_again(deed: Callable[[random.Random], Any]) -> Role:
    """A role that does `deed` until it is killed, whatever the database does meanwhile."""

    def role(rng: random.Random) -> None:
        while True:
            try:
                deed(rng)
            except Exception as error:
                if not isinstance(error, DatabaseError):
                    traceback.print_exc()
                forget_connection()
            time.sleep(rng.uniform(*A_THOUGHT))

    return role
