"""Rows of clocks: how one begins, is moved, and is stopped with all that the reports will ask.

Durations are stored in the moment of the event, on the wall clock and in opening hours, so that
neither a purge of texts nor a change of hours alters a figure later (docs/metrics.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from inbox.clock_lines import Lines
from inbox.domain.clockwork import Ending
from inbox.domain.targets import ClockKind, Due
from inbox.models import Approval, Clock, Conversation, Reply
from listening.lateness import is_heard_late

MOVED = (
    "started_at",
    "seen_at",
    "warn_at",
    "target_at",
    "acceptable_at",
    "lost_at",
    "category",
    "urgency",
    "is_medical",
    "is_detected_late",
    "warned_at",
    "missed_at",
    "local_day",
    "local_hour",
    "local_weekday",
)
STOPPED = (
    "stopped_at",
    "ending",
    "wall_seconds",
    "open_seconds",
    "detect_seconds",
    "claim_seconds",
    "write_seconds",
    "approve_seconds",
    "send_seconds",
    "staff",
    "via",
)


@dataclass(frozen=True, slots=True)
class Start:
    """What a clock begins with; the rest is read off the conversation."""

    kind: ClockKind
    audience: str
    started_at: datetime
    seen_at: datetime
    due: Due
    subject_id: int = 0


def new_clock(row: Conversation, start: Start, lines: Lines) -> Clock:
    """An unsaved clock with the dimensions of this moment."""
    clock = Clock(
        practice_id=row.practice_id,
        conversation_id=row.pk,
        kind=start.kind.value,
        audience=start.audience,
        round=row.round,
        subject_id=start.subject_id,
        network=row.network,
        location_id=row.location_id,
        sentiment=row.sentiment,
        topics=list(row.topics),
        is_imported=row.is_imported,
        ending="",
    )
    set_start(clock, row, start, lines)
    if row.is_claimed(start.seen_at):
        clock.claimed_at = start.seen_at
    return clock


def set_start(clock: Clock, row: Conversation, start: Start, lines: Lines) -> None:
    """When it began, its lines, and where that is on the calendar of its location."""
    clock.started_at, clock.seen_at = start.started_at, max(start.seen_at, start.started_at)
    is_heard = start.kind != ClockKind.PRIVATE_CONTACT  # that one begins with a word of ours
    clock.is_detected_late = is_heard and is_heard_late(
        posted_at=clock.started_at, first_seen_at=clock.seen_at
    )
    clock.category, clock.urgency = row.category, row.urgency
    clock.is_medical = row.is_medical
    due = start.due
    clock.warn_at, clock.target_at = due.warn_at, due.target_at
    clock.acceptable_at, clock.lost_at = due.acceptable_at, due.lost_at
    local = lines.local(clock.location_id, start.started_at)
    clock.local_day, clock.local_hour = local.date(), local.hour
    clock.local_weekday = local.weekday()


def stop(
    clock: Clock, ending: Ending, at: datetime, lines: Lines, reply: Reply | None = None
) -> None:
    """It stands still: durations, who, and how. Never before it began, whatever clocks say."""
    at = max(at, clock.started_at)
    clock.stopped_at, clock.ending = at, ending.value
    measure(clock, at, lines)
    clock.claim_seconds = clock.write_seconds = None
    clock.approve_seconds = clock.send_seconds = None
    clock.staff_id, clock.via = (reply.author_id, reply.via) if reply else (clock.staff_id, "")
    if reply is not None and reply.via == Reply.Via.API:
        _set_steps(clock, reply, at)


def measure(clock: Clock, at: datetime, lines: Lines) -> None:
    """How long it took until `at`, on the wall clock and in opening hours."""
    clock.wall_seconds = seconds(clock.started_at, at)
    clock.open_seconds = lines.open_seconds(clock.location_id, clock.started_at, at)
    clock.detect_seconds = seconds(clock.started_at, min(clock.seen_at, at))


def _set_steps(clock: Clock, reply: Reply, at: datetime) -> None:
    """What the time of an answer from here went to. The steps add up to the whole."""
    handed_in = max(min(reply.created_at, at), clock.seen_at)
    claimed_at = min(max(clock.claimed_at or clock.seen_at, clock.seen_at), handed_in)
    decided_at = _decided_at(reply, handed_in, at)
    clock.claim_seconds = seconds(clock.seen_at, claimed_at)
    clock.write_seconds = seconds(claimed_at, handed_in)
    clock.approve_seconds = seconds(handed_in, decided_at)
    clock.send_seconds = seconds(decided_at, at)


def _decided_at(reply: Reply, handed_in: datetime, at: datetime) -> datetime:
    """When it was approved; when it was handed in where nobody had to."""
    found = Approval.objects.filter(reply=reply, status=Approval.Status.APPROVED)
    decided = found.order_by("-decided_at").values_list("decided_at", flat=True).first()
    return min(max(decided, handed_in), at) if decided else handed_in


def seconds(start: datetime, end: datetime) -> int:
    return max(int((end - start).total_seconds()), 0)
