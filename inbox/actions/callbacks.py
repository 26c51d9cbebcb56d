"""Calls at a time that suits the person (A5): planned, changed, moved, handed over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox.actions.base import locked, require_text
from inbox.actions.callback_base import (
    AUDIENCE,
    note_callback,
    planned_callback,
    remind_at,
    require_ahead,
    require_caller,
    save_callback,
    set_time,
    tell_owner,
)
from inbox.actions.errors import ActionRefused
from inbox.clock_timers import start_timer
from inbox.domain.call_windows import Window, dump_windows
from inbox.domain.targets import ClockKind
from inbox.models import Callback, Conversation
from practice_hub.alerts.actions import AlertError
from practice_hub.alerts.models import Alert
from practice_hub.practices.models import Membership, User

_PLANNED_ALREADY = gettext_noop("A call is planned here already. Move it, or cancel it first.")


@dataclass(frozen=True, slots=True)
class Wishes:
    """How and when to reach the person: all of it private."""

    reach: str
    time_zone: str
    windows: tuple[Window, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class CallPlan:
    """`minutes`: for how long after `due_at` the call still is on time."""

    owner: User
    due_at: datetime
    minutes: int
    wishes: Wishes


@transaction.atomic(durable=True)
def plan_callback(*, conversation_id: int, actor: User, now: datetime, plan: CallPlan) -> Callback:
    """Raises ActionRefused "past", "empty", "not_a_member", or "state" when one is planned."""
    require_ahead(plan.due_at, now)
    row = locked(conversation_id)
    require_caller(row.practice_id, plan.owner)
    if row.callbacks.planned().exists():
        raise ActionRefused("state", _(_PLANNED_ALREADY))
    callback = _new(row, actor, now, plan)
    callback.save()
    begin_clock(row, callback, now)
    tell_owner(row, callback, actor, now)
    due_at = callback.due_at.isoformat()
    note_callback("callback.planned", row, callback, actor, now, owner=plan.owner.pk, due_at=due_at)
    return callback


def begin_clock(row: Conversation, callback: Callback, now: datetime) -> None:
    start_timer(
        ClockKind.CALLBACK,
        row,
        subject_id=callback.pk,
        audience=AUDIENCE,
        started_at=now,
        due_at=callback.window_ends_at,
    )


def _new(row: Conversation, actor: User, now: datetime, plan: CallPlan) -> Callback:
    callback = Callback(
        practice_id=row.practice_id,
        conversation=row,
        owner=plan.owner,
        due_at=plan.due_at,
        window_ends_at=plan.due_at + timedelta(minutes=plan.minutes),
        warn_at=remind_at(plan.due_at, made_at=now),
        created_at=now,
        created_by=actor,
        changed_at=now,
        changed_by=actor,
    )
    _wish(callback, plan.wishes)
    return callback


def _wish(callback: Callback, wishes: Wishes) -> None:
    callback.reach = require_text(wishes.reach, _("where to reach them"))[:120]
    callback.windows = dump_windows(wishes.windows)
    callback.wishes = wishes.words.strip()[:240]
    callback.time_zone = wishes.time_zone


@transaction.atomic(durable=True)
def change_wishes(*, callback_id: int, actor: User, now: datetime, wishes: Wishes) -> Callback:
    """Another number, other hours, another zone; its time stays. Raises "empty" or "state"."""
    row, callback = planned_callback(callback_id)
    _wish(callback, wishes)
    callback.changed_at, callback.changed_by = now, actor
    callback.save()
    note_callback("callback.changed", row, callback, actor, now)
    return callback


@transaction.atomic(durable=True)
def move_callback(
    *,
    callback_id: int,
    actor: User,
    now: datetime,
    due_at: datetime,
    reason: str,
    minutes: int = 0,
) -> Callback:
    """Another time was agreed, with a reason. Raises "past", "empty" or "state"."""
    require_ahead(due_at, now)
    reason = require_text(reason, _("why it is moved"))[:240]
    row, callback = planned_callback(callback_id)
    before = callback.due_at
    set_time(row, callback, due_at, now, minutes=minutes)
    callback.moves.create(at=now, by=actor, from_due_at=before, to_due_at=due_at, reason=reason)
    save_callback(row, callback, "callback.moved", actor, now, due_at=due_at.isoformat())
    return callback


@transaction.atomic(durable=True)
def give_callback(*, callback_id: int, actor: User, now: datetime, owner: User) -> Callback:
    """Take it over, or hand it to a colleague, who is told. Raises "not_a_member" or "state"."""
    row, callback = planned_callback(callback_id)
    require_caller(row.practice_id, owner)
    if callback.owner_id == owner.pk:
        return callback
    callback.owner = owner
    callback.warned_at = callback.late_at = None  # what was rung at the one before rings here
    save_callback(row, callback, "callback.given", actor, now, owner=owner.pk)
    tell_owner(row, callback, actor, now)
    return callback


def take_with_alert(alert: Alert, actor: Membership, now: datetime) -> None:
    """ "I have it", said on the alert: the call is theirs, in the same transaction."""
    try:
        row, callback = planned_callback(alert.subject_id)
    except ActionRefused as refusal:
        raise AlertError(refusal.message) from refusal
    if callback.owner_id == actor.user_id:
        return
    callback.owner, callback.changed_at, callback.changed_by = actor.user, now, actor.user
    callback.save(update_fields=["owner", "changed_at", "changed_by"])
    note_callback("callback.given", row, callback, actor.user, now, owner=actor.user_id)
