"""The four things every act does: guarded change, audit row, broadcast, nudge."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from inbox.actions.errors import ActionRefused
from inbox.columns import unseen
from inbox.hearing import heard_by
from inbox.models import Conversation
from practice_hub.audit.record import record
from practice_hub.practices.models import User
from practice_hub.ready import ready
from practice_hub.realtime.publish import publish_on_commit


def locked(conversation_id: int) -> Conversation:
    """The row, locked until commit. The caller was authorised by access.py.

    Locked first and read afterwards: a locking read that had to wait gives the new row beside the
    old rows it was joined with, so who claimed it meanwhile would be nobody. Raises
    ActionRefused("imported") for history that was read from a file.
    """
    if not _lock(conversation_id):
        raise Conversation.DoesNotExist(f"There is no conversation {conversation_id}.")
    row = _with_people(conversation_id)[0]
    require_live(row)
    return row


@ready
def _lock(pk: int, /) -> QuerySet[Conversation, int]:
    return Conversation.objects.select_for_update().filter(pk=pk).values_list("pk", flat=True)


@ready
def _with_people(pk: int, /) -> QuerySet[Conversation, Conversation]:
    related = ("claimed_by", "account", "author", "practice")
    found = Conversation.objects.filter(pk=pk).select_related(*related)
    return found.defer(*unseen(users=["claimed_by"], accounts=["account"]))


def require_live(row: Conversation) -> None:
    """Nobody works on history."""
    if row.is_imported:
        raise ActionRefused(
            "imported", _("This is history that was read from a file. It can be read, not changed.")
        )


def noted(
    name: str, conversation: Conversation, *, actor: User | None, now: datetime, **details: Any
) -> None:
    """Audit row and on-commit broadcast for one act on a conversation."""
    record(
        name,
        practice=conversation.practice_id,
        subject=conversation,
        actor=actor,
        at=now,
        **details,
    )
    publish_on_commit(
        conversation.practice_id,
        "conversations",
        [conversation.pk],
        heard_by=heard_by(name, conversation, details),
    )


def save_alone(run: Model, message: str) -> None:
    """Insert a run of which a constraint allows one at a time; in the caller's transaction.

    Raises ActionRefused("running", message) when there is another one.
    """
    try:
        with transaction.atomic():
            run.save(force_insert=True)
    except IntegrityError as error:
        raise ActionRefused("running", message) from error


def wake_for_timer(row: Conversation, now: datetime) -> None:
    """A snooze must not sleep through what was promised; `row` is locked by the caller."""
    if row.snoozed_until is not None:
        row.snoozed_until = None
        row.save(update_fields=["snoozed_until"])
        noted("conversation.woken", row, actor=None, now=now)


def require_text(text: str, what: str) -> str:
    """Stripped `text`; refused with code "empty" when nothing is left."""
    text = text.strip()
    if not text:
        raise ActionRefused("empty", _("Please write %(what)s.") % {"what": what})
    return text


def require_not_held(conversation: Conversation, actor: User, now: datetime) -> None:
    """What changes the course of a conversation is up to whoever holds it."""
    if conversation.is_claimed(now) and conversation.claimed_by_id != actor.pk:
        raise ActionRefused(
            "claimed",
            _("%(name)s is working on this one. Take it over first, saying why.")
            % {"name": conversation.claimed_by},
            {"by": conversation.claimed_by, "expires_at": conversation.claim_expires_at},
        )


def require_claim(conversation: Conversation, actor: User, token: int, now: datetime) -> None:
    """The claim must be the actor's, unexpired and the very one the page was opened with."""
    if conversation.is_claimed_by(actor, now) and conversation.claim_token == token:
        return
    if conversation.is_claimed(now) and conversation.claimed_by_id != actor.pk:
        raise ActionRefused(
            "claim_lost",
            _("%(name)s has taken this conversation. Your text is kept below.")
            % {"name": conversation.claimed_by},
            {"by": conversation.claimed_by, "expires_at": conversation.claim_expires_at},
        )
    raise ActionRefused(
        "claim_lost",
        _("Your claim has run out. Claim it again, then send. Your text is kept below."),
    )
