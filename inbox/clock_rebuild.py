"""Clocks of a past that nobody timed: told from what was said and when.

Used where history comes in afterwards, never on what ran live: stored durations stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from inbox.clock_lines import Lines
from inbox.clock_rows import MOVED, Start, new_clock, set_start, stop
from inbox.clocks import close_bells, follow
from inbox.domain.clock_history import Run, Word, response_runs
from inbox.domain.clockwork import (
    FOLLOWING,
    PRIVATE,
    RESPONSES,
    End,
    Ending,
    end_of,
    wanted,
)
from inbox.domain.targets import ClockKind
from inbox.models import Clock, Conversation, ConversationItem, Reply
from inbox.situation import situation
from listening.models import Mention
from practice_hub.audit.models import AuditEvent
from practice_hub.bulk import insert_rows, row_of, update_rows

_CLAIMED = ("conversation.claimed", "conversation.taken_over")
_FOLLOWING = sorted(kind.value for kind in FOLLOWING)
_RESPONSES = sorted(kind.value for kind in RESPONSES)


def rebuild(rows: Sequence[Conversation], *, at: datetime) -> None:
    """Make the clocks of `rows` (one practice, locked, saved) anew from items and answers.

    What is still waiting runs on from here, as `follow` would have it.
    """
    if not rows:
        return
    lines = Lines.load(rows[0].practice_id)
    Clock.objects.filter(conversation__in=rows, kind__in=_FOLLOWING).delete()
    made: list[Clock] = []
    for row in rows:
        lines.begin(row)
        made += _told(row, lines, at)
    insert_rows(Clock, [row_of(clock) for clock in made])
    update_rows(rows, ["policy"])
    follow(rows, at=at, lines=lines)


def retell(rows: Sequence[Conversation], *, at: datetime, lines: Lines) -> None:
    """Words or answers were heard out of order: tell the responses anew, by the times they had.

    In the caller's transaction, which follows the clocks afterwards. Only in the first interval
    and while nothing ended otherwise; later ones keep what they measured.
    """
    for row in rows:
        told = Clock.objects.filter(conversation=row, kind__in=_RESPONSES)
        before = {(clock.audience, clock.started_at): clock for clock in told}
        is_plain = all(clock.ending in ("", Ending.DONE) for clock in before.values())
        if row.round > 1 or not is_plain:
            continue
        replies = _sent(row)
        runs = response_runs([*_heard(row), *_ours(replies.values())])
        made = [_retold(row, run, lines, replies, before) for run in runs if run.answer is not None]
        kept = _still_running(row, before, lines)
        gone = [clock for clock in before.values() if clock not in kept]
        close_bells(gone, at)
        told.filter(pk__in=[clock.pk for clock in gone]).delete()
        update_rows(kept, ["kind", *MOVED])
        insert_rows(Clock, [row_of(clock) for clock in made])


def _still_running(
    row: Conversation, before: Mapping[tuple[str, datetime], Clock], lines: Lines
) -> list[Clock]:
    """What waits as before keeps its clock, with who took it and who was rung; another answer may
    be the first one now."""
    kept: list[Clock] = []
    for want in wanted(situation(row)):
        clock = before.get((want.audience, want.started_at))
        if want.kind not in RESPONSES or clock is None or clock.stopped_at is not None:
            continue
        if clock.kind != want.kind:
            clock.kind = want.kind.value
            due = lines.due(want.kind, row, want.audience, want.started_at)
            start = Start(want.kind, want.audience, want.started_at, clock.seen_at, due)
            set_start(clock, row, start, lines)
        kept.append(clock)
    return kept


def _retold(
    row: Conversation,
    run: Run,
    lines: Lines,
    replies: Mapping[int, Reply],
    before: Mapping[tuple[str, datetime], Clock],
) -> Clock:
    """A finished run; what was known of it stays known."""
    clock = _clock(row, run, lines)
    known = before.get((run.audience, run.started_at))
    if known is not None:
        clock.seen_at, clock.claimed_at = known.seen_at, known.claimed_at
        clock.is_detected_late = known.is_detected_late
    if run.answer is not None and run.stopped_at is not None:
        stop(clock, Ending.DONE, run.stopped_at, lines, replies[run.answer])
    return clock


def _sent(row: Conversation) -> dict[int, Reply]:
    sent = row.replies.filter(status=Reply.Status.SENT).exclude(purpose=Reply.Purpose.EDIT)
    return {reply.pk: reply for reply in sent}


def _told(row: Conversation, lines: Lines, at: datetime) -> Iterable[Clock]:
    replies = _sent(row)
    claims = _claims(row)
    running = {(want.kind, want.audience) for want in wanted(situation(row))}
    for run in response_runs([*_heard(row), *_ours(replies.values())]):
        clock = _clock(row, run, lines)
        if run.answer is not None and run.stopped_at is not None:
            clock.claimed_at = _first(claims, run.seen_at, run.stopped_at)
            stop(clock, Ending.DONE, run.stopped_at, lines, replies[run.answer])
        elif (run.kind, run.audience) not in running:
            _end(clock, row, lines, at)
        yield clock
    yield from _matters(row, replies.values(), lines, at, running)


def _claims(row: Conversation) -> list[datetime]:
    """When somebody took it, as the record knows."""
    taken = AuditEvent.objects.filter(
        subject_type="conversation", subject_id=row.pk, name__in=_CLAIMED
    )
    return list(taken.order_by("at").values_list("at", flat=True))


def _first(moments: Iterable[datetime], start: datetime, end: datetime) -> datetime | None:
    return next((moment for moment in moments if start <= moment <= end), None)


def _heard(row: Conversation) -> Iterable[Word]:
    items = ConversationItem.objects.filter(conversation=row).select_related("mention")
    for item in items:
        mention = item.mention
        yield Word(mention.posted_at, mention.first_seen_at, mention.audience, False, mention.pk)


def _ours(replies: Iterable[Reply]) -> Iterable[Word]:
    for reply in replies:
        if reply.sent_at is not None:
            is_here = reply.via != Reply.Via.NATIVE
            handed_in = reply.created_at if is_here else None
            yield Word(reply.sent_at, reply.sent_at, reply.audience, True, reply.pk, handed_in)


def _clock(row: Conversation, run: Run, lines: Lines) -> Clock:
    due = lines.due(run.kind, row, run.audience, run.started_at)
    start = Start(run.kind, run.audience, run.started_at, run.seen_at, due)
    clock = new_clock(row, start, lines)
    asked = Mention.objects.get(pk=run.question)
    clock.category, clock.urgency = asked.category, asked.urgency
    clock.sentiment, clock.topics = asked.shown_sentiment, list(asked.topics)
    return clock


def _end(clock: Clock, row: Conversation, lines: Lines, at: datetime) -> None:
    kind = ClockKind(clock.kind)
    end: End = end_of(kind, clock.audience, clock.started_at, situation(row), [], at)
    stop(clock, end.ending, end.at, lines)
    if kind in (ClockKind.RESOLUTION, ClockKind.LOOP_CLOSE):
        clock.staff_id = row.resolved_by_id


def _matters(
    row: Conversation,
    replies: Iterable[Reply],
    lines: Lines,
    at: datetime,
    running: set[tuple[ClockKind, str]],
) -> Iterable[Clock]:
    """The first private contact, the resolution and the public thanks, as far as they are over."""
    first = min((r for r in replies if r.audience == PRIVATE), key=_sent_at, default=None)
    public_at = row.round_answered_at
    if first and first.sent_at and public_at and first.sent_at >= public_at:
        clock = _started(row, ClockKind.PRIVATE_CONTACT, PRIVATE, public_at, lines)
        stop(clock, Ending.DONE, first.sent_at, lines, first)
        yield clock
    audience = "PUBLIC" if row.has_public else PRIVATE
    if (ClockKind.RESOLUTION, audience) not in running:
        clock = _started(row, ClockKind.RESOLUTION, audience, row.interval_started_at, lines)
        _end(clock, row, lines, at)
        yield clock
    if row.resolved_at and row.has_public and (row.loop_closed_at or row.loop_skip_reason):
        clock = _started(row, ClockKind.LOOP_CLOSE, "PUBLIC", row.resolved_at, lines)
        _end(clock, row, lines, at)
        yield clock


def _started(
    row: Conversation, kind: ClockKind, audience: str, started_at: datetime, lines: Lines
) -> Clock:
    due = lines.due(kind, row, audience, started_at)
    return new_clock(row, Start(kind, audience, started_at, started_at, due), lines)


def _sent_at(reply: Reply) -> datetime:
    return reply.sent_at or reply.created_at
