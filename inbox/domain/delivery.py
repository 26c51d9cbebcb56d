"""The life of a reply on its way out: transitions and retry times as data. Pure Python."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum


class Status(StrEnum):
    """DRAFT and APPROVED of the field's words are no status here: a draft lives in the composer,
    and a go-ahead is a row of its own that takes the reply from AWAITING_APPROVAL to QUEUED."""

    AWAITING_APPROVAL = "AWAITING_APPROVAL"
    REJECTED = "REJECTED"  # returned to its author with a note
    QUEUED = "QUEUED"
    SENDING = "SENDING"  # committed before the call: from here on it may be out
    SENT = "SENT"
    FAILED = "FAILED"
    UNCERTAIN = "UNCERTAIN"  # settled by looking on the network, else by a person
    WITHDRAWN = "WITHDRAWN"


IN_FLIGHT = frozenset({Status.QUEUED, Status.SENDING, Status.UNCERTAIN})

TRANSITIONS: dict[Status, frozenset[Status]] = {
    Status.AWAITING_APPROVAL: frozenset(
        {Status.QUEUED, Status.REJECTED, Status.WITHDRAWN, Status.FAILED}
    ),
    Status.REJECTED: frozenset({Status.AWAITING_APPROVAL, Status.WITHDRAWN}),
    # Back to waiting: the approver's own undo. SENT: asked for again, and an earlier try was found.
    Status.QUEUED: frozenset(
        {
            Status.SENDING,
            Status.SENT,
            Status.WITHDRAWN,
            Status.FAILED,
            Status.AWAITING_APPROVAL,
        }
    ),
    Status.SENDING: frozenset({Status.SENT, Status.FAILED, Status.UNCERTAIN, Status.QUEUED}),
    Status.UNCERTAIN: frozenset(
        {Status.SENT, Status.QUEUED, Status.FAILED, Status.AWAITING_APPROVAL}
    ),
    Status.FAILED: frozenset(
        {Status.QUEUED, Status.AWAITING_APPROVAL, Status.WITHDRAWN, Status.SENT}
    ),
    Status.SENT: frozenset(),
    Status.WITHDRAWN: frozenset(),
}

MAX_ATTEMPTS = 8
# A worker that has not reported by then is dead: every send has ended before (inbox/send_time.py).
SENDING_LEASE = timedelta(minutes=2)
SETTLE_AFTER = (
    timedelta(seconds=5),
    timedelta(seconds=20),
    timedelta(minutes=1),
    timedelta(minutes=3),
)


def retry_delay(attempts: int) -> timedelta:
    """Wait before try number `attempts + 1`: 5 s, 10 s, 20 s … at most 10 minutes."""
    return timedelta(seconds=min(5 * 2 ** max(attempts - 1, 0), 600))


def settle_delay(looks: int) -> timedelta | None:
    """Wait before look number `looks + 1`; None when a person must decide."""
    return SETTLE_AFTER[looks] if looks < len(SETTLE_AFTER) else None


def _check() -> None:
    if set(TRANSITIONS) != set(Status):
        raise RuntimeError("every status needs its transitions")
    if TRANSITIONS[Status.SENT] or TRANSITIONS[Status.WITHDRAWN]:
        raise RuntimeError("what is out or withdrawn never moves again")


_check()
