"""A restored database: nothing that may have gone out since is sent a second time.

What was queued when the backup was made has most likely gone out a moment later, and the restored
database does not know. So it is looked for on the network like any send whose outcome is unknown,
and when it is not found a person decides. What waited for an approval goes back to its author.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db import transaction
from django.urls import reverse

from inbox.actions.base import locked, noted
from inbox.asking import stop_asking
from inbox.domain.delivery import Status, settle_delay
from inbox.models import Approval, Conversation, Reply
from practice_hub.alerts.actions import raise_alert
from practice_hub.alerts.kinds import Kind
from practice_hub.backups.hooks import register_step

RESTORED: Final = "RESTORED"  # error_kind of what a restore stopped
_ON_ITS_WAY: Final = [Status.QUEUED.value, Status.SENDING.value]
_PERHAPS: Final = (
    "A backup was restored, and this was on its way when the backup was made: it may be out. It is "
    "looked for on the network; if it is not found, look there yourself before you send it again."
)
_RETURNED: Final = (
    "A backup was restored, and this waited for an approval when the backup was made. It may have "
    "been approved and sent since: look on the network, then ask again or drop it."
)


def hold_back(made_at: datetime, now: datetime) -> Iterable[str]:
    """Each reply in a transaction of its own; what is done is not found again."""
    open_replies = Reply.objects.order_by("pk").values_list("pk", flat=True)
    on_its_way = list(open_replies.filter(status__in=_ON_ITS_WAY))
    waiting = list(open_replies.filter(status=Status.AWAITING_APPROVAL))
    for reply_id in on_its_way:
        _doubt(reply_id, now)
    for reply_id in waiting:
        _return(reply_id, now)
    if on_its_way:
        yield (
            f"{len(on_its_way):,} answers were on their way when the backup was made. They are "
            "looked for on the networks and never sent by themselves again."
        )
    if waiting:
        yield f"{len(waiting):,} answers that waited for an approval went back to their authors."


@transaction.atomic(durable=True)
def _doubt(reply_id: int, now: datetime) -> None:
    row, reply = _open(reply_id)
    delay = settle_delay(0)
    Reply.objects.filter(pk=reply_id, status__in=_ON_ITS_WAY).update(
        status=Status.UNCERTAIN,
        # Looked for from when it was written on: nobody knows when it went out, if it did.
        sending_at=reply.created_at,
        settle_after=now + delay if delay else None,
        settle_looks=0,
        held_at=None,
        error_kind=RESTORED,
        error_detail=_PERHAPS,
    )
    noted("reply.uncertain", row, actor=None, now=now, reply=reply_id)


@transaction.atomic(durable=True)
def _return(reply_id: int, now: datetime) -> None:
    row, reply = _open(reply_id)
    for approval in Approval.objects.open().filter(reply=reply).select_related("conversation"):
        Approval.objects.filter(pk=approval.pk).update(status=Approval.Status.EXPIRED, ended_at=now)
        stop_asking(approval, at=now)
    Reply.objects.awaiting().filter(pk=reply_id).update(
        status=Status.FAILED, error_kind=RESTORED, error_detail=_RETURNED
    )
    noted("reply.failed", row, actor=None, now=now, reply=reply_id, kind=RESTORED)
    raise_alert(
        Kind.ANSWER_RETURNED,
        practice_id=row.practice_id,
        subject=reply,
        path=reverse("inbox:conversation", args=[row.pk]),
        recipients=[reply.author_id] if reply.author_id else [],
        at=now,
    )


def _open(reply_id: int) -> tuple[Conversation, Reply]:
    conversation_id = Reply.objects.values_list("conversation_id", flat=True).get(pk=reply_id)
    return locked(conversation_id), Reply.objects.get(pk=reply_id)


register_step("answers", hold_back)
