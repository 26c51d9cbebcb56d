"""Clocks follow the conversation: one call at the end of whatever changes it.

`follow` runs in the caller's transaction, with the conversations locked and saved. It compares the
clocks that run with those that should (`inbox.domain.clockwork`), starts, moves and stops them,
and puts the target of the public answer into `due_at`, by which lists are sorted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from inbox.clock_lines import Lines
from inbox.clock_rows import (
    MOVED,
    STOPPED,
    Start,
    measure,
    new_clock,
    set_start,
    stop,
)
from inbox.domain.clockwork import (
    FOLLOWING,
    PUBLIC,
    RESPONSES,
    End,
    Ending,
    Said,
    Want,
    answer_to,
    end_of,
    wanted,
)
from inbox.domain.targets import ClockKind
from inbox.models import Clock, Conversation, Reply
from inbox.situation import situation
from listening.models import Mention
from practice_hub.alerts.actions import close_alerts
from practice_hub.alerts.kinds import Kind
from practice_hub.bulk import insert_rows, row_of, update_rows

ALERTS = (Kind.TARGET_WARNING, Kind.TARGET_MISSED)
_FOLLOWING = sorted(kind.value for kind in FOLLOWING)
_RESPONSES = sorted(kind.value for kind in RESPONSES)
Answers = Mapping[int, Sequence[Reply]]


@dataclass(slots=True)
class _Changes:
    started: list[Clock] = field(default_factory=list)
    moved: list[Clock] = field(default_factory=list)
    stopped: list[Clock] = field(default_factory=list)
    rows: list[Conversation] = field(default_factory=list)  # with another target or policy


def follow(
    rows: Iterable[Conversation],
    *,
    at: datetime,
    answers: Answers | None = None,
    lines: Lines | None = None,
    seen_at: datetime | None = None,
) -> None:
    """Let the clocks of `rows` (all of one practice) say what the rows say.

    `answers`: the answers that were just booked, by conversation; they stop what they answer.
    `seen_at`: when we first saw what starts a clock. Unless told, what waits after an answer is
    looked up, and all else was seen `at`.
    """
    known = [row for row in rows if not row.is_imported]
    if not known:
        return
    lines = lines or Lines.load(known[0].practice_id)
    running = _running(known)
    if answers is None:
        seen_at = seen_at or at
    changes = _Changes()
    for row in known:
        said = list((answers or {}).get(row.pk, ()))
        _follow_one(row, running[row.pk], said, changes, lines, at=at, seen_at=seen_at)
    update_rows(changes.moved, MOVED)
    _write_stopped(changes.stopped, at)
    # Last, because what starts may be of the kind that just stopped, and each runs once.
    insert_rows(Clock, [row_of(clock) for clock in changes.started])
    update_rows(changes.rows, ("due_at", "policy"))


def follow_one(
    row: Conversation, *, at: datetime, answer: Reply | None = None, seen_at: datetime | None = None
) -> None:
    """`follow` for an act on one conversation."""
    follow([row], at=at, answers={row.pk: [answer]} if answer else None, seen_at=seen_at)


def prepare(row: Conversation, lines: Lines) -> None:
    """Before its first insert: the targets it begins under, and when its answer is due."""
    lines.begin(row)
    for want in wanted(situation(row)):
        if want.kind == ClockKind.FIRST_RESPONSE:
            due = lines.due(want.kind, row, want.audience, want.started_at)
            row.due_at = due.target_at or row.due_at


def restart_first(rows: Sequence[Conversation], lines: Lines) -> None:
    """An earlier word of the person was found: what was measured began with it.

    Networks list the newest first, so the page with the first word may come after the answer.
    """
    begun = {row.pk: row for row in rows if row.round == 1}
    if not begun:
        return
    firsts = [ClockKind.FIRST_RESPONSE.value, ClockKind.RESOLUTION.value]
    stopped = Clock.objects.filter(conversation_id__in=begun, kind__in=firsts, round=1)
    changed: list[Clock] = []
    for clock in stopped.exclude(stopped_at=None):
        row = begun[clock.conversation_id]
        if clock.stopped_at is None or row.started_at >= clock.started_at:
            continue
        due = lines.due(ClockKind(clock.kind), row, clock.audience, row.started_at)
        start = Start(ClockKind(clock.kind), clock.audience, row.started_at, clock.seen_at, due)
        set_start(clock, row, start, lines)
        measure(clock, clock.stopped_at, lines)
        changed.append(clock)
    update_rows(changed, [*MOVED, *STOPPED])


def _running(rows: Sequence[Conversation]) -> dict[int, list[Clock]]:
    found: dict[int, list[Clock]] = defaultdict(list)
    ids = [row.pk for row in rows]
    for clock in Clock.objects.running().filter(conversation_id__in=ids, kind__in=_FOLLOWING):
        found[clock.conversation_id].append(clock)
    return found


def _follow_one(
    row: Conversation,
    running: list[Clock],
    replies: Sequence[Reply],
    changes: _Changes,
    lines: Lines,
    *,
    at: datetime,
    seen_at: datetime | None,
) -> None:
    now = situation(row)
    before = row.due_at, row.policy_id
    said = [_said(reply, at) for reply in replies]
    wants = {_slot(want.kind, want.audience): want for want in wanted(now)}
    kept: list[Clock] = []
    for clock in running:
        kind = ClockKind(clock.kind)
        want = wants.get(_slot(kind, clock.audience))
        if want is not None and not _is_answered(clock, want, said):
            del wants[_slot(kind, clock.audience)]
            kept.append(clock)
            if _is_moved(clock, want, row, lines, at):
                changes.moved.append(clock)
            continue
        end = end_of(kind, clock.audience, clock.started_at, now, said, at)
        _stop(clock, end, row, lines, _answer_of(clock, end, replies))
        changes.stopped.append(clock)
    begun = [
        _begin(want, row, lines, seen_at or _first_seen(want, row, at)) for want in wants.values()
    ]
    changes.started += begun
    changes.stopped += _overtaken(row, replies, lines)
    _set_due_at(row, [*kept, *begun])
    if before != (row.due_at, row.policy_id):
        changes.rows.append(row)


def _begin(want: Want, row: Conversation, lines: Lines, seen_at: datetime) -> Clock:
    due = lines.due(want.kind, row, want.audience, want.started_at)
    return new_clock(row, Start(want.kind, want.audience, want.started_at, seen_at, due), lines)


def _first_seen(want: Want, row: Conversation, at: datetime) -> datetime:
    """Whatever an answer left waiting was there before the answer was found."""
    words = Mention.objects.filter(
        inbox_item__conversation=row, posted_at=want.started_at, audience=want.audience
    )
    seen = words.order_by("first_seen_at").values_list("first_seen_at", flat=True).first()
    return seen or at


def _said(reply: Reply, at: datetime) -> Said:
    is_from_here = reply.via != Reply.Via.NATIVE
    return Said(reply.audience, reply.sent_at or at, is_from_here=is_from_here)


def _slot(kind: ClockKind, audience: str) -> tuple[ClockKind, str]:
    """A matter that turns public while it is worked on keeps its one clock of resolution."""
    return kind, audience if kind in RESPONSES else ""


def _is_answered(clock: Clock, want: Want, said: Sequence[Said]) -> bool:
    """The same kind is wanted, but for something that was said after the answer."""
    if ClockKind(clock.kind) not in RESPONSES or want.started_at <= clock.started_at:
        return False
    return answer_to(clock.started_at, clock.audience, said) is not None


def _is_moved(clock: Clock, want: Want, row: Conversation, lines: Lines, at: datetime) -> bool:
    """It runs on; moved when an earlier word was found or the matter became another."""
    matter = (clock.is_medical, clock.category, clock.urgency)
    is_same = matter == (row.is_medical, row.category, row.urgency)
    if clock.started_at == want.started_at and is_same:
        return False
    due = lines.due(want.kind, row, clock.audience, want.started_at)
    seen_at = max(clock.seen_at, want.started_at)
    set_start(clock, row, Start(want.kind, clock.audience, want.started_at, seen_at, due), lines)
    _unring(clock, at)
    return True


def _unring(clock: Clock, at: datetime) -> None:
    """What was told is no longer so: the new lines are ahead, and may ring anew."""
    for line, told, kind in (
        ("warn_at", "warned_at", Kind.TARGET_WARNING),
        ("target_at", "missed_at", Kind.TARGET_MISSED),
    ):
        crossed = getattr(clock, line)
        if getattr(clock, told) and crossed is not None and crossed > at:
            setattr(clock, told, None)
            close_alerts(kind, practice_id=clock.practice_id, subject=clock, at=at)


def _stop(clock: Clock, end: End, row: Conversation, lines: Lines, reply: Reply | None) -> None:
    stop(clock, end.ending, end.at, lines, reply)
    if reply is None and clock.kind in (ClockKind.RESOLUTION, ClockKind.LOOP_CLOSE):
        clock.staff_id = row.resolved_by_id


def _answer_of(clock: Clock, end: End, replies: Sequence[Reply]) -> Reply | None:
    """What stopped it: the answer, or of a loop the public thanks."""
    if end.said is not None:
        return replies[end.said]
    if clock.kind == ClockKind.LOOP_CLOSE and end.ending == Ending.DONE:
        return next((r for r in replies if r.purpose == Reply.Purpose.CLOSING), None)
    return None


def _overtaken(row: Conversation, replies: Sequence[Reply], lines: Lines) -> list[Clock]:
    """An answer written on the network may be found after a later one has stopped the clock."""
    found = [reply for reply in replies if reply.via == Reply.Via.NATIVE and reply.sent_at]
    if not found:
        return []
    earliest = min(reply.sent_at for reply in found if reply.sent_at)
    stopped = Clock.objects.filter(
        conversation_id=row.pk, kind__in=_RESPONSES, stopped_at__gt=earliest
    )
    changed: list[Clock] = []
    for clock in stopped:
        said = [Said(reply.audience, reply.sent_at or earliest) for reply in found]
        place = answer_to(clock.started_at, clock.audience, said, before=clock.stopped_at)
        if place is not None:
            stop(clock, Ending.DONE, said[place].at, lines, found[place])
            changed.append(clock)
    return changed


def _write_stopped(clocks: Sequence[Clock], at: datetime) -> None:
    update_rows(clocks, STOPPED)
    close_bells(clocks, at)


def close_bells(clocks: Iterable[Clock], at: datetime) -> None:
    """Nobody need hear of them any more."""
    for clock in clocks:
        if clock.warned_at or clock.missed_at:
            close_alerts(ALERTS, practice_id=clock.practice_id, subject=clock, at=at)


def _set_due_at(row: Conversation, clocks: Iterable[Clock]) -> None:
    """The target of the running public answer; when nothing runs it stays as it was."""
    for clock in clocks:
        if clock.audience == PUBLIC and ClockKind(clock.kind) in RESPONSES:
            row.due_at = clock.target_at or row.due_at
