"""Answers that wait for their account: why, since when, and when they are no longer wanted (L2).

A dead token, an empty account or a pause holds what is queued and fails nothing, and so do hours in
which this machine was off: what is overdue waits until its account was read again. Once the account
is back and all that came in meanwhile has been read, an answer goes out by itself, unless it may no
longer be what its author wants: then it comes back to them.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_noop, override

from inbox.actions.base import noted
from inbox.actions.voiding import VOIDED
from inbox.domain.delivery import Status
from inbox.models import Conversation, Promise, Reply
from listening import wording
from listening.accounts import is_overdue
from listening.models import NetworkAccount
from practice_hub.alerts.actions import raise_alert
from practice_hub.alerts.kinds import Kind

HELD: Final = Reply.HELD
TOO_LONG, PROMISE_PAST = "HELD_TOO_LONG", "PROMISE_PAST"
LOOK_AGAIN: Final = timedelta(minutes=1)
# Half a working day: who asked in the morning has asked elsewhere by the evening, and "today" or
# "right now" in an answer is no longer true (docs/decisions.md).
LONGEST_HOLD: Final = timedelta(hours=4)
_PAST = gettext_noop(
    "This promises something for a time that has passed by now, so nothing was sent. Take the text "
    "back and promise another time."
)


def asked_at(reply: Reply) -> datetime:
    """Since when it ought to go out: what was written to us later may change it.

    `send_after` of one that is tried again says when the next try is, not what its author knew.
    """
    is_tried_again = reply.attempts > 0 and reply.sending_at is not None
    last_wanted_at = reply.sending_at if is_tried_again else reply.send_after
    return reply.held_at or last_wanted_at or reply.send_after


def hold(
    row: Conversation, reply: Reply, *, now: datetime, asked_at: datetime | None = None
) -> None:
    """Keep it queued, with the words that say why; the caller holds the conversation.

    Asked again every minute, and said once, so that undo finds it as it was. `asked_at`: what it
    goes by when its account is back already and only what was missed is still being read.
    """
    is_first = not reply.is_held
    is_back = row.account.status == NetworkAccount.Status.CONNECTED
    since = asked_at if asked_at and is_back else now
    Reply.objects.filter(pk=reply.pk).update(
        status=Status.QUEUED,
        send_after=now + LOOK_AGAIN,
        held_at=reply.held_at or since,
        error_kind=HELD,
        error_detail=_why_held(row.account),
    )
    if is_first:
        noted("reply.held", row, actor=None, now=now, reply=reply.pk, kind=row.account.status)


def _why_held(account: NetworkAccount) -> str:
    """In English, as every reason is kept; pages say it anew from the account."""
    with override(settings.LANGUAGE_CODE):
        return wording.why_held(account)


def why_returned(reply: Reply, *, now: datetime) -> tuple[str, str] | None:
    """Why a due answer goes back to its author, as (error_kind, sentence); None when it may go."""
    waited = now - asked_at(reply)
    if waited > LONGEST_HOLD:
        return TOO_LONG, Reply.WAITED % {"time": wording.duration(waited.total_seconds())}
    planned = Promise.objects.filter(reply=reply, status=Promise.Status.PENDING)
    return (PROMISE_PAST, _PAST) if planned.filter(due_at__lte=now).exists() else None


def tell_author(row: Conversation, reply: Reply, kind: str, *, now: datetime) -> None:
    """Nobody looks any more at an answer that was sent hours ago; what ends with its approval has
    an alert of its own."""
    is_late = reply.held_at is not None or is_overdue(asked_at(reply), now)
    if is_late and kind != VOIDED:
        alert_author(row, reply, now=now)


def alert_author(row: Conversation, reply: Reply, *, now: datetime) -> None:
    """An answer came back to whoever wrote it; in the caller's transaction."""
    raise_alert(
        Kind.ANSWER_RETURNED,
        practice_id=row.practice_id,
        subject=reply,
        path=reverse("inbox:conversation", args=[row.pk]),
        recipients=[reply.author_id] if reply.author_id else [],
        at=now,
    )
