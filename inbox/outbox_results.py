"""Booking what came of a send. Each function is one transaction on one reply."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_noop

from inbox import booking, holding
from inbox.actions.base import locked, noted
from inbox.actions.editing import OUR_SENTENCE, book_edit
from inbox.actions.voiding import VOIDED
from inbox.clocks import follow_one
from inbox.domain.delivery import MAX_ATTEMPTS, Status, retry_delay, settle_delay
from inbox.forgetting import drop_unsent
from inbox.models import Conversation, Reply
from inbox.promises import open_promises
from inbox.seen import first_unseen
from listening.blocking import note_block
from listening.connectors.base import ConnectorError, ErrorKind, Sent
from listening.models import NetworkAccount
from listening.schedule import ACCOUNT_STATUS, has_same_secrets, set_account_status

# A fault of the network is waited for that long; then a person may decide as well as we.
LOOK_FOR = timedelta(hours=1)
TARGET = OUR_SENTENCE  # code of our own sentence on what the answer was meant for
# QUEUED once more: a person said that it is not there while we were still looking, or sending.
_MAY_BE_OUT = [Status.SENDING.value, Status.UNCERTAIN.value, Status.QUEUED.value]
_WHAT_TO_DO = {
    ErrorKind.PERMISSION: gettext_noop(
        "The network says a permission is missing. A manager can reconnect the "
        "account under Sources."
    ),
    ErrorKind.GONE: gettext_noop("The post is no longer there, so nothing was sent."),
    ErrorKind.REFUSED: gettext_noop(
        "The network refused this answer. Open the post there, answer by hand and record it here."
    ),
    ErrorKind.BLOCKED: gettext_noop(
        "The network does not take answers of this account for now, because of "
        "what they say or how many there are. Nothing more is sent from it until "
        "a manager lets answers go again under Sources."
    ),
    ErrorKind.WINDOW: gettext_noop(
        "The network's time for private messages is over. Answer in public, or use e-mail or phone."
    ),
    ErrorKind.DUPLICATE: gettext_noop(
        "The network says this was answered already, or in these very words. "
        "Look there; if it was not, change the wording or use another way."
    ),
    ErrorKind.UNSUPPORTED: gettext_noop(
        "The network no longer offers this. Answer there by hand and record it."
    ),
    ErrorKind.TRANSIENT: gettext_noop(
        "The network could not be reached for a long time. Try again later."
    ),
    ErrorKind.RATE_LIMIT: gettext_noop(
        "The network's limit was used up for a long time. Try again later."
    ),
}


def _open(reply_id: int) -> tuple[Conversation, Reply]:
    conversation_id = Reply.objects.values_list("conversation_id", flat=True).get(pk=reply_id)
    row = locked(conversation_id)
    return row, Reply.objects.select_related("leg").get(pk=reply_id)


@transaction.atomic(durable=True)
def sent(*, reply_id: int, found: Sent, now: datetime) -> None:
    """It is out: book the answer. The poller may have seen it first, then this changes nothing."""
    row, reply = _open(reply_id)
    if reply.status not in _MAY_BE_OUT:
        return
    if reply.edits_id:
        book_edit(row, reply, at=now)
        open_promises(reply, now)
        return
    if not _take_id(reply, found):
        if reply.status == Status.UNCERTAIN:
            _book_not_found(row, reply, now)
        return
    _mark_sent(reply, found)
    reply.sent_at = _sent_at(reply, found, now)
    unseen = first_unseen(reply)
    booking.book_answer(row, reply.leg, reply, reply.sent_at, unseen=unseen)
    reply.save()
    reply.leg.save()
    row.save()
    follow_one(row, at=now, answer=reply, seen_at=unseen.seen_at if unseen else None)
    open_promises(reply, now)
    noted("reply.sent", row, actor=None, now=now, reply=reply.pk, audience=reply.audience)


def _mark_sent(reply: Reply, found: Sent) -> None:
    reply.status = Status.SENT.value
    reply.external_id = found.external_id
    reply.settle_after = None
    reply.error_kind = reply.error_detail = ""
    if reply.leg.is_private:
        reply.leg.thread_id = found.thread_id or reply.leg.thread_id
        reply.leg.recipient_id = found.recipient_id or reply.leg.recipient_id


def _sent_at(reply: Reply, found: Sent, now: datetime) -> datetime:
    """On our clock, by which people wait: the network's may be hours away from it."""
    return min(max(found.posted_at or now, reply.created_at), now)


def _take_id(reply: Reply, found: Sent) -> bool:
    """The poller may have seen our post before we knew its id, and given it to another row.

    False: we only looked for our words, and what we found is an earlier answer in the same words.
    """
    same = Reply.objects.filter(
        conversation=reply.conversation_id, external_id=found.external_id
    ).exclude(pk=reply.pk)
    same.filter(via=Reply.Via.NATIVE).delete()
    if reply.status != Status.SENDING and same.exists():
        return False
    same.update(external_id="")
    return True


@transaction.atomic(durable=True)
def failed_before_sending(*, reply_id: int, error: ConnectorError, now: datetime) -> None:
    """Nothing left the house: retry what may pass, hold for a dead token, else fail loudly."""
    row, reply = _open(reply_id)
    if reply.status == Status.SENDING:
        _book_failure(row, reply, error, now)


