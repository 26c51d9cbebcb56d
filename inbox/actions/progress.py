"""Notes, snoozing, resolving, closing the loop and reopening."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox.actions.base import locked, noted, require_not_held, require_text
from inbox.actions.drafts import empty_draft
from inbox.actions.errors import ActionRefused
from inbox.booking import begin_round, forget_end
from inbox.clocks import follow_one
from inbox.domain.lifecycle import Event, next_state
from inbox.models import Conversation, Note, SavedDraft
from inbox.personal_alerts import tell_mentioned
from listening.models import Category
from practice_hub.bulk import insert_one
from practice_hub.practices.models import User

LONGEST_SNOOZE = timedelta(days=366)
TOO_FAR = gettext_noop("Pick a time within a year.")


def _advance(conversation: Conversation, event: Event, message: str) -> None:
    after = next_state(conversation.state, event)
    if after is None:
        raise ActionRefused("state", message, {"state": conversation.get_state_display()})
    conversation.state = after.value


def _has_loop(conversation: Conversation) -> bool:
    """Public thanks belong to what was unhappy, medical or taken to private (A3). A price question
    or praise that was answered in public has had its public word."""
    is_heavy = conversation.category in (Category.COMPLAINT, Category.MEDICAL)
    return conversation.has_public and (conversation.has_private or is_heavy)


def _free(conversation: Conversation) -> None:
    """What is done needs nobody's claim."""
    conversation.claimed_by = None
    conversation.claimed_at = None
    conversation.claim_expires_at = None


@transaction.atomic(durable=True)
def add_note(*, conversation_id: int, actor: User, now: datetime, body: str) -> Note:
    """An inward remark."""
    body = require_text(body, _("the note"))
    row = locked(conversation_id)
    note = Note(conversation=row, author=actor, body=body, created_at=now)
    insert_one(note)
    empty_draft(row, actor, SavedDraft.Audience.NOTE, now)
    tell_mentioned(note, row, at=now)
    noted("note.added", row, actor=actor, now=now, note=note.pk)
    return note


@transaction.atomic(durable=True)
def snooze(*, conversation_id: int, actor: User, now: datetime, until: datetime) -> None:
    """Out of the queues until `until`, or until the person writes again."""
    if until <= now:
        raise ActionRefused("past", _("Choose a time in the future."))
    if until > now + LONGEST_SNOOZE:
        raise ActionRefused("past", _(TOO_FAR))
    row = locked(conversation_id)
    require_not_held(row, actor, now)
    if row.is_ended:  # what is over waits for nothing: it would wake for nobody
        raise ActionRefused("state", _("This conversation has ended. Reopen it first."))
    row.snoozed_until = until
    _free(row)
    row.save()
    noted("conversation.snoozed", row, actor=actor, now=now, until=until.isoformat())


@transaction.atomic(durable=True)
def wake(*, conversation_id: int, actor: User | None, now: datetime) -> None:
    """Back into the queues."""
    row = locked(conversation_id)
    if row.snoozed_until is None:
        return
    row.snoozed_until = None
    row.save(update_fields=["snoozed_until"])
    noted("conversation.woken", row, actor=actor, now=now)


@transaction.atomic(durable=True)
def wake_due(*, now: datetime, limit: int = 200) -> int:
    """Tell browsers of conversations whose snooze is over (the queries wake them by themselves)."""
    due = list(
        Conversation.objects.filter(snoozed_until__lte=now)
        .select_for_update(skip_locked=True)
        .order_by("snoozed_until")[:limit]
    )
    for row in due:
        row.snoozed_until = None
        row.save(update_fields=["snoozed_until"])
        noted("conversation.woken", row, actor=None, now=now)
    return len(due)


def _require_none_waiting(row: Conversation) -> None:
    """Nothing is ended over a draft that somebody is still asked to approve (P4)."""
    if row.replies.awaiting().exists():
        raise ActionRefused(
            "awaiting",
            _(
                "An answer still waits for approval here. Take it back first, or wait for the "
                "decision."
            ),
        )


