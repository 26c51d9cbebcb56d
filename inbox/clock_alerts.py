"""Somebody is told before a target is missed, and when it was (T2, T8).

Only clocks whose rule warns ring; the others show in lists and reports. What was over when we first
saw it, and old, rings nobody: nothing can be saved there any more. What was written on Friday
evening and is due on Monday morning does ring.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from inbox.actions.base import locked
from inbox.domain.clockwork import RESPONSES
from inbox.models import Clock, Conversation
from inbox.sweeping import one_by_one
from practice_hub.alerts.actions import acknowledge_about, close_alerts
from practice_hub.alerts.chain import raise_chain
from practice_hub.alerts.kinds import Kind
from practice_hub.alerts.new_items import close_new_items
from practice_hub.practices.models import User
from practice_hub.ready import ready
from practice_hub.ready_changes import Change, ready_change

TOO_OLD = timedelta(hours=24)
_RESPONSES = sorted(kind.value for kind in RESPONSES)


def sweep_clocks(*, now: datetime, limit: int = 200) -> None:
    """Warn of what is near, and say what was missed; one that fails does not hold up the rest."""
    missed = Clock.objects.missed(now).order_by("target_at").values_list("pk", flat=True)
    one_by_one(missed[:limit], _miss, now, what="missed clock")
    near = Clock.objects.to_warn(now).order_by("warn_at").values_list("pk", flat=True)
    one_by_one(near[:limit], _warn, now, what="clock to warn of")


@transaction.atomic(durable=True)
def _warn(clock_id: int, now: datetime) -> None:
    row, clock = _locked(clock_id)
    if Clock.objects.to_warn(now).filter(pk=clock_id).update(warned_at=now):
        _ring(Kind.TARGET_WARNING, row, clock, now)


@transaction.atomic(durable=True)
def _miss(clock_id: int, now: datetime) -> None:
    row, clock = _locked(clock_id)
    warned_at = clock.warned_at or now  # one word is enough for what ran out while we were off
    missed = Clock.objects.missed(now).filter(pk=clock_id)
    if not missed.update(missed_at=now, warned_at=warned_at):
        return
    close_alerts(Kind.TARGET_WARNING, practice_id=row.practice_id, subject=clock, at=now)
    _ring(Kind.TARGET_MISSED, row, clock, now)


def _locked(clock_id: int) -> tuple[Conversation, Clock]:
    found = Clock.objects.filter(pk=clock_id)
    row = locked(found.values_list("conversation_id", flat=True).get())
    return row, found.get()


def _ring(kind: Kind, row: Conversation, clock: Clock, now: datetime) -> None:
    if not _is_heard(clock, now):
        return
    raise_chain(
        kind,
        practice_id=row.practice_id,
        subject=clock,
        path=reverse("inbox:conversation", args=[row.pk]),
        at=now,
        first=concerned(row, now),
    )


def _is_heard(clock: Clock, now: datetime) -> bool:
    is_silent = clock.warn_at is None
    was_over = clock.target_at is not None and clock.target_at <= clock.seen_at
    is_past = was_over and clock.started_at <= now - TOO_OLD
    return not is_silent and not is_past


def concerned(row: Conversation, now: datetime) -> list[int]:
    """Who holds it, else who it belongs to; else the chain asks who is on duty."""
    holder = row.claimed_by_id if row.is_claimed(now) else None
    return [user_id for user_id in (holder or row.assigned_to_id,) if user_id]


def note_claimed(row: Conversation, actor: User, at: datetime) -> None:
    """Somebody has it: the time to the claim is known, and the bells about it fall silent.

    In the caller's transaction, which has just changed `row`.
    """
    _stamped(row.pk, at)
    rung = _rung(row.pk)
    close_new_items(row.practice_id, at)  # whoever takes one has seen them
    acknowledge_about(
        Kind.URGENT_ITEM, practice_id=row.practice_id, subject=row, actor=actor, at=at
    )
    for clock in rung:
        for kind in (Kind.TARGET_WARNING, Kind.TARGET_MISSED):
            acknowledge_about(kind, practice_id=row.practice_id, subject=clock, actor=actor, at=at)


@ready_change
def _stamped(conversation_id: int, at: datetime, /) -> Change:
    running = Clock.objects.running().filter(conversation_id=conversation_id)
    return running.filter(kind__in=_RESPONSES, claimed_at=None), {"claimed_at": at}


@ready
def _rung(conversation_id: int, /) -> QuerySet[Clock, Clock]:
    running = Clock.objects.running().filter(conversation_id=conversation_id)
    return running.exclude(warned_at=None).only("pk")
