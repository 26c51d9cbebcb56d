"""The Celery app, how its workers work, and the whole beat schedule, in one place."""

from __future__ import annotations

import os
from typing import Any

from celery import Celery
from celery.beat import BeatLazyFunc
from celery.signals import task_prerun, worker_init
from django.conf import settings
from django.db import close_old_connections
from django.utils.module_loading import import_string

from practice_hub.health import pace
from practice_hub.logs import task_lines
from practice_hub.processes import QUEUES
from practice_hub.warm import warm_up

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "practice_hub.settings")

app = Celery("practice_hub")
app.config_from_object("django.conf:settings", namespace="CELERY")  # where the broker is
app.conf.update(
    broker_connection_retry_on_startup=True,
    broker_transport_options={
        # Longer than any task, so that Redis never hands a running task out again.
        "visibility_timeout": 3600,
        "socket_connect_timeout": 3,
        "socket_timeout": 10,
        "retry_policy": {"timeout": 3.0},
    },
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    # Celery would close the connection to the database after every task. A new one costs more than
    # most sweeps, and there are several a second.
    CELERY_DB_REUSE_MAX=1000,
    worker_hijack_root_logger=False,
    worker_send_task_events=False,
    # A first look at a busy page takes many calls; each of them has its own time-out.
    task_time_limit=1800,
    timezone="UTC",
    task_default_queue="default",
    task_create_missing_queues=True,
    task_routes={
        # Sending must never wait behind a long backfill, so it has a queue of its own.
        "inbox.deliver_reply": {"queue": "outbox"},
        "inbox.settle_reply": {"queue": "outbox"},
        "inbox.sweep_outbox": {"queue": "outbox"},
        "alerts.*": {"queue": "outbox"},
        "listening.*": {"queue": "listening"},
        # A million lines take a while, in slices of seconds: behind the feeds, never before an
        # answer.
        "inbox.import_history": {"queue": "listening"},
        "inbox.go_on_with_export": {"queue": "listening"},
        "inbox.go_on_with_erasure": {"queue": "listening"},
        "inbox.go_on_with_person_file": {"queue": "listening"},
        "inbox.go_on_with_retention": {"queue": "listening"},
    },
)
app.autodiscover_tasks()
task_lines.connect()


def _warm_up(**_: Any) -> None:
    warm_up()


worker_init.connect(_warm_up)  # before the processes of the pool are forked


def _look_at_connections(task: Any = None, **_: Any) -> None:
    """As before a request: what is broken or old is closed, so that a restart of the database costs
    no task."""
    if not task.request.is_eager:
        close_old_connections()


task_prerun.connect(_look_at_connections)


def _call(name: str) -> Any:
    """Models are not loaded yet when this module is, so what beat calls is named."""
    return import_string(name)()


def _tick(queue: str) -> dict[str, Any]:
    """What a worker of `queue` books as its sign of life; the time is told when beat sends it."""
    sent_at = BeatLazyFunc(_call, "practice_hub.health.heart.stamp")
    return {
        "task": "health.tick",
        "schedule": pace.heartbeat(),
        "kwargs": {"queue": queue, "sent_at": sent_at},
        # Many that wait say no more than one; the last ones are kept, so that lateness shows.
        "options": {"queue": queue, "expires": settings.DEAD_AFTER_SECONDS},
    }


app.conf.beat_schedule = {
    "listening.hand_out_due_feeds": {
        "task": "listening.hand_out_due_feeds",
        "schedule": settings.FEED_SWEEP_SECONDS,
        # A tick that nobody could take in time is worthless: the next one does the same.
        "options": {"expires": settings.FEED_SWEEP_SECONDS * 2},
    },
    "listening.refresh_account_health": {
        "task": "listening.refresh_account_health",
        "schedule": 900.0,
        "options": {"expires": 900},
    },
    "inbox.sweep_outbox": {
        "task": "inbox.sweep_outbox",
        "schedule": settings.OUTBOX_SWEEP_SECONDS,
        "options": {"expires": settings.OUTBOX_SWEEP_SECONDS * 2},
    },
    "alerts.sweep": {
        "task": "alerts.sweep",
        "schedule": settings.ALERT_SWEEP_SECONDS,
        "options": {"expires": settings.ALERT_SWEEP_SECONDS * 2},
    },
    "practices.sweep_letters": {
        "task": "practices.sweep_letters",
        "schedule": 30.0,
        "options": {"expires": 60},
    },
    "roster.sweep": {
        "task": "roster.sweep",
        "schedule": 60.0,
        "options": {"expires": 120},
    },
    "inbox.sweep_timers": {
        "task": "inbox.sweep_timers",
        "schedule": 30.0,
        "options": {"expires": 60},
    },
    "inbox.sweep_pictures": {
        "task": "inbox.sweep_pictures",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "inbox.sweep_imports": {
        "task": "inbox.sweep_imports",
        "schedule": 60.0,
        "options": {"expires": 120},
    },
    "inbox.sweep_approvals": {
        "task": "inbox.sweep_approvals",
        "schedule": 30.0,
        "options": {"expires": 60},
    },
    "inbox.wake_snoozed": {
        "task": "inbox.wake_snoozed",
        "schedule": 30.0,
        "options": {"expires": 60},
    },
    "listening.watch_sources": {
        "task": "listening.watch_sources",
        "schedule": 60.0,
        "options": {"expires": 120},
    },
    "inbox.sweep_spreading": {
        "task": "inbox.sweep_spreading",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "listening.hand_out_rechecks": {
        "task": "listening.hand_out_rechecks",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "listening.count_voice_days": {
        "task": "listening.count_voice_days",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "inbox.count_report_days": {
        "task": "inbox.count_report_days",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "inbox.sweep_exports": {
        "task": "inbox.sweep_exports",
        "schedule": 60.0,
        "options": {"expires": 120},
    },
    "inbox.sweep_people_data": {
        "task": "inbox.sweep_people_data",
        "schedule": 60.0,
        "options": {"expires": 120},
    },
    "inbox.sweep_weekly": {
        "task": "inbox.sweep_weekly",
        "schedule": 120.0,
        "options": {"expires": 240},
    },
    "audit.seal": {
        "task": "audit.seal",
        "schedule": 5.0,
        "options": {"expires": 10},
    },
    "audit.check": {
        "task": "audit.check",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "backups.sweep": {
        "task": "backups.sweep",
        "schedule": 1800.0,
        "options": {"expires": 1800},
    },
    **{f"health.tick.{queue}": _tick(queue) for queue in QUEUES},
}
