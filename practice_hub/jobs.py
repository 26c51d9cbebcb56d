"""Background work is asked for by name, after commit, so that actions never import tasks."""

from __future__ import annotations

import logging
from functools import partial

from django.conf import settings
from django.db import transaction

from practice_hub.celery import app
from practice_hub.telling import LINE

logger = logging.getLogger(__name__)


def enqueue_on_commit(task_name: str, *, countdown_seconds: float = 0, **ids: int | str) -> None:
    """Nudge a worker once the current transaction has committed.

    Only ids travel: the row is the truth, the task is a nudge. A lost nudge costs time, never an
    item, because a sweep in the beat schedule finds the same row.
    """
    transaction.on_commit(partial(_nudge, task_name, countdown_seconds, ids), robust=True)


def _nudge(task_name: str, countdown_seconds: float, ids: dict[str, int | str]) -> None:
    if not settings.JOBS_ENABLED:
        return
    try:
        LINE.check()
        app.send_task(task_name, kwargs=ids, countdown=countdown_seconds or None, retry=False)
    except Exception:  # Redis may be away: the sweep will find the row.
        logger.warning("could not nudge %s; the next sweep will do it", task_name)