@transaction.atomic(durable=True)
def failed_sending(*, reply_id: int, error: ConnectorError, now: datetime) -> None:
    """The call itself failed; when its outcome is unknown the reply is UNCERTAIN."""
    row, reply = _open(reply_id)
    if reply.status != Status.SENDING:
        return
    # "Duplicate" may be our own earlier try that went out after all: look before failing.
    if error.kind in (ErrorKind.UNKNOWN_OUTCOME, ErrorKind.DUPLICATE):
        _book_uncertain(row, reply, error, now)
    else:
        _book_failure(row, reply, error, now)


def _book_failure(row: Conversation, reply: Reply, error: ConnectorError, now: datetime) -> None:
    if error.kind in ACCOUNT_STATUS:
        _hold(row, reply, error, now)
        return
    if error.kind == ErrorKind.BLOCKED:
        note_block(row.account, now=now)
    if error.is_permanent or reply.attempts >= MAX_ATTEMPTS:
        refuse(row, reply, error.kind.value, _explain(error), now=now)
    else:
        later = error.retry_at or now + retry_delay(reply.attempts)
        reply.status = Status.QUEUED.value
        reply.send_after = max(later, now + timedelta(seconds=1))
        reply.error_kind, reply.error_detail = error.kind.value, error.detail[:2000]
        reply.save()
        noted("reply.will_retry", row, actor=None, now=now, reply=reply.pk, kind=error.kind.value)


def _explain(error: ConnectorError) -> str:
    if error.code == TARGET:
        return error.detail
    return _WHAT_TO_DO.get(error.kind, error.detail)


def _hold(row: Conversation, reply: Reply, error: ConnectorError, now: datetime) -> None:
    """A dead token or an empty account holds replies instead of failing them.

    An account that was connected again since the send began is left alone: that was the old token.
    """
    status = ACCOUNT_STATUS[error.kind]
    if row.account.status_at <= (reply.sending_at or now):
        set_account_status(row.account, status, detail=error.detail, now=now)
    row.account.refresh_from_db(fields=["status"])  # a person may have paused it meanwhile
    Reply.objects.filter(pk=reply.pk).update(attempts=max(reply.attempts - 1, 0))
    holding.hold(row, reply, now=now)


def refuse(row: Conversation, reply: Reply, kind: str, message: str, *, now: datetime) -> None:
    """Fail loudly with what to do; the caller holds the transaction."""
    reply.status = Status.FAILED.value
    reply.error_kind, reply.error_detail = kind, message[:2000]
    reply.save()
    if reply.target is not None and reply.target.deleted_at:
        drop_unsent([reply.target])
    noted("reply.failed", row, actor=None, now=now, reply=reply.pk, kind=kind)
    if reply.goes_out_at is not None and kind != VOIDED:  # nobody is looking at it any more
        holding.alert_author(row, reply, now=now)


def _book_uncertain(
    row: Conversation, reply: Reply, error: ConnectorError | None, now: datetime
) -> None:
    reply.status = Status.UNCERTAIN.value
    delay = settle_delay(0)
    reply.settle_after = now + delay if delay else None
    reply.settle_looks = 0
    if error is not None:
        reply.error_kind, reply.error_detail = error.kind.value, error.detail[:2000]
    reply.save()
    noted("reply.uncertain", row, actor=None, now=now, reply=reply.pk)


@transaction.atomic(durable=True)
def expire_sending(*, reply_id: int, now: datetime) -> None:
    """A sender that died between the call and its booking leaves an uncertain reply."""
    row, reply = _open(reply_id)
    if reply.status == Status.SENDING and Reply.objects.stuck(now).filter(pk=reply_id).exists():
        _book_uncertain(row, reply, None, now)


@transaction.atomic(durable=True)
def not_found(*, reply_id: int, now: datetime) -> None:
    """Not on the network (yet): look again later, at last ask a person. Never resent blindly."""
    row, reply = _open(reply_id)
    if reply.status == Status.UNCERTAIN:
        _book_not_found(row, reply, now)


def _book_not_found(row: Conversation, reply: Reply, now: datetime) -> None:
    reply.settle_looks += 1
    delay = settle_delay(reply.settle_looks)
    reply.settle_after = now + delay if delay else None
    if delay is None and reply.error_kind == ErrorKind.DUPLICATE:
        refuse(row, reply, reply.error_kind, _WHAT_TO_DO[ErrorKind.DUPLICATE], now=now)
        return
    reply.save()
    noted("reply.not_found", row, actor=None, now=now, reply=reply.pk, needs_person=delay is None)


@transaction.atomic(durable=True)
def could_not_look(
    *, reply_id: int, error: ConnectorError, used: NetworkAccount, now: datetime
) -> None:
    """The network did not answer the question: ask again, this look does not count.

    Where it will not answer (no right, a dead token) or has not for long, a person decides, so
    that nothing is in flight for ever. Should the poller still see the answer, it is sent.
    `used`: the account as it was when the question was put. What its old token was refused says
    nothing of a token that came meanwhile: then it is asked again.
    """
    row, reply = _open(reply_id)
    if reply.status != Status.UNCERTAIN:
        return
    is_old = error.kind in ACCOUNT_STATUS and not has_same_secrets(used, row.account)
    is_over = not is_old and (error.is_permanent or now - (reply.sending_at or now) > LOOK_FOR)
    again_at = max(error.retry_at or now, now + timedelta(seconds=30))
    reply.settle_after = None if is_over else again_at
    reply.save()
    if is_over:
        noted("reply.not_found", row, actor=None, now=now, reply=reply.pk, needs_person=True)
    if error.kind == ErrorKind.AUTH and not is_old:
        set_account_status(row.account, ACCOUNT_STATUS[error.kind], detail=error.detail, now=now)
