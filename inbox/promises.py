"""Timers of what an answer promises: planned with it, running once it is out (A6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from inbox.clock_timers import start_timer, stop_timer
from inbox.domain.clockwork import Ending
from inbox.domain.promises import find_promises
from inbox.domain.targets import ClockKind
from inbox.models import Conversation, Promise, Reply
from inbox.opening import hours_of
from inbox.there import Part, may_have
from practice_hub.alerts.actions import close_alerts
from practice_hub.alerts.kinds import Kind
from practice_hub.audit.record import build, record_many
from practice_hub.practices.models import User
from practice_hub.ready import one_of, ready
from practice_hub.ready_changes import Change, ready_change

ALERTS = (Kind.PROMISE_DUE, Kind.PROMISE_LAPSED)

_CHANGING = [Promise.Status.PENDING, Promise.Status.DROPPED]
SHORTEST_WARNING = timedelta(minutes=5)
LONGEST_WARNING = timedelta(minutes=60)


@dataclass(frozen=True, slots=True)
class PromiseDraft:
    """A promise that the composer shows: the words, and when it falls due (aware)."""

    words: str
    due_at: datetime


def warn_at(due_at: datetime, *, made_at: datetime) -> datetime:
    """A tenth of the time before it lapses, at least 5 and at most 60 minutes; never before now."""
    ahead = min(max((due_at - made_at) / 10, SHORTEST_WARNING), LONGEST_WARNING)
    return max(due_at - ahead, made_at)


def plan_promises(
    reply: Reply, drafts: Iterable[PromiseDraft], *, author: User, at: datetime
) -> None:
    """Kept beside a reply that is not out yet; `open_promises` starts their clocks."""
    Promise.objects.bulk_create(
        Promise(
            practice_id=reply.practice_id,
            conversation_id=reply.conversation_id,
            reply=reply,
            made_by=author,
            words=draft.words[:120],
            due_at=draft.due_at,
            warn_at=warn_at(draft.due_at, made_at=at),
            created_at=at,
        )
        for draft in drafts
        if draft.due_at > at
    )


def follow_words(reply: Reply, before: str, *, author: User, at: datetime) -> None:
    """Its words were changed from `before` while it waited, or changed back: what it no longer
    says is dropped, what it says again or for the first time is planned. In the caller's
    transaction."""
    after = reply.body
    if after == before:
        return
    for promise in Promise.objects.filter(reply=reply, status__in=_CHANGING):
        is_said = promise.words in after
        status = Promise.Status.PENDING if is_said else Promise.Status.DROPPED
        settled_at = None if is_said else at
        Promise.objects.filter(pk=promise.pk).update(status=status, settled_at=settled_at)
    known = set(Promise.objects.filter(reply=reply).values_list("words", flat=True))
    said_at = max(at, reply.goes_out_at or at)  # "in two hours" counts from when it is read
    found = find_promises(after, now=said_at, hours=hours_of(reply.conversation))
    new = [p for p in found if p.text[:120] not in known and p.text not in before]
    plan_promises(reply, (PromiseDraft(p.text, p.due_at) for p in new), author=author, at=at)


def open_promises(reply: Reply, at: datetime) -> None:
    """The answer is out: what it promised is a timer now, and what the practice had promised
    before counts as kept by it. In the caller's transaction, which holds the conversation."""
    pending = list(Promise.objects.filter(reply=reply, status=Promise.Status.PENDING))
    for promise in pending:
        Promise.objects.filter(pk=promise.pk).update(status=Promise.Status.OPEN)
        run_clock(promise, reply, at)
    if not pending and reply.purpose == Reply.Purpose.ANSWER:
        _keep_by(reply, at)


def run_clock(promise: Promise, reply: Reply, at: datetime) -> None:
    """Its clock runs from when it was made public until somebody says what became of it."""
    start_timer(
        ClockKind.PROMISE,
        reply.conversation,
        subject_id=promise.pk,
        audience=reply.audience,
        started_at=at,
        due_at=promise.due_at,
    )


