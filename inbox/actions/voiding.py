"""When a go-ahead no longer holds: it says so, and nothing that rests on it goes out (P4).

An approval binds to text, target and audience as they were. What is waiting only stays: the card
shows what is new and the approver decides. What was approved and is not out yet is stopped.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from inbox.actions.base import noted
from inbox.asking import stop_asking
from inbox.domain.delivery import Status
from inbox.models import Approval, Conversation, Reply
from practice_hub.alerts.actions import close_alerts, raise_alert
from practice_hub.alerts.kinds import Kind
from practice_hub.ready import ready

Reason = Approval.VoidReason
VOIDED = "APPROVAL_VOID"  # error_kind of a reply that was stopped
_STILL_HERE = [
    Status.AWAITING_APPROVAL.value,
    Status.QUEUED.value,
    Status.FAILED.value,
    Status.UNCERTAIN.value,
]
_OVER = [Approval.Status.VOID, Approval.Status.EXPIRED]
_ENDINGS = (Kind.APPROVAL_VOID, Kind.APPROVAL_EXPIRED)
_SAYS = {
    Reason.NEW_MESSAGE: gettext_noop(
        "The person wrote again after this was approved, so nothing was sent. "
        "Read it, then ask again or change the answer."
    ),
    Reason.POST_EDITED: gettext_noop(
        "The person changed their post after this was approved, so nothing was "
        "sent. Read it, then ask again or change the answer."
    ),
    Reason.POST_REMOVED: gettext_noop("The post is gone, so nothing was sent."),
    Reason.COLLEAGUE_ANSWERED: gettext_noop(
        "A colleague answered meanwhile, so nothing was sent. Read it, then ask "
        "again or drop this one."
    ),
    Reason.TEXT_CHANGED: gettext_noop(
        "The answer is no longer the one that was approved, so nothing was sent. Ask again."
    ),
    Reason.EXPIRED: gettext_noop("The approval ran out before this could go out. Ask again."),
    Reason.APPROVER_LEFT: gettext_noop(
        "Who approved this may not approve it by now, so nothing was sent. Ask again."
    ),
}


def void_after_news(changed: Mapping[int, str], *, at: datetime) -> None:
    """`changed`: conversation id to why. Called with those conversations locked, by the intake."""
    if not changed:
        return
    found = (
        Approval.objects.open()
        .filter(conversation_id__in=list(changed), reply__status__in=_STILL_HERE)
        .select_related("reply__target", "conversation")
    )
    for approval in found:
        reason = Reason(changed[approval.conversation_id])
        if not approval.is_waiting or _is_pointless(approval, reason):
            void(approval, reason, at=at)


def _is_pointless(approval: Approval, reason: Reason) -> bool:
    """Nobody needs to decide on an answer to a post that is gone; a private talk goes on."""
    reply = approval.reply
    if reason != Reason.POST_REMOVED:
        return False
    if reply.target is None:
        return reply.audience == Reply.Audience.PUBLIC
    return reply.target.deleted_at is not None


def void(approval: Approval, reason: Reason, *, at: datetime) -> None:
    """End `approval` and stop its reply unless it is already on its way.

    The caller holds the conversation's lock and the transaction.
    """
    Approval.objects.filter(pk=approval.pk).update(
        status=Approval.Status.VOID, void_reason=reason, ended_at=at
    )
    stop_asking(approval, at=at)
    row = approval.conversation
    stoppable = [Status.AWAITING_APPROVAL.value, Status.QUEUED.value]
    stopped = Reply.objects.filter(pk=approval.reply_id, status__in=stoppable).update(
        status=Status.FAILED, error_kind=VOIDED, error_detail=_SAYS[reason]
    )
    noted(
        "approval.voided",
        row,
        actor=None,
        now=at,
        approval=approval.pk,
        audience=approval.reply.audience,
        reason=reason.value,
    )
    if stopped:
        _tell(approval, row, at)


def _tell(approval: Approval, row: Conversation, at: datetime) -> None:
    raise_alert(
        Kind.APPROVAL_VOID,
        practice_id=approval.practice_id,
        subject=approval,
        path=f"/inbox/{row.pk}/",
        recipients=[approval.requested_by_id],
        at=at,
    )


def end_open(reply: Reply, *, status: str, at: datetime) -> None:
    """Take back what was asked or given for `reply`: its author changed their mind."""
    for approval in _asked_for(reply.pk, is_over=False):
        approval.reply, approval.conversation = reply, reply.conversation
        Approval.objects.filter(pk=approval.pk).update(status=status, ended_at=at)
        stop_asking(approval, at=at)


def stop_telling(reply: Reply, *, at: datetime) -> None:
    """Somebody took care of a stopped answer: what told of it leaves the pages."""
    close_alerts(Kind.ANSWER_RETURNED, practice_id=reply.practice_id, subject=reply, at=at)
    for approval in _asked_for(reply.pk, is_over=True):
        close_alerts(_ENDINGS, practice_id=approval.practice_id, subject=approval, at=at)


@ready
def _asked_for(reply_id: int, /, *, is_over: bool) -> QuerySet[Approval, Approval]:
    """What is asked or given for an answer, or what ended without being taken back."""
    found = Approval.objects.filter(status__in=_OVER) if is_over else Approval.objects.open()
    return found.filter(reply_id=reply_id)


def says(reason: Reason) -> str:
    """What the author of a stopped answer reads, in English as it is kept."""
    return _SAYS[reason]
