"""What must hold for a time at which an answer is to go out."""

from __future__ import annotations

from datetime import datetime

from inbox.actions.errors import ActionRefused
from inbox.actions.public_first import OVERTAKES, require_not_overtaking
from inbox.domain.later import LONGEST_WAIT
from inbox.domain.lifecycle import State
from inbox.models import Conversation, Reply
from inbox.ways import private_way

SEND_AT = "send_at"  # code of a refusal that is about the time


def require_later(at: datetime | None, purpose: str, *, now: datetime) -> None:
    """Ahead of now and not too far; a change of words that are out goes at once."""
    if at is None:
        return
    if purpose == Reply.Purpose.EDIT:
        raise ActionRefused(SEND_AT, "A change of an answer that is out goes out at once.")
    if at <= now:
        raise ActionRefused(SEND_AT, "That time has passed. Pick one ahead of now.")
    if at > now + LONGEST_WAIT:
        days = LONGEST_WAIT.days
        raise ActionRefused(SEND_AT, f"Pick a time within {days} days: later, it no longer fits.")


def require_resolved(row: Conversation, purpose: str) -> None:
    """Public thanks belong to what is settled (A3), also when they were written before that."""
    if purpose == Reply.Purpose.CLOSING and row.state != State.RESOLVED:
        raise ActionRefused("state", "Public thanks come after the conversation is resolved.")


def require_still_fits(row: Conversation, reply: Reply, *, at: datetime) -> None:
    """Before one that came back is tried again at `at`. One that may be out is not asked: nobody
    could settle it otherwise."""
    require_resolved(row, reply.purpose)
    if reply.error_kind == OVERTAKES:
        require_not_overtaking(row, reply, at=at)


def has_moved_on(row: Conversation, reply: Reply) -> bool:
    """Somebody brought to an end, or opened again, what an answer was to go on with."""
    is_thanks = reply.purpose == Reply.Purpose.CLOSING
    return row.is_ended or (row.state == State.RESOLVED) != is_thanks


def require_open_then(row: Conversation, at: datetime | None) -> None:
    """The network's window for private messages must still be open at `at` (A2)."""
    way = private_way(row, now=at) if at is not None else None
    if way is not None and not way.can_send:
        raise ActionRefused(
            SEND_AT,
            "The network's time for private messages ends before that. Pick an earlier time, or "
            "send it now.",
        )
