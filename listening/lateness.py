"""When a silent feed is amber, when it is red, and what was heard late. Pure.

Amber after two missed looks, red after 15 minutes (L1, L2). A feed that a person stopped, that a
limit slows down, or that has just been connected is told apart, because nobody need act on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from listening.connectors.errors import ErrorKind

RED_AFTER: Final = timedelta(minutes=15)
MISSED_LOOKS: Final = 2
# Looks every few seconds (a demo) would be amber whenever a machine is busy for a moment.
SHORTEST_LATENESS: Final = timedelta(seconds=20)
# A mention that was first seen so long after it was written: a source was down, or had not been
# connected (docs/metrics.md, "heard late").
DETECTED_LATE: Final = timedelta(minutes=15)
# A person must act, and waiting makes nothing better: red at once.
MUST_ACT: Final = frozenset(
    {
        ErrorKind.AUTH,
        ErrorKind.PERMISSION,
        ErrorKind.QUOTA,
        ErrorKind.REFUSED,
        ErrorKind.GONE,
    }
)


class FeedState(StrEnum):
    OK = "OK"
    NEW = "NEW"  # no look has ended yet
    WAITING = "WAITING"  # a limit or a budget makes it slower
    LATE = "LATE"  # amber: two looks were missed
    FAILING = "FAILING"  # red: silent for 15 minutes, or a person must act
    NOT_OFFERED = "NOT_OFFERED"
    PAUSED = "PAUSED"


@dataclass(frozen=True, slots=True)
class Looks:
    """What is known of one feed that is switched on.

    `silence_from`: the last good look, put off by what was planned or what the network asked for;
    of a feed that was just connected or resumed, that moment. `error`: of the last look, None when
    it was good. `is_being_read`: a reader holds it at this moment.
    """

    silence_from: datetime
    interval: timedelta
    next_run_at: datetime
    error: ErrorKind | None = None
    is_slowed: bool = False
    is_being_read: bool = False
    has_succeeded: bool = True


def state_at(looks: Looks, now: datetime) -> FeedState:
    """The state of a feed for people; times are aware."""
    if looks.error in MUST_ACT:
        return FeedState.FAILING
    if looks.error == ErrorKind.UNSUPPORTED:
        return FeedState.NOT_OFFERED
    silence, missed = now - looks.silence_from, looks.interval * MISSED_LOOKS
    # A feed that is looked at every quarter of an hour has missed nothing after that time.
    if silence > max(RED_AFTER, missed):
        return FeedState.FAILING
    if looks.error == ErrorKind.RATE_LIMIT and looks.next_run_at > now:
        return FeedState.WAITING
    if silence > max(missed, SHORTEST_LATENESS) and not looks.is_being_read:
        return FeedState.LATE
    if not looks.has_succeeded:
        return FeedState.NEW
    return FeedState.WAITING if looks.is_slowed else FeedState.OK


def silence_after_look(*, now: datetime, interval: timedelta, next_run_at: datetime) -> datetime:
    """From when silence counts, after a look whose follower is planned for `next_run_at`."""
    return max(now, next_run_at - interval)


def is_heard_late(*, posted_at: datetime, first_seen_at: datetime) -> bool:
    return first_seen_at - posted_at > DETECTED_LATE