def stop_clock(promise: Promise, row: Conversation, at: datetime) -> None:
    """What became of it; in the caller's transaction, after the row has changed."""
    is_kept = promise.status == Promise.Status.KEPT
    stop_timer(
        ClockKind.PROMISE,
        row,
        subject_id=promise.pk,
        at=at,
        ending=Ending.DONE if is_kept else Ending.DROPPED,
        staff_id=promise.settled_by_id,
    )


def _keep_by(reply: Reply, at: datetime) -> None:
    """A further answer in time keeps a promise; the page says so and offers to take that back.

    Not by thanks or a changed answer, which tell nothing new, nor by an answer that promises
    another time: then both run on. What is late stays until somebody says what became of it.
    """
    ahead = Promise.objects.open().filter(
        conversation_id=reply.conversation_id, due_at__gte=at, created_at__lt=at
    )
    kept = list(ahead.exclude(reply=reply).select_related("reply").order_by("pk"))
    for promise in kept:
        Promise.objects.filter(pk=promise.pk).update(
            status=Promise.Status.KEPT, settled_at=at, settled_by=reply.author
        )
        promise.status, promise.settled_by_id = Promise.Status.KEPT, reply.author_id
        stop_clock(promise, reply.conversation, at)
        close_alerts(ALERTS, practice_id=promise.practice_id, subject=promise, at=at)
    record_many(
        build(
            "promise.kept_by_answer",
            practice=promise.practice_id,
            subject=reply.conversation,
            actor=None,
            at=at,
            promise=promise.pk,
            reply=reply.pk,
            audience="PRIVATE" if is_private(promise) else reply.audience,
        )
        for promise in kept
    )


def is_private(promise: Promise) -> bool:
    return promise.reply.audience == Reply.Audience.PRIVATE


def drop_promises(reply: Reply, at: datetime) -> None:
    """The answer will not go out: it promises nothing. In the caller's transaction."""
    _dropped(reply.pk, at)


@ready_change
def _dropped(reply_id: int, at: datetime, /) -> Change:
    pending = Promise.objects.filter(reply_id=reply_id, status=Promise.Status.PENDING)
    return pending, {"status": Promise.Status.DROPPED.value, "settled_at": at}


@dataclass(frozen=True, slots=True)
class Timer:
    """A promise as the page shows it. `state` is "ahead", "near", "late" or "kept"."""

    promise: Promise
    state: str


def timers_of(
    rows: Iterable[Conversation], *, sees_private: bool, now: datetime
) -> dict[int, list[Timer]]:
    """What is promised in each of `rows`, the next first; one query, none without rows.

    With what an answer has just kept, as long as its time is ahead and it may be taken back.
    """
    ids = [row.pk for row in rows if not row.is_ended and may_have(row, Part.PROMISES)]
    if not ids:
        return {}
    timers: dict[int, list[Timer]] = {}
    for promise in _made(now, ids, is_private_shown=sees_private):
        timers.setdefault(promise.conversation_id, []).append(Timer(promise, _state(promise, now)))
    return timers


@ready
def _made(
    now: datetime, ids: list[int], /, *, is_private_shown: bool
) -> QuerySet[Promise, Promise]:
    running = Q(status=Promise.Status.OPEN) | Q(status=Promise.Status.KEPT, due_at__gt=now)
    found = Promise.objects.filter(running, one_of("conversation_id", ids))
    if not is_private_shown:
        found = found.filter(reply__audience=Reply.Audience.PUBLIC)
    return found.select_related("reply", "made_by", "settled_by").order_by("due_at", "pk")


def next_timers(
    rows: Iterable[Conversation], *, sees_private: bool, now: datetime
) -> dict[int, Timer]:
    """The next open promise of each row that has one, for the list."""
    timers = timers_of(rows, sees_private=sees_private, now=now)
    running = {pk: [t for t in found if t.state != "kept"] for pk, found in timers.items()}
    return {pk: found[0] for pk, found in running.items() if found}


def _state(promise: Promise, now: datetime) -> str:
    if promise.status == Promise.Status.KEPT:
        return "kept"
    if promise.due_at <= now:
        return "late"
    return "near" if promise.warn_at <= now else "ahead"
