"""The reminder before a call, and the alarm when nobody has called (A5)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from inbox.actions.base import wake_for_timer
from inbox.actions.callback_base import locked_callback, note_callback, page_of
from inbox.models import Callback, Conversation
from inbox.sweeping import one_by_one
from practice_hub.alerts.actions import close_alerts
from practice_hub.alerts.chain import raise_chain
from practice_hub.alerts.kinds import Kind


def sweep_callbacks(*, now: datetime, limit: int = 100) -> None:
    """A call that was agreed is made, whatever became of the conversation meanwhile."""
    found = Callback.objects.missed(now).order_by("window_ends_at")
    one_by_one(found.values_list("pk", flat=True)[:limit], _ring_late, now, what="late call")
    found = Callback.objects.to_warn(now).order_by("warn_at")
    one_by_one(found.values_list("pk", flat=True)[:limit], _remind, now, what="call to come")


@transaction.atomic(durable=True)
def _remind(callback_id: int, now: datetime) -> None:
    row, callback = locked_callback(callback_id)
    if Callback.objects.to_warn(now).filter(pk=callback_id).update(warned_at=now):
        _ring(Kind.CALLBACK_DUE, row, callback, now)


@transaction.atomic(durable=True)
def _ring_late(callback_id: int, now: datetime) -> None:
    row, callback = locked_callback(callback_id)
    warned_at = callback.warned_at or now  # one word is enough for what came while we were off
    late = Callback.objects.missed(now).filter(pk=callback_id)
    if not late.update(late_at=now, warned_at=warned_at):
        return
    close_alerts(Kind.CALLBACK_DUE, practice_id=row.practice_id, subject=callback, at=now)
    _ring(Kind.CALLBACK_LATE, row, callback, now)
    note_callback("callback.late", row, callback, None, now)


def _ring(kind: Kind, row: Conversation, callback: Callback, now: datetime) -> None:
    """The owner, or in their place who stands in or is on duty; the chain knows who is here."""
    wake_for_timer(row, now)
    raise_chain(
        kind,
        practice_id=row.practice_id,
        subject=callback,
        path=page_of(row),
        at=now,
        first=[callback.owner_id],
    )