@transaction.atomic(durable=True)
def mark_no_reply_needed(*, conversation_id: int, actor: User, now: datetime, reason: str) -> None:
    """Close without an answer; needs a reason (L9)."""
    reason = require_text(reason, _("why no reply is needed"))
    row = locked(conversation_id)
    require_not_held(row, actor, now)
    _require_none_waiting(row)
    _advance(row, Event.NO_REPLY, _("This conversation has already moved on."))
    row.no_reply_reason = reason[:240]
    row.is_unanswered = False
    row.is_waiting_private = False
    row.waiting_since = None
    row.snoozed_until = None
    row.closed_at = now
    _free(row)
    row.save()
    follow_one(row, at=now)
    noted("conversation.no_reply_needed", row, actor=actor, now=now, reason=reason[:240])


@transaction.atomic(durable=True)
def resolve(*, conversation_id: int, actor: User, now: datetime, outcome: str) -> None:
    """Settled; needs a line on what was done (A13). Where no loop is open it closes at once."""
    outcome = require_text(outcome, _("one line on what was done"))
    row = locked(conversation_id)
    require_not_held(row, actor, now)
    _require_none_waiting(row)
    _advance(row, Event.RESOLVE, _("This conversation is already resolved or closed."))
    row.outcome = outcome[:500]
    row.resolved_at = now
    row.resolved_by = actor
    row.is_waiting_private = False
    row.snoozed_until = None
    if not _has_loop(row):
        _advance(row, Event.CLOSE, _("This conversation cannot be closed."))
        row.closed_at = now
        row.is_unanswered = False
        row.waiting_since = None
        _free(row)
    row.save()
    follow_one(row, at=now)
    noted("conversation.resolved", row, actor=actor, now=now)


@transaction.atomic(durable=True)
def skip_loop(*, conversation_id: int, actor: User, now: datetime, reason: str) -> None:
    """Close without public thanks; needs a reason (A3)."""
    reason = require_text(reason, _("why there are no public thanks"))
    row = locked(conversation_id)
    require_not_held(row, actor, now)
    _require_none_waiting(row)
    _advance(row, Event.CLOSE, _("Only a resolved conversation can be closed."))
    row.loop_skip_reason = reason[:240]
    row.closed_at = now
    row.snoozed_until = None
    row.is_unanswered = False
    _free(row)
    row.save()
    follow_one(row, at=now)
    noted("conversation.loop_skipped", row, actor=actor, now=now, reason=reason[:240])


@transaction.atomic(durable=True)
def close(*, conversation_id: int, actor: User, now: datetime) -> None:
    """Done for good, after the public thanks."""
    row = locked(conversation_id)
    require_not_held(row, actor, now)
    _require_none_waiting(row)
    if row.loop_closed_at is None:
        raise ActionRefused("state", _("Thank them in public first, or say why not."))
    _advance(row, Event.CLOSE, _("Only a conversation whose loop is closed can be closed."))
    row.closed_at = now
    row.snoozed_until = None
    _free(row)
    row.save()
    follow_one(row, at=now)
    noted("conversation.closed", row, actor=actor, now=now)


@transaction.atomic(durable=True)
def reopen(*, conversation_id: int, actor: User, now: datetime) -> None:
    """Back to work; starts a new interval, never measured from the first creation."""
    row = locked(conversation_id)
    require_not_held(row, actor, now)
    _advance(row, Event.REOPEN, _("This conversation is open already."))
    row.reopened_at = now
    begin_round(row, now)
    if not row.assigned_role:
        row.assigned_to = row.assigned_to or actor  # so that it shows up in somebody's queue
    forget_end(row)
    if row.has_public and row.last_public_answer_at is None:
        row.is_unanswered = True
        row.waiting_since = now
    row.save()
    follow_one(row, at=now)
    noted("conversation.reopened", row, actor=actor, now=now)
