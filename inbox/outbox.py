"""Delivering the outbox: a row moves QUEUED to SENDING in its own commit before the call.

From SENDING on the answer may be out, so nothing is ever resent blindly: a timeout or a crash
leaves UNCERTAIN, which is settled by looking on the network, else by a person.
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from inbox import holding
from inbox import outbox_results as results
from inbox.actions.base import locked, noted
from inbox.actions.editing import send_edit
from inbox.actions.later import has_moved_on
from inbox.actions.public_first import OVERTAKES, is_overtaking
from inbox.actions.road import DELIVER
from inbox.actions.unread import news_since
from inbox.actions.voiding import Reason
from inbox.beside_threads import news_beside
from inbox.dispatch import Outgoing, found_before, look_for, outgoing_of
from inbox.domain.delivery import Status
from inbox.fence import approval_of, last_look, void_given
from inbox.models import Conversation, Reply
from inbox.send_time import SEND_SECONDS
from listening.accounts import can_send
from listening.clients import connector_for
from listening.connectors.base import (
    Audience,
    Connector,
    ConnectorError,
    ErrorKind,
    GoneWhy,
    Sent,
    TargetState,
)
from listening.connectors.http import within
from listening.ingest import note_missing
from practice_hub.jobs import enqueue_on_commit

logger = logging.getLogger(__name__)
SETTLE = "inbox.settle_reply"
_TARGET_GONE = {
    TargetState.GONE: gettext_noop(
        "The post you answer was removed on the network, so nothing was sent."
    ),
    TargetState.HIDDEN: gettext_noop(
        "The post you answer is hidden on the network, so nothing was sent."
    ),
    TargetState.AUTHOR_GONE: gettext_noop(
        "The person's account is gone or protected, so nothing was sent."
    ),
}
_TAKEN = gettext_noop("A colleague took this conversation over, so nothing was sent.")
_SOMETHING_NEW = gettext_noop(
    "Something new arrived before this went out, so nothing was sent. Read it, then retry."
)
_ENDED = gettext_noop(
    "The conversation was resolved or closed before this was to go out, so nothing was sent. Take "
    "the text back, or open the conversation again."
)
_OVERTAKES = gettext_noop(
    "The public answer that was to go first has not gone out, so nothing was sent. Answer in "
    "public first, or say why not."
)
_GONE_WHY = {TargetState.GONE: GoneWhy.DELETED, TargetState.AUTHOR_GONE: GoneWhy.PROTECTED}


def deliver(*, reply_id: int, now: datetime) -> None:
    """Send one reply if it is due. A repeated or late nudge does nothing."""
    outgoing = begin(reply_id=reply_id, now=now)
    if outgoing is not None:
        with within(SEND_SECONDS):
            _deliver(outgoing)


def _deliver(outgoing: Outgoing) -> None:
    reply_id = outgoing.reply_id
    try:
        connector = connector_for(outgoing.account)
        found = found_before(connector, outgoing)
        if found is None:
            _require_target(connector, outgoing)
    except ConnectorError as error:  # nothing was sent yet
        results.failed_before_sending(reply_id=reply_id, error=error, now=timezone.now())
        return
    except Exception:  # a mistake of ours, also before anything was sent
        logger.exception("reply %s: unexpected error before sending", reply_id)
        results.failed_before_sending(reply_id=reply_id, error=_our_mistake(), now=timezone.now())
        return
    if found is None:
        _send(connector, outgoing)
    else:
        results.sent(reply_id=reply_id, found=found, now=timezone.now())


def _our_mistake() -> ConnectorError:
    detail = gettext_noop("Something went wrong inside Practice Hub. The log has the details.")
    return ConnectorError(ErrorKind.TRANSIENT, detail, code="internal")


def target_error(state: TargetState) -> ConnectorError:
    """Why nothing is sent to a post that is no longer there for us."""
    return ConnectorError(ErrorKind.GONE, _TARGET_GONE[state], code=results.TARGET)


def _send(connector: Connector, outgoing: Outgoing) -> None:
    try:
        sent = _call(connector, outgoing)
    except ConnectorError as error:
        results.failed_sending(reply_id=outgoing.reply_id, error=error, now=timezone.now())
    except Exception:
        logger.exception("reply %s: unexpected error while sending", outgoing.reply_id)
        detail = gettext_noop("Unexpected error.")
        unknown = ConnectorError(ErrorKind.UNKNOWN_OUTCOME, detail, code="internal")
        results.failed_sending(reply_id=outgoing.reply_id, error=unknown, now=timezone.now())
    else:
        results.sent(reply_id=outgoing.reply_id, found=sent, now=timezone.now())


def _call(connector: Connector, outgoing: Outgoing) -> Sent:
    now = timezone.now()
    if outgoing.changes:
        return send_edit(connector, outgoing.target, outgoing.changes, outgoing.body, now=now)
    if outgoing.audience == Audience.PUBLIC:
        return connector.publish_reply(
            outgoing.target, outgoing.body, now=now, pictures=outgoing.pictures
        )
    return connector.send_private(outgoing.target, outgoing.body, now=now)


def _require_target(connector: Connector, outgoing: Outgoing) -> None:
    """Gone, hidden, author gone: known before the send, not after it."""
    if not outgoing.target.external_id or outgoing.changes:
        return
    state = connector.check_target(outgoing.target)
    why = _GONE_WHY.get(state)
    if why is not None:
        note_missing(
            account=outgoing.account,
            external_id=outgoing.target.external_id,
            why=why,
            now=timezone.now(),
        )
    if state in _TARGET_GONE:
        raise target_error(state)


@transaction.atomic(durable=True)
def begin(*, reply_id: int, now: datetime) -> Outgoing | None:
    """QUEUED to SENDING, committed before any call. None: not due, held, or refused."""
    found = _due(reply_id, now)
    if found is None:
        return None
    row, reply = found
    asked_at = holding.asked_at(reply)
    read_at = reply.created_at if reply.goes_out_at else None
    if not can_send(row.account, asked_at=asked_at, now=now, read_at=read_at):
        holding.hold(row, reply, now=now, asked_at=asked_at)
        return None
    refusal = why_not(row, reply, now)
    if refusal:
        results.refuse(row, reply, *refusal, now=now)
        holding.tell_author(row, reply, refusal[0], now=now)
        return None
    Reply.objects.filter(pk=reply_id, status=Status.QUEUED).update(
        status=Status.SENDING, sending_at=now, attempts=reply.attempts + 1
    )
    noted("reply.sending", row, actor=None, now=now, reply=reply.pk, attempt=reply.attempts + 1)
    return outgoing_of(row, reply, now)


def _due(reply_id: int, now: datetime) -> tuple[Conversation, Reply] | None:
    """Both rows, the conversation locked."""
    known = Reply.objects.filter(pk=reply_id).values_list("conversation_id", flat=True).first()
    if known is None:
        return None
    row = locked(known)
    due = Reply.objects.due(now).select_related("leg", "target", "author")
    reply = due.filter(pk=reply_id).first()
    return (row, reply) if reply else None


def why_not(row: Conversation, reply: Reply, now: datetime) -> tuple[str, str] | None:
    """Is it still what its author wanted, and may it still go out? None: yes."""
    return (
        _refusal(row, reply, now)
        or holding.why_returned(reply, now=now)
        or last_look(row, reply, now=now)
    )


def _refusal(row: Conversation, reply: Reply, now: datetime) -> tuple[str, str] | None:
    """The fence, once more at the last moment: taken over, or something new meanwhile.

    What was approved rests on what its approver had read, not on who holds the conversation.
    """
    given = approval_of(reply)
    if given is None and _is_taken(row, reply, now):
        return "CLAIM_LOST", _TAKEN
    if reply.goes_out_at is not None and has_moved_on(row, reply):
        return "ENDED", _ENDED
    items, replies = news_since(row, reply.seen_seq, reply.author)
    if not items and not replies:
        items, replies = news_beside(row, reply)
    if not items and not replies:
        return _order(row, reply)
    if given is not None:
        reason = Reason.NEW_MESSAGE if items else Reason.COLLEAGUE_ANSWERED
        return void_given(row, given, reason, now=now)
    return "SOMETHING_NEW", _SOMETHING_NEW


def _is_taken(row: Conversation, reply: Reply, now: datetime) -> bool:
    """What goes out later outlasts its claim: then it matters who has the conversation by now."""
    if reply.goes_out_at is None:
        return row.claim_token != reply.claim_token
    return row.is_claimed(now) and row.claimed_by_id != reply.author_id


def _order(row: Conversation, reply: Reply) -> tuple[str, str] | None:
    """What goes out later may have lost the public answer that was to go before it (A1)."""
    at = reply.goes_out_at
    if at is None or not is_overtaking(row, reply, at=at):
        return None
    return OVERTAKES, _OVERTAKES


def settle(*, reply_id: int, now: datetime) -> None:
    """Look on the network for an UNCERTAIN reply. Not found often enough: a person decides."""
    reply = (
        Reply.objects.to_settle(now)
        .select_related("leg", "target", "edits", "conversation__account")
        .filter(pk=reply_id)
        .first()
    )
    if reply is None:
        return
    outgoing = outgoing_of(reply.conversation, reply, now)
    try:
        found = look_for(connector_for(outgoing.account), outgoing)
    except ConnectorError as error:
        _could_not_look(reply_id, error, outgoing)
        return
    except Exception:  # else it would be looked for again and again, and nobody would be told
        logger.exception("reply %s: unexpected error while looking", reply_id)
        _could_not_look(reply_id, _our_mistake(), outgoing)
        return
    if found is None:
        results.not_found(reply_id=reply_id, now=timezone.now())
    else:
        results.sent(reply_id=reply_id, found=found, now=timezone.now())


def _could_not_look(reply_id: int, error: ConnectorError, outgoing: Outgoing) -> None:
    used = outgoing.account
    results.could_not_look(reply_id=reply_id, error=error, used=used, now=timezone.now())


def sweep(*, now: datetime, limit: int = 100) -> None:
    """What nudges may have missed: due replies, dead senders, uncertain ones to look for."""
    dead = Reply.objects.stuck(now).order_by("sending_at", "pk")
    for reply_id in list(dead.values_list("pk", flat=True)[:limit]):
        results.expire_sending(reply_id=reply_id, now=now)
    for reply_id in list(Reply.objects.due(now).in_turns().values_list("pk", flat=True)[:limit]):
        enqueue_on_commit(DELIVER, reply_id=reply_id)
    unclear = Reply.objects.to_settle(now).order_by("settle_after", "pk")
    for reply_id in list(unclear.values_list("pk", flat=True)[:limit]):
        enqueue_on_commit(SETTLE, reply_id=reply_id)
