"""Taking back at once what was just done to a conversation, as if it had not happened.

Only while nothing else has happened since: each compares the row with what the act had made of it,
and raises ActionRefused("moved_on") when that is no longer so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from inbox.actions.base import locked, noted
from inbox.actions.errors import ActionRefused
from inbox.clock_timers import run_on
from inbox.clocks import follow_one
from inbox.models import Conversation
from inbox.role_words import ANYONE
from practice_hub.practices.models import User


@dataclass(frozen=True, slots=True)
class Before:
    """What a conversation was before it was marked as needing no reply."""

    state: str
    is_unanswered: bool
    is_waiting_private: bool
    waiting_since: datetime | None
    snoozed_until: datetime | None


class Given(NamedTuple):
    """Whose a conversation is: a person's, a role's, or nobody's."""

    user_id: int | None = None
    role: str = ""


def given_to(row: Conversation) -> Given:
    return Given(row.assigned_to_id, row.assigned_role)


def _moved_on() -> ActionRefused:
    return ActionRefused("moved_on", _("Something else has happened there since."))


@transaction.atomic(durable=True)
def undo_no_reply(
    *, conversation_id: int, actor: User, now: datetime, at: datetime, before: Before
) -> None:
    """Work again, with the clocks that were running; `at` is when it was marked (L9)."""
    row = locked(conversation_id)
    if row.state != Conversation.State.NO_REPLY_NEEDED or row.closed_at != at:
        raise _moved_on()
    row.state = before.state
    row.is_unanswered = before.is_unanswered
    row.is_waiting_private = before.is_waiting_private
    row.waiting_since = before.waiting_since
    row.snoozed_until = before.snoozed_until
    row.no_reply_reason = ""
    row.closed_at = None
    row.save()
    run_on(row, stopped_at=at)
    follow_one(row, at=now)
    noted("conversation.no_reply_undone", row, actor=actor, now=now)


@transaction.atomic(durable=True)
def undo_snooze(
    *, conversation_id: int, actor: User, now: datetime, until: datetime, before: datetime | None
) -> None:
    """Awake, or asleep as long as it was to sleep `before`."""
    row = locked(conversation_id)
    if row.snoozed_until != until:
        raise _moved_on()
    row.snoozed_until = before
    row.save(update_fields=["snoozed_until"])
    noted("conversation.woken", row, actor=actor, now=now)


@transaction.atomic(durable=True)
def undo_assign(
    *, conversation_id: int, actor: User, now: datetime, given: Given, before: Given
) -> None:
    """Whose it was; nobody is told, as nobody got anything new."""
    row = locked(conversation_id)
    if given_to(row) != given:
        raise _moved_on()
    row.assigned_to = User.objects.filter(pk=before.user_id).first() if before.user_id else None
    row.assigned_role = "" if row.assigned_to else before.role
    row.save(update_fields=["assigned_to", "assigned_role"])
    name = str(row.assigned_to) if row.assigned_to else ANYONE.get(row.assigned_role, "")
    person = row.assigned_to_id
    noted("conversation.assigned", row, actor=actor, now=now, assignee=person, assignee_name=name)
