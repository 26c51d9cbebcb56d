"""Timers of what an answer promises: planned with it, running once it is out (A6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from inbox.models import Promise, Reply
from practice_hub.practices.models import User

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


def open_promises(reply: Reply, at: datetime) -> None:
    """The answer is out: what it promised is a timer now. In the caller's transaction."""
    pending = Promise.objects.filter(reply=reply, status=Promise.Status.PENDING)
    pending.update(status=Promise.Status.OPEN)


def drop_promises(reply: Reply, at: datetime) -> None:
    """The answer will not go out: it promises nothing. In the caller's transaction."""
    pending = Promise.objects.filter(reply=reply, status=Promise.Status.PENDING)
    pending.update(status=Promise.Status.DROPPED, settled_at=at)
