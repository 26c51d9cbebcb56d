"""The nightly run: small slices, taken up again after a kill, a row in the audit at the end."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from inbox.actions.base import save_alone
from inbox.actions.errors import ActionRefused
from inbox.models import RetentionPolicy, RetentionRun
from inbox.privacy.retention import next_ids, preview, rules_of
from inbox.privacy.retention_kinds import KINDS
from practice_hub import slices
from practice_hub.audit.record import record
from practice_hub.jobs import enqueue_on_commit
from practice_hub.practices.models import Practice

logger = logging.getLogger(__name__)
GO_ON: Final = "inbox.go_on_with_retention"
LEASE: Final = timedelta(minutes=2)
SLICE: Final = 200
_FROM, _UNTIL = 2, 5  # hours of the practice's own night in which a run begins


def sweep_retention(*, now: datetime) -> None:
    """Begin what is due tonight; those that a worker left behind go on."""
    for policy in RetentionPolicy.objects.exclude(months={}).select_related("practice"):
        local = timezone.localtime(now, policy.practice.zone)
        ran = RetentionRun.objects.filter(practice=policy.practice, local_day=local.date())
        if _FROM <= local.hour < _UNTIL and not ran.exists():
            start_run(practice=policy.practice, now=now)
    slices.hand_out(RetentionRun.objects.to_go_on(now), task=GO_ON)


@transaction.atomic(durable=True)
def start_run(*, practice: Practice, now: datetime) -> RetentionRun | None:
    """The run of this night; None when there is one already."""
    months = rules_of(practice.pk)
    total = sum(found.count for found in preview(practice.pk, months, now))
    day = timezone.localtime(now, practice.zone).date()
    run = RetentionRun(practice=practice, local_day=day, months=months, total=total, started_at=now)
    try:
        save_alone(run, "This night's clearing out has begun.")
    except ActionRefused:
        return None
    record("retention.started", practice=practice, subject=run, actor=None, at=now, rows=total)
    enqueue_on_commit(GO_ON, run_id=run.pk)
    return run


def clear_out_at_once(*, practice: Practice, now: datetime) -> int:
    """All of it in one go, also when this day had its run: for a restored database, before anybody
    uses it. Gives how many rows went."""
    run = start_run(practice=practice, now=now) or _run_again(practice, now)
    before: int = sum(run.counts.values())
    _work(run, now, math.inf)
    _finish(run, now)
    after: int = sum(run.counts.values())
    return after - before


@transaction.atomic(durable=True)
def _run_again(practice: Practice, now: datetime) -> RetentionRun:
    day = timezone.localtime(now, practice.zone).date()
    runs = RetentionRun.objects.select_for_update(of=("self",)).select_related("practice")
    run = runs.get(practice=practice, local_day=day)
    run.finished_at, run.started_at, run.lease_expires_at = None, now, now + LEASE
    run.save(update_fields=["finished_at", "started_at", "lease_expires_at"])
    record("retention.started", practice=practice, subject=run, actor=None, at=now)
    return run


def go_on(*, run_id: int, now: datetime, for_seconds: float = 20) -> None:
    """Slices for so long. Nothing happens when somebody else is at it, or it is over."""
    if not slices.take(RetentionRun.objects.to_go_on(now).filter(pk=run_id), now=now, lease=LEASE):
        return
    run = RetentionRun.objects.select_related("practice").get(pk=run_id)
    try:
        is_done = _work(run, now, time.monotonic() + for_seconds)
    except Exception as error:  # no text: it may hold what somebody wrote
        logger.error("retention %s: stopped by %s", run_id, type(error).__name__)
        return
    if is_done:
        _finish(run, now)
    slices.leave(RetentionRun.objects.open().filter(pk=run_id), task=GO_ON, run_id=run_id)


def _work(run: RetentionRun, now: datetime, until: float) -> bool:
    """Rules that were changed since it began are obeyed as they are now."""
    for key, months in rules_of(run.practice_id).items():
        taken: Sequence[int] = ()
        while ids := next_ids(run.practice_id, key, months, run.started_at, SLICE):
            if ids == taken:  # it would never end; the next night tries again
                logger.error("retention %s: %s does not get less", run.pk, key)
                break
            KINDS[key].drop(ids, now)
            _note_progress(run, key, len(ids), now)
            taken = ids
            if time.monotonic() > until:
                return False
    return True


@transaction.atomic(durable=True)
def _note_progress(run: RetentionRun, key: str, count: int, now: datetime) -> None:
    run.counts[key] = run.counts.get(key, 0) + count
    values = {"counts": run.counts, "lease_expires_at": now + LEASE}
    RetentionRun.objects.open().filter(pk=run.pk).update(**values)


@transaction.atomic(durable=True)
def _finish(run: RetentionRun, now: datetime) -> None:
    done = RetentionRun.objects.open().filter(pk=run.pk)
    if done.update(finished_at=now, lease_expires_at=None):
        record(
            "retention.done",
            practice=run.practice,
            subject=run,
            actor=None,
            at=now,
            counts=run.counts,
        )
