"""The end of a shift: what is mine goes to a colleague, or back to everybody (L3, issue 6)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from inbox.actions.base import locked, noted
from inbox.actions.callback_base import save_callback
from inbox.actions.claims import member_to_give
from inbox.actions.errors import ActionRefused
from inbox.models import Callback, Conversation, Note
from inbox.personal_alerts import tell_assigned, tell_mentioned
from practice_hub.alerts.actions import raise_alert
from practice_hub.alerts.kinds import Kind
from practice_hub.audit.record import record
from practice_hub.practices.models import Membership, User
from practice_hub.roles import Act, may


@transaction.atomic(durable=True)
def hand_over(
    *, conversation_id: int, actor: User, now: datetime, to: User | None, line: str
) -> None:
    """Give one conversation, and a call planned there, to `to`; None: to nobody in particular.

    `line` becomes a note beside it; "" for none. What the actor holds is free again. The receiver
    is told once for all of them (`tell_handed_over`). Raises ActionRefused: "not_a_member",
    "cannot_see" (an outside agency, and it is private), "call" (a call needs somebody), "state",
    "not_yours".
    """
    row = locked(conversation_id)
    member = member_to_give(row, to)
    _require_sight(row, member)
    call = row.callbacks.planned().filter(owner=actor).first()
    if call is not None:
        _give_call(row, call, member, actor, now)
    else:
        _require_in_hand(row, actor, now)
    if line.strip():
        note = Note.objects.create(
            conversation=row, author=actor, body=line.strip(), created_at=now
        )
        tell_mentioned(note, row, at=now)
        noted("note.added", row, actor=actor, now=now, note=note.pk)
    _give(row, to, actor, now)


def _require_in_hand(row: Conversation, actor: User, now: datetime) -> None:
    """Asked behind the lock: a colleague may have taken it since the page was shown."""
    if row.is_ended:
        raise ActionRefused("state", _("It has ended meanwhile: nothing is left to hand over."))
    if row.assigned_to_id == actor.pk or row.is_claimed_by(actor, now):
        return
    if row.assigned_to_id is not None or row.is_claimed(now):
        raise ActionRefused("not_yours", _("A colleague has it by now."))


def _require_sight(row: Conversation, member: Membership | None) -> None:
    if member is None or row.has_public or may(member.role, Act.READ_PRIVATE):
        return
    raise ActionRefused(
        "cannot_see",
        _("%(name)s cannot read it: it is private.") % {"name": member.user.first_name},
    )


def _give_call(
    row: Conversation, call: Callback, member: Membership | None, actor: User, now: datetime
) -> None:
    if member is None or not may(member.role, Act.READ_PRIVATE):
        raise ActionRefused(
            "call", _("You have planned to call them: give it to a colleague who can call.")
        )
    call.owner = member.user
    call.warned_at = call.late_at = None  # what was rung at the one before rings here
    save_callback(row, call, "callback.given", actor, now, owner=member.user_id)


def _give(row: Conversation, to: User | None, actor: User, now: datetime) -> None:
    if row.claimed_by_id == actor.pk:
        row.claimed_by = row.claimed_at = row.claim_expires_at = None
    row.assigned_to, row.assigned_role = to, ""
    fields = ["claimed_by", "claimed_at", "claim_expires_at", "assigned_to", "assigned_role"]
    row.save(update_fields=fields)
    tell_assigned(row, None, actor=actor, at=now)
    given = {"assignee": to.pk if to else None, "assignee_name": str(to) if to else ""}
    noted("conversation.assigned", row, actor=actor, now=now, **given)


@transaction.atomic(durable=True)
def tell_handed_over(*, giver: Membership, to: User, now: datetime, conversations: int) -> None:
    """One alert for all that was handed over together; an outside agency hears no alerts."""
    member = Membership.objects.active().filter(user=to, practice_id=giver.practice_id).first()
    if member is None:
        return
    if may(member.role, Act.READ_ALERTS) and to.pk != giver.user_id:
        raise_alert(
            Kind.HANDED_OVER,
            practice_id=giver.practice_id,
            subject=giver,
            path=f"{reverse('inbox:list')}?queue=mine",
            recipients=[to.pk],
            at=now,
        )
    record(
        "work.handed_over",
        practice=giver.practice_id,
        subject=member,
        actor=giver.user,
        at=now,
        conversations=conversations,
    )
