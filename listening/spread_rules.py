"""When a thread spreads faster than it did: the rule, without rows (L7). Pure.

Looked at is the last hour, beside the same thread's own hours before. It spreads when one of the
three rates reaches its floor and is three times what was usual for it; it storms at four times the
floor. It is calm again when all rates are below half their floors, so that one that wavers about
a floor rings once and not with every look.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

HOUR = timedelta(hours=1)
PAST = timedelta(hours=24)  # what is usual is taken from this long before the last hour
JUMP = 3
STORM_FLOORS = 4


class Level(IntEnum):
    CALM = 0
    SPREADING = 1
    STORM = 2


@dataclass(frozen=True, slots=True)
class Rates:
    """For each hour; people are different ones, among those who replied or shared."""

    shares: float = 0
    replies: float = 0
    people: float = 0

    def pairs(self, other: Rates) -> list[tuple[float, float]]:
        return [
            (self.shares, other.shares),
            (self.replies, other.replies),
            (self.people, other.people),
        ]


# What a practice's thread does not reach on a good day; a joke among friends has ten replies.
FLOORS = Rates(shares=10, replies=12, people=8)


def level_of(now: Rates, usual: Rates, before: Level = Level.CALM) -> Level:
    """The level after a look; `before` is the one of the look before and is kept until calm."""
    if not _has_reached(now, 0.5):
        return Level.CALM
    is_jump = before > Level.CALM or any(
        rate >= floor and rate >= JUMP * was
        for (rate, floor), (_, was) in zip(now.pairs(FLOORS), now.pairs(usual), strict=True)
    )
    if not is_jump:
        return Level.CALM
    reached = Level.STORM if _has_reached(now, STORM_FLOORS) else Level.SPREADING
    return max(before, reached)


def _has_reached(now: Rates, share: float) -> bool:
    return any(rate >= share * floor for rate, floor in now.pairs(FLOORS))


@dataclass(frozen=True, slots=True)
class Told:
    """A number that a network told of a post at a moment; it only grows."""

    at: datetime
    number: int


def grown(
    told: Sequence[Told],
    posted_at: datetime,
    first_seen_at: datetime,
    span: tuple[datetime, datetime],
) -> float:
    """How much the number grew within `span`, as far as `told` says; never below 0.

    A number stands until the network tells another, so what it tells late counts for the hour in
    which we learned of it. What is told in the first hour after a post was first seen came evenly
    since it was written: when a source is connected, old posts bring their numbers bit by bit.
    """
    ordered = sorted(told, key=lambda one: one.at)
    start, end = (_at(moment, ordered, posted_at, first_seen_at) for moment in span)
    return max(end - start, 0)


def _at(
    moment: datetime, told: Sequence[Told], posted_at: datetime, first_seen_at: datetime
) -> float:
    first = [one for one in told if one.at <= first_seen_at + HOUR]
    known = [one for one in told if one.at <= moment]
    if first and moment < first[-1].at:
        age = (first[-1].at - posted_at).total_seconds()
        passed = (moment - posted_at).total_seconds()
        return first[-1].number * max(passed, 0) / age if age > 0 else 0
    return float(max((one.number for one in known), default=0))
