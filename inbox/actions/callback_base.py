"""What every act on a planned call does: lock, check, save, tell."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox.actions.base import locked, noted
from inbox.actions.errors import ActionRefused
from inbox.actions.progress import LONGEST_SNOOZE, TOO_FAR
from inbox.clock_timers import move_timer
from inbox.domain.targets import ClockKind
from inbox.models import Callback, Conversation
from practice_hub.alerts.actions import close_alerts, raise_alert
from practice_hub.alerts.kinds import Kind
from practice_hub.practices.models import Membership, User
from practice_hub.roles import Act, may

AUDIENCE = "PRIVATE"
ALERTS = (Kind.CALLBACK_DUE, Kind.CALLBACK_LATE)
REMIND_BEFORE = timedelta(minutes=15)
_SETTLED = gettext_noop("A colleague has settled this call already. Nothing was changed.")


def remind_at(due_at: datetime, *, made_at: datetime) -> datetime:
    """A quarter of an hour before the call; halfway there when it is nearer than that."""
    return due_at - max(min(REMIND_BEFORE, (due_at - made_at) / 2), timedelta())


def require_ahead(due_at: datetime, now: datetime) -> None:
    """Raises ActionRefused("past")."""
    if due_at <= now:
        raise ActionRefused("past", _("That time has passed. Pick one ahead of now."))
    if due_at > now + LONGEST_SNOOZE:
        raise ActionRefused("past", _(TOO_FAR))


def require_caller(practice_id: int, user: User) -> None:
    """Whoever calls must be allowed to read what is private. Raises "not_a_member"."""
    members = Membership.objects.active().filter(user=user, practice_id=practice_id)
    member = members.first()
    if member is None or not may(member.role, Act.READ_PRIVATE):
        words = _("That person cannot make calls for this practice.")
        raise ActionRefused("not_a_member", words)


def locked_callback(callback_id: int) -> tuple[Conversation, Callback]:
    """The conversation first, as everywhere, then its call."""
    found = Callback.objects.filter(pk=callback_id)
    row = locked(found.values_list("conversation_id", flat=True).get())
    return row, found.select_related("owner").get()


def planned_callback(callback_id: int) -> tuple[Conversation, Callback]:
    """The same, and it must still be planned. Raises ActionRefused("state")."""
    row, callback = locked_callback(callback_id)
    if callback.status != Callback.Status.PLANNED:
        raise ActionRefused("state", _(_SETTLED))
    return row, callback


def set_time(
    row: Conversation, callback: Callback, due_at: datetime, now: datetime, *, minutes: int = 0
) -> None:
    """Another time, on the instance; `minutes` is how long the call is on time, 0 as before.

    Its clock follows, unless the call was late by then: what is late does not become punctual by
    a new time.
    """
    was_late = callback.window_ends_at <= now
    length = callback.window_ends_at - callback.due_at
    callback.due_at = due_at
    callback.window_ends_at = due_at + (timedelta(minutes=minutes) if minutes else length)
    callback.warn_at = remind_at(due_at, made_at=now)
    callback.warned_at = callback.late_at = None
    callback.sequence += 1
    if not was_late:
        ends_at = callback.window_ends_at
        move_timer(ClockKind.CALLBACK, row, subject_id=callback.pk, due_at=ends_at)


def save_callback(
    row: Conversation, callback: Callback, name: str, actor: User, now: datetime, **details: Any
) -> None:
    """Save, end what was rung about it, and note it; `details` hold no word of anybody."""
    callback.changed_at, callback.changed_by = now, actor
    callback.save()
    close_alerts((*ALERTS, Kind.ASSIGNED), practice_id=row.practice_id, subject=callback, at=now)
    note_callback(name, row, callback, actor, now, **details)


def note_callback(
    name: str,
    row: Conversation,
    callback: Callback,
    actor: User | None,
    now: datetime,
    **details: Any,
) -> None:
    noted(name, row, actor=actor, now=now, callback=callback.pk, audience=AUDIENCE, **details)


def tell_owner(row: Conversation, callback: Callback, actor: User, now: datetime) -> None:
    """Whoever is given a call by somebody else learns of it at once."""
    if callback.owner_id != actor.pk:
        raise_alert(
            Kind.ASSIGNED,
            practice_id=row.practice_id,
            subject=callback,
            path=page_of(row),
            recipients=[callback.owner_id],
            at=now,
        )


def page_of(row: Conversation) -> str:
    return reverse("inbox:conversation", args=[row.pk])
