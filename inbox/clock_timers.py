"""Clocks with a time of their own: approvals, promises and callbacks; and those that run on after
an undo. In the caller's transaction, which holds the conversation."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from inbox.clock_lines import Lines
from inbox.clock_rows import STOPPED, Start, new_clock, stop
from inbox.domain.clockwork import FOLLOWING, Ending
from inbox.domain.targets import ClockKind, Due
from inbox.models import Clock, Conversation
from practice_hub.bulk import insert_rows, row_of, update_rows
from practice_hub.ready import ready

_RUNNING = dict.fromkeys(STOPPED) | {"ending": "", "via": ""}


def start_timer(
    kind: ClockKind,
    row: Conversation,
    *,
    subject_id: int,
    audience: str,
    started_at: datetime,
    due_at: datetime,
    lost_at: datetime | None = None,
) -> None:
    """One for each subject: starting it while it runs does nothing, and starting it after it was
    stopped (an undo, a promise that is open again) lets the same one run on."""
    known = _begun(row.pk, kind.value, subject_id)
    if known:
        again = Clock.objects.filter(pk__in=known)
        again.update(**_RUNNING, target_at=due_at, acceptable_at=due_at, lost_at=lost_at)
        return
    lines = Lines.load(row.practice_id)
    due = Due(target_at=due_at, acceptable_at=due_at, lost_at=lost_at)
    clock = new_clock(row, Start(kind, audience, started_at, started_at, due, subject_id), lines)
    insert_rows(Clock, [row_of(clock)], ignore_conflicts=True)


def move_timer(kind: ClockKind, row: Conversation, *, subject_id: int, due_at: datetime) -> None:
    """Another time was agreed; the clock began when it began."""
    running = Clock.objects.running().filter(
        conversation_id=row.pk, kind=kind.value, subject_id=subject_id
    )
    running.update(target_at=due_at, acceptable_at=due_at)


def stop_timer(
    kind: ClockKind,
    row: Conversation,
    *,
    subject_id: int,
    at: datetime,
    ending: Ending = Ending.DONE,
    staff_id: int | None = None,
) -> None:
    """It is done, or no longer needed; nothing happens when it does not run."""
    stopped = _running(row.pk, kind.value, subject_id)
    if not stopped:
        return
    lines = Lines.load(row.practice_id)
    for clock in stopped:
        stop(clock, ending, at, lines)
        clock.staff_id = staff_id
    update_rows(stopped, STOPPED)


def run_on(row: Conversation, *, stopped_at: datetime) -> None:
    """What stopped then and was taken back at once never stopped; bells may ring anew."""
    kinds = [kind.value for kind in FOLLOWING]
    stopped = Clock.objects.filter(conversation_id=row.pk, kind__in=kinds, round=row.round)
    stopped.filter(stopped_at=stopped_at).update(**_RUNNING, warned_at=None, missed_at=None)


@ready
def _begun(conversation_id: int, kind: str, subject_id: int, /) -> QuerySet[Clock, int]:
    found = Clock.objects.filter(conversation_id=conversation_id, kind=kind, subject_id=subject_id)
    return found.values_list("pk", flat=True)


@ready
def _running(conversation_id: int, kind: str, subject_id: int, /) -> QuerySet[Clock, Clock]:
    running = Clock.objects.running()
    return running.filter(conversation_id=conversation_id, kind=kind, subject_id=subject_id)
