"""What was to go out later comes back as soon as the person says something else (A6, A15).

At its time the outbox looks once more (inbox/outbox.py); whoever wrote it should not have to wait
until then to hear that it will not go.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_noop

from inbox.actions.base import noted
from inbox.domain.delivery import Status
from inbox.holding import alert_author
from inbox.models import Approval, Reply

SOMETHING_NEW = "SOMETHING_NEW"  # error_kind
_SAYS = {
    Approval.VoidReason.NEW_MESSAGE: gettext_noop(
        "The person wrote again before this was to go out, so nothing was sent. "
        "Read it, then try again or change the answer."
    ),
    Approval.VoidReason.POST_EDITED: gettext_noop(
        "The person changed their post before this was to go out, so nothing was "
        "sent. Read it, then try again or change the answer."
    ),
}


def return_scheduled(changed: Mapping[int, str], *, at: datetime) -> None:
    """`changed`: conversation id to why. Called with those conversations locked, by the intake.

    What was approved has been voided before, with words of its own; what answers a post that is
    gone is stopped where the post is forgotten.
    """
    ids = [pk for pk, why in changed.items() if why in _SAYS]
    if not ids:
        return
    waiting = Reply.objects.filter(status=Status.QUEUED, attempts=0, conversation__in=ids)
    for reply in waiting.exclude(goes_out_at=None).select_related("conversation"):
        _return(reply, Approval.VoidReason(changed[reply.conversation_id]), at)


def _return(reply: Reply, why: Approval.VoidReason, at: datetime) -> None:
    Reply.objects.filter(pk=reply.pk).update(
        status=Status.FAILED, error_kind=SOMETHING_NEW, error_detail=_SAYS[why], held_at=None
    )
    row = reply.conversation
    noted("reply.failed", row, actor=None, now=at, reply=reply.pk, kind=SOMETHING_NEW)
    alert_author(row, reply, now=at)
