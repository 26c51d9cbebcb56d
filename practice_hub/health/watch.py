"""A web process looks after the others: who reads and sends may be too dead to say so.

One thread a process, so that it works without visitors; it looks every half minute. What is down
raises an alert, and its mail goes out from here, because whoever sends mails may be what is down.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.core.signals import request_started
from django.db import DatabaseError, connections
from django.db.models import Q
from django.utils import timezone

from practice_hub.alerts import delivery, digests
from practice_hub.alerts.kinds import Kind
from practice_hub.alerts.models import AlertDelivery, Digest
from practice_hub.health import heart, outages, pace, report, system
from practice_hub.health.report import Scope, State

logger = logging.getLogger(__name__)
OURS = [Kind.SYSTEM_DOWN, Kind.SOURCE_DOWN]
AT_ONCE = 50  # alerts that are mailed in one look
_threads: dict[int, threading.Thread] = {}  # by process: a fork has none of its parent's
_starting = threading.Lock()


class Watch:
    """The looks of one process, which remembers what it saw down in a row."""

    def __init__(self, part: str) -> None:
        self._part = part
        self._noticed: dict[str, datetime] = {}

    def look(self, now: datetime) -> None:
        """One look: its own sign of life, the others' alerts, the mails that nobody sends.

        Raises DatabaseError when the database does not answer: then nobody can be told.
        """
        heart.show_life(self._part, now=now)
        states = system.vital(Scope(now))
        alive = [part for part, state in states.items() if state in (State.OK, State.SLOW)]
        outages.settle_system(down=self._confirmed(states, now), alive=alive, now=now)
        for name, watcher in report.watchers().items():
            try:
                watcher(now)
            except DatabaseError:
                raise
            except Exception:  # one that fails must not keep the others from being looked after
                logger.exception("the watcher %s failed", name)
        deliver_waiting(now)

    def _confirmed(self, states: Mapping[str, State | None], now: datetime) -> dict[str, datetime]:
        """What has been down for DEAD_AFTER_SECONDS, two looks of ours among them: after a
        restart everything has been silent for as long as the stop lasted."""
        down = [part for part, state in states.items() if state == State.DOWN]
        self._noticed = {part: self._noticed.get(part, now) for part in down}
        since = {part: system.silent_since(part) or self._noticed[part] for part in down}
        long_ago = now - timedelta(seconds=settings.DEAD_AFTER_SECONDS)
        two_looks_ago = now - timedelta(seconds=2 * pace.look())
        return {
            part: since[part]
            for part in down
            if since[part] <= long_ago and self._noticed[part] <= two_looks_ago
        }


def deliver_waiting(now: datetime) -> None:
    """Send what no worker has sent: our own alerts at once, all others when they are late.

    Outside any transaction, and each delivery is taken before it is sent (alerts/delivery.py), so
    a worker that comes to life meanwhile sends none of them again.
    """
    late = now - timedelta(seconds=2 * pace.look())
    due = AlertDelivery.objects.due(now).filter(Q(alert__kind__in=OURS) | Q(next_try_at__lte=late))
    waiting = due.order_by("alert_id").values_list("alert_id", flat=True).distinct()
    for alert_id in list(waiting[:AT_ONCE]):
        delivery.deliver(alert_id=alert_id, now=now)
    digests.bundle(now=late, limit=AT_ONCE)  # what was held for the end of somebody's quiet hours
    for digest_id in list(Digest.objects.due(late).values_list("pk", flat=True)[:AT_ONCE]):
        digests.deliver_digest(digest_id=digest_id, now=now)


def start(part: str) -> None:
    """Begin to look, in this process; a second call does nothing."""
    with _starting:
        if os.getpid() in _threads:
            return
        _threads.clear()
        thread = threading.Thread(
            target=_look_again_and_again, args=(Watch(part),), name="health-watch", daemon=True
        )
        _threads[os.getpid()] = thread
        thread.start()


def start_when_serving(part: str) -> None:
    """For a server that forks after loading the application: each child looks, the parent never
    does. A server that does not fork begins with its first request."""
    os.register_at_fork(after_in_child=partial(start, part))
    request_started.connect(partial(_at_request, part), weak=False, dispatch_uid="health-watch")


def _at_request(part: str, **_: Any) -> None:
    if os.getpid() not in _threads:
        start(part)


def _look_again_and_again(watch: Watch) -> None:
    pause = threading.Event()
    while not pause.wait(pace.look()):
        look_safely(watch, timezone.now())


def look_safely(watch: Watch, now: datetime) -> None:
    """One look that survives whatever goes wrong, and leaves no connection behind."""
    try:
        watch.look(now)
    except DatabaseError as error:
        logger.warning("could not look after the others (%s)", type(error).__name__)
    except Exception:
        logger.exception("could not look after the others")
    finally:
        connections.close_all()
