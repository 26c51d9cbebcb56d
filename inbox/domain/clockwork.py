"""Which clocks run, and what became of those that no longer do. Pure Python.

The state of a conversation says what it waits for; `wanted` reads that off as clocks. Nothing here
is remembered from one call to the next, so a clock can neither be forgotten nor run twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from inbox.domain.lifecycle import WORKING, State
from inbox.domain.targets import ClockKind

PUBLIC, PRIVATE = "PUBLIC", "PRIVATE"
RESPONSES = frozenset({ClockKind.FIRST_RESPONSE, ClockKind.NEXT_RESPONSE})
# These follow the state; the others belong to an approval, a promise or a callback.
FOLLOWING = RESPONSES | {ClockKind.PRIVATE_CONTACT, ClockKind.RESOLUTION, ClockKind.LOOP_CLOSE}


class Ending(StrEnum):
    DONE = "DONE"
    NO_REPLY_NEEDED = "NO_REPLY_NEEDED"
    REMOVED = "REMOVED"
    SKIPPED = "SKIPPED"
    DROPPED = "DROPPED"


@dataclass(frozen=True, slots=True)
class Situation:
    """Of a conversation, all that decides about its clocks; times are aware."""

    state: State
    interval_started_at: datetime
    has_public: bool
    public_since: datetime | None  # since when somebody waits for a public answer
    private_since: datetime | None  # since when somebody waits for a private one
    answered_at: datetime | None  # first public answer of this interval
    private_at: datetime | None  # first private word of ours in this interval
    needs_private: bool  # a matter that belongs into private (A2)
    resolved_at: datetime | None
    loop_closed_at: datetime | None
    closed_at: datetime | None
    is_gone: bool = False  # closed because nothing that the person wrote is left


@dataclass(frozen=True, slots=True)
class Want:
    """A clock that should run."""

    kind: ClockKind
    audience: str
    started_at: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """A word of the practice: when it was out, and to whom.

    Sent from here, it answers what its author had read, though the network's clock be ahead of
    ours; written over there, what the network put before it.
    """

    audience: str
    at: datetime
    is_from_here: bool = False


@dataclass(frozen=True, slots=True)
class End:
    """Why a clock stands still. `said` is the place of the answer among those given, or None."""

    ending: Ending
    at: datetime
    said: int | None = None


def wanted(now: Situation) -> list[Want]:
    """The clocks that run in this situation; at most one of a kind and audience."""
    found = [*_responses(now)]
    if now.needs_private and now.answered_at and not now.private_at and now.state in WORKING:
        found.append(Want(ClockKind.PRIVATE_CONTACT, PRIVATE, now.answered_at))
    if now.state in WORKING:
        audience = PUBLIC if now.has_public else PRIVATE
        found.append(Want(ClockKind.RESOLUTION, audience, now.interval_started_at))
    if now.state == State.RESOLVED and now.resolved_at:
        found.append(Want(ClockKind.LOOP_CLOSE, PUBLIC, now.resolved_at))
    return found


def _responses(now: Situation) -> Iterable[Want]:
    if now.public_since:
        kind = ClockKind.NEXT_RESPONSE if now.answered_at else ClockKind.FIRST_RESPONSE
        yield Want(kind, PUBLIC, now.public_since)
    if now.private_since:
        is_first = not now.has_public and now.private_at is None
        kind = ClockKind.FIRST_RESPONSE if is_first else ClockKind.NEXT_RESPONSE
        yield Want(kind, PRIVATE, now.private_since)


def answer_to(
    started_at: datetime, audience: str, said: Sequence[Said], *, before: datetime | None = None
) -> int | None:
    """The first of `said` that answers a clock; None when none does. `before`: only earlier."""
    fitting = [
        (word.at, place)
        for place, word in enumerate(said)
        if word.audience == audience
        and (word.is_from_here or word.at >= started_at)
        and (before is None or word.at < before)
    ]
    return min(fitting)[1] if fitting else None


def end_of(
    kind: ClockKind,
    audience: str,
    started_at: datetime,
    now: Situation,
    said: Sequence[Said],
    at: datetime,
) -> End:
    """What became of a clock that is no longer wanted."""
    if kind in RESPONSES or kind == ClockKind.PRIVATE_CONTACT:
        place = answer_to(started_at, audience, said)
        if place is not None:
            return End(Ending.DONE, said[place].at, place)
        return _unanswered_end(kind, now, at)
    if kind == ClockKind.LOOP_CLOSE:
        return _loop_end(now, at)
    if now.state == State.NO_REPLY_NEEDED:
        return End(Ending.NO_REPLY_NEEDED, now.closed_at or at)
    if now.is_gone and not now.resolved_at:
        return End(Ending.REMOVED, at)
    return End(Ending.DONE, now.resolved_at or now.closed_at or at)


def _unanswered_end(kind: ClockKind, now: Situation, at: datetime) -> End:
    if now.is_gone:
        return End(Ending.REMOVED, at)
    if now.state == State.NO_REPLY_NEEDED:
        return End(Ending.NO_REPLY_NEEDED, now.closed_at or at)
    if now.state not in WORKING:  # resolved, with a line on what was done
        return End(Ending.SKIPPED, now.resolved_at or now.closed_at or at)
    if kind == ClockKind.PRIVATE_CONTACT:  # the person came first, or it is no such matter
        return End(Ending.DROPPED, at)
    return End(Ending.REMOVED, at)


def _loop_end(now: Situation, at: datetime) -> End:
    if now.loop_closed_at:
        return End(Ending.DONE, now.loop_closed_at)
    if now.is_gone:  # there is nothing left to thank under
        return End(Ending.REMOVED, at)
    if now.state == State.CLOSED:
        return End(Ending.SKIPPED, now.closed_at or at)
    return End(Ending.DROPPED, at)  # opened again before anybody was thanked
