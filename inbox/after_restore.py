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
from django.db.models import TextField, Value
from django.db.models.functions import Coalesce, Concat, Left
from django.utils.translation import gettext_noop

from inbox.actions.base import locked, noted
from inbox.asking import stop_asking
from inbox.domain.delivery import Status, settle_delay
from inbox.holding import alert_author
from inbox.models import Approval, Conversation, Reply
from practice_hub.backups.hooks import register_step

RESTORED: Final = "RESTORED"  # error_kind of what a restore stopped
_ON_ITS_WAY: Final = [Status.QUEUED.value, Status.SENDING.value, Status.UNCERTAIN.value]
_PERHAPS: Final = gettext_noop(
    "A backup was restored, and this was on its way when the backup was made: it may be out. It is "
    "looked for on the network; if it is not found, look there yourself before you send it again."
)
_RETURNED: Final = gettext_noop(
    "A backup was restored, and this waited for an approval when the backup was made. It may have "
    "been approved and sent since: look on the network, then ask again or drop it."
)
_TRIED: Final = Reply.DOUBTED
_BACK: Final = [Status.FAILED.value, Status.REJECTED.value]
_DETAIL_LENGTH: Final = 2000
_DOUBTED_WORDS: Final = (
    "{count} answers were on their way when the backup was made. They are looked for on the "
    "networks and never sent by themselves again."
)
_RETURNED_WORDS: Final = "{count} answers that waited for an approval went back to their authors."
_WARNED_WORDS: Final = (
    "{count} answers had not been sent when the backup was made, and may have been since: each "
    "says so, and is looked for before it is sent again."
)


def hold_back(made_at: datetime, now: datetime) -> Iterable[str]:
    """Each reply in a transaction of its own; what is done is not found again.

    No row knows of what was sent after the backup. Whatever could still have been sent then, as the
    backup knows it, is looked for before it can go out from here.
    """
    of_ours = Reply.objects.filter(conversation__is_imported=False).order_by("pk")
    unsent = of_ours.exclude(error_kind=RESTORED).values_list("pk", flat=True)
    on_its_way = list(unsent.filter(status__in=_ON_ITS_WAY))
    waiting = list(unsent.filter(status=Status.AWAITING_APPROVAL))
    back = list(unsent.filter(status__in=_BACK).exclude(error_detail__startswith=_TRIED))
    for reply_id in on_its_way:
        _doubt(reply_id, now)
    for reply_id in waiting:
        _return(reply_id, now)
    _warn(back)
    all_words = (_DOUBTED_WORDS, _RETURNED_WORDS, _WARNED_WORDS)
    for found, words in zip((on_its_way, waiting, back), all_words, strict=True):
        if found:
            yield words.format(count=f"{len(found):,}")


@transaction.atomic(durable=True)
def _warn(reply_ids: list[int]) -> None:
    """`doubted_at`: whoever tries again lets the sender look first (inbox/dispatch.py)."""
    said = Concat(Value(f"{_TRIED} "), "error_detail", output_field=TextField())
    Reply.objects.filter(pk__in=reply_ids).update(
        error_detail=Left(said, _DETAIL_LENGTH),
        sending_at=Coalesce("sending_at", "created_at"),
        doubted_at=Coalesce("doubted_at", "sending_at", "created_at"),
    )


@transaction.atomic(durable=True)
def _doubt(reply_id: int, now: datetime) -> None:
    row, reply = _open(reply_id)
    delay = settle_delay(0)
    Reply.objects.filter(pk=reply_id, status__in=_ON_ITS_WAY).update(
        status=Status.UNCERTAIN,
        # Looked for from when it was written on: nobody knows when it went out, if it did.
        sending_at=reply.created_at,
        doubted_at=reply.created_at,
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
        status=Status.FAILED,
        error_kind=RESTORED,
        error_detail=_RETURNED,
        sending_at=reply.created_at,
        doubted_at=reply.created_at,
    )
    noted("reply.failed", row, actor=None, now=now, reply=reply_id, kind=RESTORED)
    alert_author(row, reply, now=now)


def _open(reply_id: int) -> tuple[Conversation, Reply]:
    conversation_id = Reply.objects.values_list("conversation_id", flat=True).get(pk=reply_id)
    return locked(conversation_id), Reply.objects.get(pk=reply_id)


register_step("answers", hold_back)
