"""The demo's planned calls: one soon, one on another clock, one that was tried before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from inbox.actions.callback_calls import Attempt, record_attempt
from inbox.actions.callbacks import CallPlan, Wishes, plan_callback
from inbox.domain.call_windows import ANY, DAY_END, Window
from inbox.models import Callback, CallbackAttempt, Conversation
from practice_hub.practices.models import Practice, User

_LAST_HOUR = 21


@dataclass(frozen=True, slots=True)
class Seed:
    """`ahead` is how far off the call is, on the next full quarter of an hour."""

    owner: str
    ahead: timedelta
    reach: str
    words: str
    time_zone: str = ""
    is_tried: bool = False


SEEDS = (
    Seed(
        "ana",
        timedelta(minutes=40),
        "+1 555 010 0142",
        "in my break, not later please",
    ),
    Seed(
        "ana",
        timedelta(hours=2, minutes=15),
        "+49 30 5550 0199",
        "after work, I am traveling",
        time_zone="Europe/Berlin",
    ),
    Seed(
        "ben",
        timedelta(hours=3),
        "+1 555 010 0177",
        "mornings are best",
        is_tried=True,
    ),
)


def seed_callbacks(practice: Practice, staff: Mapping[str, User], now: datetime) -> int:
    """Plan them on the latest private talks, once; gives how many were planned."""
    if Callback.objects.filter(practice=practice).exists():
        return 0
    talks = Conversation.objects.of(practice).in_private().order_by("-last_activity_at", "-pk")
    rows = list(talks[: len(SEEDS)])
    for row, seed in zip(rows, SEEDS, strict=False):
        _plan(row, seed, staff[seed.owner], now)
    return len(rows)


def _plan(row: Conversation, seed: Seed, owner: User, now: datetime) -> None:
    due_at = _quarter(now + seed.ahead)
    zone = seed.time_zone or row.practice.time_zone
    wishes = Wishes(seed.reach, zone, _around(due_at, ZoneInfo(zone)), seed.words)
    first = now + timedelta(minutes=1) if seed.is_tried else due_at
    callback = plan_callback(
        conversation_id=row.pk,
        actor=owner,
        now=now - timedelta(hours=1) if seed.is_tried else now,
        plan=CallPlan(owner, first, 30, wishes),
    )
    if seed.is_tried:
        tried = Attempt(CallbackAttempt.Outcome.VOICE_MAIL, due_at, "said that we try again")
        record_attempt(callback_id=callback.pk, actor=owner, now=now, attempt=tried)


def _around(at: datetime, zone: ZoneInfo) -> tuple[Window, ...]:
    """Some hours of their day that hold the call."""
    hour = at.astimezone(zone).hour
    ends = time(hour + 3) if hour < _LAST_HOUR else DAY_END
    return (Window(ANY, time(max(hour - 1, 0)), ends),)


def _quarter(at: datetime) -> datetime:
    over = timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond)
    return at - over + timedelta(minutes=15 if over else 0)
