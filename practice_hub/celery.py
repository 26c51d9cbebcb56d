"""The Celery app and the whole beat schedule, in one place."""

from __future__ import annotations

import os

from celery import Celery
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "practice_hub.settings")

app = Celery("practice_hub")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

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
    "inbox.wake_snoozed": {
        "task": "inbox.wake_snoozed",
        "schedule": 30.0,
        "options": {"expires": 60},
    },
}
