"""The numbers of the kernel's own parts: machine, queues, alerts, sign-in, audit, backups."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.db.models import Count, Min

from practice_hub.alerts.kinds import SENT, Channel, Kind
from practice_hub.alerts.models import Alert, AlertDelivery, Digest
from practice_hub.audit.health_line import unsealed
from practice_hub.audit.models import AuditCheck
from practice_hub.backups.keeping import last_good
from practice_hub.health.models import Heartbeat
from practice_hub.health.probes import jobs_waiting, open_redis
from practice_hub.monitoring.measures import Measure, Values, register, seconds_since
from practice_hub.practices.models import SignInGuard, SignInLetter
from practice_hub.processes import QUEUES

_CONNECTIONS: Final = """
SELECT coalesce(state, 'other'), count(*) FROM pg_stat_activity
WHERE datname = current_database() GROUP BY 1
"""
_STATES: Final = ("active", "idle", "idle in transaction")
_LIMITS: Final = """
SELECT current_setting('max_connections')::int, pg_database_size(current_database())
"""


def database(now: datetime) -> Iterator[Measure]:
    """Connections of everybody to this database, and its size: two queries."""
    with connection.cursor() as cursor:
        cursor.execute(_CONNECTIONS)
        states: Values = {(state,): float(count) for state, count in cursor.fetchall()}
        cursor.execute(_LIMITS)
        limit, size = cursor.fetchone() or (0, 0)
    states = dict.fromkeys(((state,) for state in _STATES), 0.0) | states
    name = "practice_hub_database_connections"
    yield Measure(name, "Open, of all programs", states, ("state",))
    yield Measure(f"{name}_limit", "What the server allows", {(): limit})
    yield Measure("practice_hub_database_size_bytes", "On its server's disk", {(): size})


def disk(now: datetime) -> Iterator[Measure]:
    free = shutil.disk_usage(settings.DATA_DIR).free
    yield Measure("practice_hub_data_dir_free_bytes", "Room left for DATA_DIR", {(): free})


def queues(now: datetime) -> Iterator[Measure]:
    """One query and one look at Redis; without Redis the jobs are not known and left out."""
    parts = Heartbeat.objects.filter(part__in=QUEUES)
    waited: Values = {(row.part,): row.waited_seconds for row in parts}
    yield Measure(
        "practice_hub_queue_wait_seconds", "Of the last tick, until taken", waited, ("queue",)
    )
    jobs = jobs_waiting(open_redis()) or {}
    counts: Values = {(queue,): float(count) for queue, count in jobs.items()}
    yield Measure("practice_hub_jobs_waiting", "In Redis, for a worker", counts, ("queue",))


def alerts(now: datetime) -> Iterator[Measure]:
    """Three queries. A mail is late from when the person should have been told."""
    found = Alert.objects.open().values_list("kind").annotate(count=Count("pk"))
    kinds: Values = dict.fromkeys(((kind,) for kind in Kind.values), 0.0)
    kinds |= {(kind,): float(count) for kind, count in found}
    yield Measure("practice_hub_alerts_open", "Nobody has taken them yet", kinds, ("kind",))
    single = AlertDelivery.objects.filter(
        next_try_at__isnull=False, due_at__lte=now, hold="", channel__in=SENT
    )
    bundled = Digest.objects.filter(next_try_at__isnull=False, created_at__lte=now)
    rows = [
        *single.values_list("channel").annotate(count=Count("pk"), since=Min("due_at")),
        *bundled.values_list("channel").annotate(count=Count("pk"), since=Min("created_at")),
    ]
    yield from _waiting("practice_hub_alert_messages", rows, now)


def _waiting(name: str, rows: list[Any], now: datetime) -> Iterator[Measure]:
    counts: Values = dict.fromkeys(((Channel(channel).value,) for channel in SENT), 0.0)
    oldest: Values = dict(counts)
    for channel, count, since in rows:
        counts[(channel,)] += count
        oldest[(channel,)] = max(oldest[(channel,)], seconds_since(since, now))
    yield Measure(f"{name}_waiting", "Due and not out", counts, ("channel",))
    yield Measure(f"{name}_oldest_seconds", "The one due longest", oldest, ("channel",))


def sign_ins(now: datetime) -> Iterator[Measure]:
    """Two queries."""
    locked = SignInGuard.objects.filter(locked_until__gt=now).count()
    yield Measure("practice_hub_sign_ins_locked", "By wrong passwords, now", {(): locked})
    letters = SignInLetter.objects.aggregate(count=Count("pk"), since=Min("wanted_at"))
    name = "practice_hub_sign_in_mails"
    yield Measure(f"{name}_waiting", "Asked for and not out", {(): letters["count"]})
    oldest = seconds_since(letters["since"], now)
    yield Measure(f"{name}_oldest_seconds", "The one asked for first", {(): oldest})


def audit(now: datetime) -> Iterator[Measure]:
    """Two queries."""
    count, since = unsealed(before=now)
    yield Measure("practice_hub_audit_unsealed", "Rows not sealed yet", {(): count})
    age = seconds_since(since, now)
    yield Measure("practice_hub_audit_unsealed_oldest_seconds", "The first of them", {(): age})
    broken = AuditCheck.objects.exclude(broken_at=None).count()
    yield Measure("practice_hub_audit_broken", "Practices with a broken chain", {(): broken})


def backups(now: datetime) -> Iterator[Measure]:
    """One query. Before the first good one there is no age."""
    is_wanted = float(bool(settings.BACKUP_DIR))
    yield Measure("practice_hub_backups_wanted", "1: BACKUP_DIR is set", {(): is_wanted})
    last = last_good(now=now)
    ages: Values = {(): seconds_since(last.started_at, now)} if last else {}
    yield Measure("practice_hub_backup_age_seconds", "Of the last good one", ages)


for _part in (database, disk, queues, alerts, sign_ins, audit, backups):
    register(_part.__name__, _part)
