"""What happens to requests that nobody decides: passed on, told to the managers, run out (P4)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_noop

from inbox.actions.base import locked, noted
from inbox.asking import due_step, stop_asking, take_step
from inbox.domain.turns import Move
from inbox.models import Approval, Conversation, Reply
from inbox.models.approvals import ApprovalQuerySet
from inbox.sweeping import one_by_one
from practice_hub.alerts.actions import raise_alert
from practice_hub.alerts.kinds import Kind
from practice_hub.practices.models import Membership

RAN_OUT = "APPROVAL"  # error_kind of the reply
_SENTENCE = gettext_noop(
    "Nobody approved this in time, so it was not sent. Read it again, then ask again."
)


def sweep(*, now: datetime, limit: int = 200) -> None:
    """Every request that may need a step now. One that fails does not hold up the others."""
    waiting = to_look_at(now).values_list("pk", flat=True)
    one_by_one(waiting[:limit], _move_on, now, what="approval")


def to_look_at(now: datetime) -> ApprovalQuerySet:
    """Late, run out, nobody asked, or who was asked is away or gone; longest due first.

    Somebody whose role has changed is found when it is late: the turn then says what to do.
    """
    here = Membership.objects.here(now).filter(
        practice_id=OuterRef("practice_id"), user_id=OuterRef("asked_id")
    )
    late = Q(due_at__lte=now) | Q(expires_at__lte=now)
    waiting = Approval.objects.waiting().annotate(is_asked_here=Exists(here))
    return waiting.filter(late | Q(is_asked_here=False)).order_by("due_at", "pk")


def _move_on(approval_id: int, now: datetime) -> None:
    move_on(approval_id=approval_id, now=now)


@transaction.atomic(durable=True)
def move_on(*, approval_id: int, now: datetime) -> None:
    """One step of one request, unless somebody decided it meanwhile."""
    found = Approval.objects.filter(pk=approval_id)
    conversation_id = found.values_list("conversation_id", flat=True).first()
    if conversation_id is None:
        return
    row = locked(conversation_id)
    approval = found.waiting().select_related("reply").first()
    if approval is None:
        return
    approval.conversation = row
    step = due_step(approval, now=now)
    if step.move == Move.EXPIRE:
        _expire(approval, row, now)
    else:
        take_step(approval, step, now=now)


def _expire(approval: Approval, row: Conversation, now: datetime) -> None:
    """It goes back to its author: an old answer to a live matter must be read again."""
    Approval.objects.filter(pk=approval.pk).update(status=Approval.Status.EXPIRED, ended_at=now)
    stop_asking(approval, at=now)
    Reply.objects.awaiting().filter(pk=approval.reply_id).update(
        status=Reply.Status.FAILED, error_kind=RAN_OUT, error_detail=_SENTENCE
    )
    noted(
        "approval.expired",
        row,
        actor=None,
        now=now,
        approval=approval.pk,
        audience=approval.reply.audience,
    )
    raise_alert(
        Kind.APPROVAL_EXPIRED,
        practice_id=approval.practice_id,
        subject=approval,
        path=f"/inbox/{row.pk}/",
        recipients=[approval.requested_by_id],
        at=now,
    )
