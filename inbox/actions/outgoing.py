"""What people may still do with an answer that is not out, or perhaps is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox import booking
from inbox.actions.attachments import give_back
from inbox.actions.base import locked, noted, require_not_held
from inbox.actions.editing import book_edit
from inbox.actions.errors import ActionRefused
from inbox.actions.later import require_still_fits
from inbox.actions.road import pass_gate, send_or_ask
from inbox.actions.unread import news_since, require_nothing_new
from inbox.actions.voiding import end_open, stop_telling
from inbox.beside_threads import NOTHING, Read, kept, news_beside
from inbox.clocks import follow_one
from inbox.columns import unseen
from inbox.fence import approval_of
from inbox.gate import mark_of, role_in
from inbox.models import Approval, Conversation, Reply
from inbox.promises import drop_promises, open_promises
from inbox.seen import first_unseen
from practice_hub.practices.models import User
from practice_hub.ready import one_of, ready
from practice_hub.ready_changes import Change, ready_change

_STILL_LOOKING = gettext_noop(
    "The hub is still looking for this answer on the network. Wait until it asks you; that takes "
    "a few minutes."
)


def _move(reply_id: int, message: str, change: Callable[[], int]) -> tuple[Conversation, Reply]:
    """Conditional UPDATE: the row count says whether we were in time."""
    stands_in = _conversation_of.first(reply_id)
    if stands_in is None:
        raise Reply.DoesNotExist(f"There is no answer {reply_id}.")
    row = locked(stands_in)
    if not change():
        raise ActionRefused("too_late", message)
    reply = _with_leg(reply_id)[0]
    reply.conversation = row
    return row, reply


@ready
def _conversation_of(pk: int, /) -> QuerySet[Reply, int]:
    return Reply.objects.filter(pk=pk).values_list("conversation_id", flat=True)


@ready
def _with_leg(pk: int, /) -> QuerySet[Reply, Reply]:
    found = Reply.objects.filter(pk=pk).select_related("leg", "author")
    return found.defer(*unseen(users=["author"]))


@ready_change
def _withdrawn(pk: int, before: list[str], now: datetime, /) -> Change:
    found = Reply.objects.filter(one_of("status", before), pk=pk)
    return found, {"status": Reply.Status.WITHDRAWN.value, "withdrawn_at": now}


@transaction.atomic(durable=True)
def undo_reply(*, reply_id: int, actor: User, now: datetime) -> Reply:
    """Take a waiting answer back, also one that waits for approval.

    Raises ActionRefused("too_late") once it is leaving.
    """
    message = _("Too late to undo: it has gone out.")
    before = [Reply.Status.QUEUED.value, Reply.Status.AWAITING_APPROVAL.value]
    row, reply = _move(reply_id, message, lambda: _withdrawn(reply_id, before, now))
    _let_go(reply, now)
    noted("reply.undone", row, actor=actor, now=now, reply=reply.pk, audience=reply.audience)
    return reply


def _let_go(reply: Reply, now: datetime) -> None:
    """What was asked for it and what it promises ends with it; its pictures come back."""
    stop_telling(reply, at=now)
    end_open(reply, status=Approval.Status.WITHDRAWN, at=now)
    drop_promises(reply, now)
    give_back(reply, now)


@transaction.atomic(durable=True)
def retry_reply(
    *, reply_id: int, actor: User, now: datetime, seen_seq: int, beside: Read = NOTHING
) -> Reply:
    """Send a failed answer again, or ask anew for the approval it needs.

    `seen_seq`: the last thing the page showed, `beside` of the threads it is merged with; more is
    refused. The gate reads it once more.
    """
    conversation_id = Reply.objects.values_list("conversation_id", flat=True).get(pk=reply_id)
    row = locked(conversation_id)
    require_not_held(row, actor, now)
    read = require_nothing_new(row, seen_seq, actor, beside)
    message = _("This answer is no longer waiting for a retry.")
    reply = _again(row, reply_id, Reply.Status.FAILED, message, now, read)
    noted("reply.retried", row, actor=actor, now=now, reply=reply.pk, audience=reply.audience)
    return reply


def _again(
    row: Conversation, reply_id: int, before: str, message: str, now: datetime, read: Read
) -> Reply:
    """Once more through the gate and onto the road; in public it can be undone again (A15)."""
    related = ("leg", "target", "author", "override_by")
    found = Reply.objects.filter(pk=reply_id, status=before).select_related(*related)
    reply = found.first()
    if reply is None:
        raise ActionRefused("too_late", message)
    if before == Reply.Status.FAILED:
        require_still_fits(row, reply, at=now)
    need = pass_gate(row, reply, now=now)
    need = None if need is None or _is_still_approved(row, reply, now) else need
    if need is None:
        _require_alone(row, reply)
    else:
        end_open(reply, status=Approval.Status.VOID, at=now)
    is_public = reply.audience == Reply.Audience.PUBLIC
    reply.status = Reply.Status.AWAITING_APPROVAL if need else Reply.Status.QUEUED
    reply.send_after = now + timedelta(seconds=settings.UNDO_SECONDS if is_public else 0)
    reply.goes_out_at = None  # whoever presses "Try again" means now
    reply.attempts = reply.settle_looks = 0
    reply.settle_after = None
    reply.error_kind = reply.error_detail = ""
    reply.held_at = None
    reply.seen_seq, reply.seen_beside = row.last_seq, kept(read)
    reply.claim_token = row.claim_token
    reply.save()
    stop_telling(reply, at=now)
    send_or_ask(row, reply, need, now=now)
    return reply


def _is_still_approved(row: Conversation, reply: Reply, now: datetime) -> bool:
    """A network that was away for a while does not cost a second approval of the same words.

    An answer of a colleague meanwhile does: the approver has not read it.
    """
    given = approval_of(reply)
    return (
        given is not None
        and not any(news_since(row, given.seen_seq, reply.author))
        and not any(news_beside(row, reply))
        and given.expires_at > now
        and given.fingerprint == mark_of(reply)
        and role_in(reply.practice_id, given.decided_by) in given.approver_roles
    )


def _require_alone(row: Conversation, reply: Reply) -> None:
    others = row.replies.in_flight().filter(audience=reply.audience).exclude(pk=reply.pk)
    if others.exists():
        raise ActionRefused("in_flight", _("Another answer is already on its way."))


@transaction.atomic(durable=True)
def discard_reply(*, reply_id: int, actor: User, now: datetime) -> Reply:
    """Give up on an answer that failed or was returned; its text stays readable."""
    message = _("This answer is no longer waiting.")
    before = [Reply.Status.FAILED.value, Reply.Status.REJECTED.value]
    row, reply = _move(reply_id, message, lambda: _withdrawn(reply_id, before, now))
    _let_go(reply, now)
    noted("reply.discarded", row, actor=actor, now=now, reply=reply.pk, audience=reply.audience)
    return reply


@transaction.atomic(durable=True)
def settle_as_sent(*, reply_id: int, actor: User, now: datetime) -> Reply:
    """A person looked on the network: it went out."""
    doubted = Reply.objects.filter(pk=reply_id, status=Reply.Status.UNCERTAIN)
    sent = {"status": Reply.Status.SENT, "sent_at": now, "settle_after": None}
    message = _("This one is settled already.")
    row, reply = _move(reply_id, message, lambda: doubted.update(**sent))
    sent_at = reply.sending_at or now
    if reply.edits_id:
        book_edit(row, reply, at=sent_at)
    else:
        _book_as_sent(row, reply, sent_at)
    open_promises(reply, now)
    noted("reply.settled_as_sent", row, actor=actor, now=now, reply=reply.pk)
    return reply


def _book_as_sent(row: Conversation, reply: Reply, at: datetime) -> None:
    unseen = first_unseen(reply)
    booking.book_answer(row, reply.leg, reply, at, unseen=unseen)
    reply.sent_at = at
    reply.save()
    reply.leg.save()
    row.save()
    follow_one(row, at=at, answer=reply, seen_at=unseen.seen_at if unseen else None)


@transaction.atomic(durable=True)
def settle_send_again(
    *, reply_id: int, actor: User, now: datetime, seen_seq: int, beside: Read = NOTHING
) -> Reply:
    """A person looked on the network: it did not go out; send it once more.

    Only when we have looked often enough ourselves; and the sender looks once more, so that what
    the network showed late is not sent twice (P1). Raises ActionRefused, among others with
    "still_looking".
    """
    conversation_id = Reply.objects.values_list("conversation_id", flat=True).get(pk=reply_id)
    row = locked(conversation_id)
    require_not_held(row, actor, now)
    read = require_nothing_new(row, seen_seq, actor, beside)
    message = _("This one is settled already.")
    doubted = Reply.objects.filter(pk=reply_id, status=Reply.Status.UNCERTAIN)
    if doubted.exclude(settle_after=None).exists():
        raise ActionRefused("still_looking", _(_STILL_LOOKING))
    doubted.update(doubted_at=Coalesce("doubted_at", "sending_at", "created_at"))
    reply = _again(row, reply_id, Reply.Status.UNCERTAIN, message, now, read)
    noted("reply.settled_send_again", row, actor=actor, now=now, reply=reply.pk)
    return reply
