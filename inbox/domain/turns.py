"""Whose turn it is to decide, and what follows when nobody does (P4). Pure Python.

The next person is asked when the target has passed, or at once when who was asked is away. When
everybody was asked, or nobody is here, those who manage the practice are told, again and again,
also when only a practitioner may approve: nothing waits unseen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Move(StrEnum):
    """What to do now."""

    WAIT = "WAIT"
    ASK = "ASK"  # `Step.user_id` is asked
    TELL = "TELL"  # those who manage the practice are told
    EXPIRE = "EXPIRE"


class Why(StrEnum):
    FIRST = "FIRST"  # nobody is being asked yet
    LATE = "LATE"  # who was asked did not decide in time
    AWAY = "AWAY"  # who was asked is away, left or may no longer approve
    NOBODY = "NOBODY"  # nobody who may approve is here


@dataclass(frozen=True, slots=True)
class Turn:
    """A request that waits. `was_asked` holds everybody asked so far; `is_told` says that those
    who manage the practice know already."""

    asked: int | None
    was_asked: frozenset[int]
    due_at: datetime
    expires_at: datetime
    is_told: bool


@dataclass(frozen=True, slots=True)
class Step:
    move: Move
    user_id: int | None = None
    why: Why | None = None


WAIT = Step(Move.WAIT)


def next_step(turn: Turn, here: Sequence[int], now: datetime) -> Step:
    """The step at `now`. `here`: the ids of those who may be asked, first to last, author left out.

    Somebody already asked is asked again only when the others are away and nobody else is left.
    """
    if now >= turn.expires_at:
        return Step(Move.EXPIRE)
    fresh = next((user_id for user_id in here if user_id not in turn.was_asked), None)
    if turn.asked not in here:
        return _hand_over(turn, fresh if fresh is not None else next(iter(here), None), now)
    if now < turn.due_at:
        return WAIT
    if fresh is not None:
        return Step(Move.ASK, fresh, Why.LATE)
    return Step(Move.TELL, None, Why.LATE)


def _hand_over(turn: Turn, user_id: int | None, now: datetime) -> Step:
    """Nobody is being asked, or who was asked cannot answer: at once, not when it is late."""
    if user_id is not None:
        return Step(Move.ASK, user_id, Why.FIRST if turn.asked is None else Why.AWAY)
    if turn.asked is None and turn.is_told and now < turn.due_at:
        return WAIT
    return Step(Move.TELL, None, Why.NOBODY)
