"""The medical mark: staff set it, take it away, and say who has an emergency (P4)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox.actions.base import locked, noted, require_text
from inbox.actions.errors import ActionRefused
from inbox.actions.unread import require_nothing_new
from inbox.clocks import follow_one
from inbox.domain.sla import urgency_rank
from inbox.medical import Level, ack_time, mark
from inbox.medical_alerts import (
    members_of,
    tell_all_leads,
    tell_mark_removed,
    tell_medical,
    tell_red_flag,
)
from inbox.models import Conversation
from inbox.sweeping import one_by_one
from listening.models import Category, Urgency
from practice_hub.alerts.actions import AlertError, acknowledge_about, close_alerts
from practice_hub.alerts.kinds import Kind
from practice_hub.alerts.models import Alert
from practice_hub.practices.models import Membership, User
from practice_hub.roles import Act, Role, may

ALERTS = (Kind.RED_FLAG, Kind.MEDICAL)
_ONLY_LEADS = gettext_noop(
    "Only a practitioner, a manager or the owner can do this. Tell one of them now."
)
# Who is told of a removed mark is not told of their own.
_TOLD = frozenset({Role.PRACTITIONER, Role.MANAGER})


@transaction.atomic(durable=True)
def mark_medical(
    *, conversation_id: int, actor: Membership, now: datetime, is_red_flag: bool = False
) -> None:
    """Somebody of the practice sees what triage did not; a red flag rings like one of triage.

    Nothing happens when it is marked so already. Raises ActionRefused("not_allowed").
    """
    _require(actor, Act.MARK_MEDICAL)
    row = locked(conversation_id)
    told = mark(row, Level.RED_FLAG if is_red_flag else Level.MEDICAL, at=now)
    if told == Level.NONE:
        return
    row.medical_marked_at, row.medical_marked_by = now, actor.user
    _hurry(row, Urgency.URGENT if is_red_flag else Urgency.HIGH)
    row.save()
    follow_one(row, at=now)
    noted("conversation.marked_medical", row, actor=actor.user, now=now, is_red_flag=is_red_flag)
    members = members_of(row.practice_id)
    if told == Level.RED_FLAG:
        tell_red_flag(row, members, at=now)
    else:
        tell_medical(row, members, at=now, exclude={actor.user_id})


def _hurry(row: Conversation, urgency: Urgency) -> None:
    if urgency_rank(urgency) < row.urgency_rank:
        row.urgency, row.urgency_rank = urgency.value, urgency_rank(urgency)


@transaction.atomic(durable=True)
def unmark_medical(
    *, conversation_id: int, actor: Membership, now: datetime, reason: str, seen_seq: int
) -> None:
    """Not medical after all, with a reason that colleagues read; a red flag by a leader only.

    Drafts that wait for approval go on waiting. Practitioner and manager are told unless one of
    them did it. `seen_seq`: the last thing the page showed, as what came since may be an emergency.
    Raises ActionRefused "not_allowed", "empty", "state" or "something_new".
    """
    _require(actor, Act.MARK_MEDICAL)
    reason = require_text(reason, _("why it is not medical"))
    row = locked(conversation_id)
    if not row.is_medical:
        raise ActionRefused("state", _("It is not marked as medical any more."))
    if row.is_red_flag:
        _require(actor, Act.CLEAR_RED_FLAG)
    require_nothing_new(row, seen_seq, actor.user)
    was_red_flag = row.is_red_flag
    _clear(row, actor.user, now)
    row.save()
    follow_one(row, at=now)
    close_alerts(ALERTS, practice_id=row.practice_id, subject=row, at=now)
    noted(
        "conversation.unmarked_medical",
        row,
        actor=actor.user,
        now=now,
        reason=reason[:240],
        was_red_flag=was_red_flag,
    )
    if actor.role not in _TOLD:
        tell_mark_removed(row, members_of(row.practice_id), at=now)


def _clear(row: Conversation, actor: User, now: datetime) -> None:
    row.is_medical = row.is_red_flag = False
    row.medical_marked_at, row.medical_marked_by = now, actor
    row.escalation = Conversation.Escalation.NONE.value
    row.escalated_at = row.escalation_due_at = None
    row.escalation_acknowledged_at = row.escalation_acknowledged_by = None
    if row.category == Category.MEDICAL:  # what the person says now stands above the first guess
        row.category, row.urgency = Category.OTHER.value, Urgency.NORMAL.value
        row.urgency_rank = urgency_rank(row.urgency)


@transaction.atomic(durable=True)
def acknowledge_escalation(*, conversation_id: int, actor: Membership, now: datetime) -> None:
    """ "I have it", said on the conversation: the alert ends for everybody.

    Raises ActionRefused "not_allowed", or "state" with who was quicker.
    """
    _require(actor, Act.CLEAR_RED_FLAG)
    row = locked(conversation_id)
    if row.escalation != Conversation.Escalation.OPEN:
        raise ActionRefused("state", _who_has(row))
    _take(row, actor.user, now)
    acknowledge_about(
        Kind.RED_FLAG, practice_id=row.practice_id, subject=row, actor=actor.user, at=now
    )


def take_with_alert(alert: Alert, actor: Membership, now: datetime) -> None:
    """ "I have it", said on the alert: the same on the conversation, in the same transaction.

    Raises AlertError for somebody who could do nothing about an emergency.
    """
    if not may(actor.role, Act.CLEAR_RED_FLAG):
        raise AlertError(_(_ONLY_LEADS))
    row = locked(alert.subject_id)
    if row.escalation == Conversation.Escalation.OPEN:
        _take(row, actor.user, now)


def _take(row: Conversation, actor: User, now: datetime) -> None:
    row.escalation = Conversation.Escalation.ACKNOWLEDGED.value
    row.escalation_acknowledged_by, row.escalation_acknowledged_at = actor, now
    row.escalation_due_at = None
    row.save(
        update_fields=[
            "escalation",
            "escalation_acknowledged_by",
            "escalation_acknowledged_at",
            "escalation_due_at",
        ]
    )
    noted("conversation.escalation_acknowledged", row, actor=actor, now=now)


def _who_has(row: Conversation) -> str:
    if row.escalation_acknowledged_by is not None:
        by = row.escalation_acknowledged_by
        return _("%(name)s has this one already.") % {"name": by}
    return _("It is not marked as a possible emergency any more.")


def _require(actor: Membership, act: Act) -> None:
    if not may(actor.role, act):
        raise ActionRefused("not_allowed", _(_ONLY_LEADS))


def sweep_escalations(*, now: datetime, limit: int = 100) -> int:
    """Nobody took it in time: everybody who may end an emergency is told, again after each such
    time, so that who came meanwhile learns of it too. Gives how many."""
    late = Conversation.objects.filter(
        escalation=Conversation.Escalation.OPEN, escalation_due_at__lte=now
    )
    ids = late.order_by("escalation_due_at").values_list("pk", flat=True)
    return one_by_one(ids[:limit], _tell_more, now, what="escalation")


@transaction.atomic(durable=True)
def _tell_more(conversation_id: int, now: datetime) -> bool:
    row = locked(conversation_id)
    is_late = row.escalation_due_at is not None and row.escalation_due_at <= now
    if row.escalation != Conversation.Escalation.OPEN or not is_late:
        return False
    row.escalation_due_at = now + ack_time()
    row.save(update_fields=["escalation_due_at"])
    tell_all_leads(row, members_of(row.practice_id), at=now)
    noted("conversation.escalation_late", row, actor=None, now=now)
    return True
