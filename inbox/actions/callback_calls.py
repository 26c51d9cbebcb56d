"""Somebody called, or nobody will: attempts, what came of it, and what is off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from inbox.actions.base import require_text
from inbox.actions.by_hand import book_by_hand, leg_by_hand
from inbox.actions.callback_base import (
    locked_callback,
    planned_callback,
    remind_at,
    require_ahead,
    save_callback,
    set_time,
)
from inbox.actions.callbacks import begin_clock
from inbox.actions.errors import ActionRefused
from inbox.clock_timers import stop_timer
from inbox.domain.clockwork import Ending
from inbox.domain.targets import ClockKind
from inbox.models import Callback, CallbackAttempt, Conversation, Leg
from practice_hub.practices.models import User

Outcome = CallbackAttempt.Outcome


@dataclass(frozen=True, slots=True)
class Attempt:
    """Nobody was reached, or not at a good time; the next try is at `next_due_at`."""

    outcome: str
    next_due_at: datetime
    note: str = ""


@transaction.atomic(durable=True)
def record_attempt(*, callback_id: int, actor: User, now: datetime, attempt: Attempt) -> Callback:
    """Raises "past", or "state" when the call is settled. Whoever asks for another time was
    reached: that is a private contact (A2)."""
    require_ahead(attempt.next_due_at, now)
    row, callback = planned_callback(callback_id)
    note = attempt.note.strip()[:240]
    callback.attempts.create(
        at=now,
        by=actor,
        outcome=attempt.outcome,
        was_due_at=callback.due_at,
        next_due_at=attempt.next_due_at,
        note=note,
    )
    if attempt.outcome == Outcome.ANOTHER_TIME:
        said = _("They asked to be called at another time.")
        _book_contact(row, actor, now, f"{said} {note}".strip())
    set_time(row, callback, attempt.next_due_at, now)
    due_at = attempt.next_due_at.isoformat()
    save_callback(
        row, callback, "callback.tried", actor, now, outcome=attempt.outcome, due_at=due_at
    )
    return callback


@transaction.atomic(durable=True)
def complete_callback(*, callback_id: int, actor: User, now: datetime, outcome: str) -> Callback:
    """They were reached: a line on what came of it (A13), and a call on the private leg (A2).

    Raises "empty" or "state".
    """
    outcome = require_text(outcome, _("one line on what came of it"))[:500]
    row, callback = planned_callback(callback_id)
    callback.attempts.create(at=now, by=actor, outcome=Outcome.REACHED, was_due_at=callback.due_at)
    _settle(callback, Callback.Status.DONE, actor, now)
    callback.outcome = outcome
    _stop(row, callback, Ending.DONE, actor, now)
    _book_contact(row, actor, now, outcome)
    is_late = callback.window_ends_at < now
    save_callback(row, callback, "callback.done", actor, now, is_late=is_late)
    return callback


@transaction.atomic(durable=True)
def cancel_callback(*, callback_id: int, actor: User, now: datetime, reason: str) -> Callback:
    """No call after all, with a reason that colleagues read. Raises "empty" or "state"."""
    reason = require_text(reason, _("why nobody calls after all"))[:240]
    row, callback = planned_callback(callback_id)
    _settle(callback, Callback.Status.CANCELED, actor, now)
    callback.cancel_reason = reason
    callback.sequence += 1
    _stop(row, callback, Ending.DROPPED, actor, now)
    save_callback(row, callback, "callback.canceled", actor, now)
    return callback


@transaction.atomic(durable=True)
def resume_callback(*, callback_id: int, actor: User, now: datetime) -> Callback:
    """Canceled by mistake: it is planned as it was. Raises "state" when it cannot be."""
    row, callback = locked_callback(callback_id)
    if callback.status != Callback.Status.CANCELED or row.callbacks.planned().exists():
        words = _("This call cannot be planned again. Plan a new one.")
        raise ActionRefused("state", words)
    callback.status = Callback.Status.PLANNED.value
    callback.settled_at = callback.settled_by = None
    callback.cancel_reason = ""
    callback.warn_at = remind_at(callback.due_at, made_at=now)
    callback.warned_at = callback.late_at = None
    callback.sequence += 1
    begin_clock(row, callback, now)
    save_callback(row, callback, "callback.resumed", actor, now)
    return callback


def _settle(callback: Callback, status: str, actor: User, now: datetime) -> None:
    callback.status = status
    callback.settled_at, callback.settled_by = now, actor


def _stop(
    row: Conversation, callback: Callback, ending: Ending, actor: User, now: datetime
) -> None:
    stop_timer(
        ClockKind.CALLBACK,
        row,
        subject_id=callback.pk,
        at=now,
        ending=ending,
        staff_id=actor.pk,
    )


def _book_contact(row: Conversation, actor: User, now: datetime, body: str) -> None:
    """Nobody needs to hold the conversation: what was said on the phone was said."""
    leg = leg_by_hand(row, Leg.Channel.PHONE, now)
    book_by_hand(row, leg, actor=actor, now=now, body=body, target=None)
