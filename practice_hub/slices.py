"""Long work in slices: a row is taken for a while, worked on, and left for the next worker.

The row is the truth. A worker that dies keeps it only until its lease is over, and the sweep finds
what nobody works on. The models have a `lease_expires_at`.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from practice_hub.jobs import enqueue_on_commit


def unleased(now: datetime) -> Q:
    """Just asked for, between two slices, or left by a worker that died."""
    return Q(lease_expires_at=None) | Q(lease_expires_at__lte=now)


@transaction.atomic(durable=True)
def take(waiting: QuerySet[Any], *, now: datetime, lease: timedelta) -> bool:
    """Whether the one row of `waiting` is ours now; two who ask at once do not both get it."""
    return bool(waiting.update(lease_expires_at=now + lease))


@transaction.atomic(durable=True)
def leave(unfinished: QuerySet[Any], *, task: str, run_id: int) -> None:
    """Free for the next slice, for which `task` is asked; nothing when it is finished."""
    if unfinished.update(lease_expires_at=None):
        enqueue_on_commit(task, run_id=run_id)


def hand_out(waiting: QuerySet[Any], *, task: str) -> None:
    """Ask for the next slice of everything that nobody works on."""
    for run_id in waiting.values_list("pk", flat=True):
        enqueue_on_commit(task, run_id=run_id)
