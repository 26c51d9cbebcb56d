"""What people may still do with a reply, and what they did by hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox import booking
from inbox.actions.attachments import give_back
from inbox.actions.base import locked, noted, require_claim, require_not_held, require_text
from inbox.actions.editing import book_edit
from inbox.actions.errors import ActionRefused
from inbox.actions.later import require_still_fits
from inbox.actions.road import pass_gate, send_or_ask
from inbox.actions.sending import news_since, require_nothing_new
from inbox.actions.voiding import end_open, stop_telling
from inbox.clocks import follow_one
from inbox.fence import approval_of
from inbox.gate import mark_of, role_in
from inbox.models import Approval, Conversation, Leg, Reply
from inbox.promises import drop_promises, open_promises
from inbox.seen import first_unseen
from listening.models import Mention
from practice_hub.practices.models import User
from practice_hub.ready import ready

_STILL_LOOKING = gettext_noop(
    "The hub is still looking for this answer on the network. Wait until it asks you; that takes "
    "a few minutes."
)


def _move(
    reply_id: int, before: list[str], message: str, **changes: Any
) -> tuple[Conversation, Reply]:
    """Conditional UPDATE: the row count says whether we were in time."""
    known = _with_leg.first(reply_id)
    if known is None:
        raise Reply.DoesNotExist(f"There is no answer {reply_id}.")
    row = locked(known.conversation_id)
    if not Reply.objects.filter(pk=reply_id, status__in=before).update(**changes):
        raise ActionRefused("too_late", message)
    return row, _with_leg(reply_id)[0]


@ready
def _with_leg(pk: int, /) -> QuerySet[Reply, Reply]:
    return Reply.objects.filter(pk=pk).select_related("leg", "author")


@transaction.atomic(durable=True)
def undo_reply(*, reply_id: int, actor: User, now: datetime) -> Reply:
    """Take a waiting answer back, also one that waits for approval.

    Raises ActionRefused("too_late") once it is leaving.
    """
    message = _("Too late to undo: it has gone out.")
    before = [Reply.Status.QUEUED.value, Reply.Status.AWAITING_APPROVAL.value]
    row, reply = _move(reply_id, before, message, **_withdrawn(now))
    _let_go(reply, now)
    noted("reply.undone", row, actor=actor, now=now, reply=reply.pk, audience=reply.audience)
    return reply


def _let_go(reply: Reply, now: datetime) -> None:
    """What was asked for it and what it promises ends with it; its pictures come back."""
    stop_telling(reply, at=now)
    end_open(reply, status=Approval.Status.WITHDRAWN, at=now)
    drop_promises(reply, now)
    give_back(reply, now)


def _withdrawn(now: datetime) -> dict[str, Any]:
    return {"status": Reply.Status.WITHDRAWN, "withdrawn_at": now}


@transaction.atomic(durable=True)
def retry_reply(*, reply_id: int, actor: User, now: datetime, seen_seq: int) -> Reply:
    """Send a failed answer again, or ask anew for the approval it needs.

    `seen_seq`: the last thing the page showed; more is refused. The gate reads it once more.
    """
    conversation_id = Reply.objects.values_list("conversation_id", flat=True).get(pk=reply_id)
    row = locked(conversation_id)
    require_not_held(row, actor, now)
    require_nothing_new(row, seen_seq, actor)
    message = _("This answer is no longer waiting for a retry.")
    reply = _again(row, reply_id, Reply.Status.FAILED, message, now)
    noted("reply.retried", row, actor=actor, now=now, reply=reply.pk, audience=reply.audience)
    return reply


def _again(row: Conversation, reply_id: int, before: str, message: str, now: datetime) -> Reply:
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
    reply.seen_seq, reply.claim_token = row.last_seq, row.claim_token
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
    row, reply = _move(reply_id, before, message, **_withdrawn(now))
    _let_go(reply, now)
    noted("reply.discarded", row, actor=actor, now=now, reply=reply.pk, audience=reply.audience)
    return reply


@transaction.atomic(durable=True)
def settle_as_sent(*, reply_id: int, actor: User, now: datetime) -> Reply:
    """A person looked on the network: it went out."""
    row, reply = _move(
        reply_id,
        [Reply.Status.UNCERTAIN],
        _("This one is settled already."),
        status=Reply.Status.SENT,
        sent_at=now,
        settle_after=None,
    )
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
def settle_send_again(*, reply_id: int, actor: User, now: datetime, seen_seq: int) -> Reply:
    """A person looked on the network: it did not go out; send it once more.

    Only when we have looked often enough ourselves; and the sender looks once more, so that what
    the network showed late is not sent twice (P1). Raises ActionRefused, among others with
    "still_looking".
    """
    conversation_id = Reply.objects.values_list("conversation_id", flat=True).get(pk=reply_id)
    row = locked(conversation_id)
    require_not_held(row, actor, now)
    require_nothing_new(row, seen_seq, actor)
    message = _("This one is settled already.")
    doubted = Reply.objects.filter(pk=reply_id, status=Reply.Status.UNCERTAIN)
    if doubted.exclude(settle_after=None).exists():
        raise ActionRefused("still_looking", _(_STILL_LOOKING))
    doubted.update(doubted_at=Coalesce("doubted_at", "sending_at", "created_at"))
    reply = _again(row, reply_id, Reply.Status.UNCERTAIN, message, now)
    noted("reply.settled_send_again", row, actor=actor, now=now, reply=reply.pk)
    return reply


def leg_by_hand(row: Conversation, channel: str, now: datetime) -> Leg:
    """The leg of calls, or of mails that somebody writes down by hand."""
    defaults = {"account": row.account, "opened_at": now}
    leg, _is_new = Leg.objects.get_or_create(conversation=row, channel=channel, defaults=defaults)
    return leg


def book_by_hand(
    row: Conversation, leg: Leg, *, actor: User, now: datetime, body: str, target: Mention | None
) -> Reply:
    """What was said outside, as an answer that is out; `row` is locked by the caller."""
    reply = Reply(
        practice_id=row.practice_id,
        conversation=row,
        leg=leg,
        target=target,
        author=actor,
        audience=Reply.Audience.PRIVATE if leg.is_private else Reply.Audience.PUBLIC,
        via=Reply.Via.MANUAL,
        body=body,
        status=Reply.Status.SENT,
        created_at=now,
        send_after=now,
        sent_at=now,
        claim_token=row.claim_token,
        seen_seq=row.last_seq,
    )
    booking.book_answer(row, leg, reply, now)
    reply.save(force_insert=True)
    leg.save()
    row.save()
    follow_one(row, at=now, answer=reply)
    open_promises(reply, now)
    return reply


@transaction.atomic(durable=True)
def record_answered_there(
    *,
    conversation_id: int,
    actor: User,
    now: datetime,
    claim_token: int,
    seen_seq: int,
    body: str = "",
) -> Reply:
    """Answered by hand on the network, where its API would not let us; this stops the clock."""
    row = locked(conversation_id)
    require_claim(row, actor, claim_token, now)
    require_nothing_new(row, seen_seq, actor)
    leg = Leg.objects.filter(conversation=row, channel=Leg.Channel.PUBLIC).first()
    if leg is None:
        raise ActionRefused("cannot_reply", _("There is nothing in public to answer here."))
    reply = book_by_hand(row, leg, actor=actor, now=now, body=body.strip(), target=row.last_mention)
    noted("reply.answered_there", row, actor=actor, now=now, reply=reply.pk)
    return reply


@transaction.atomic(durable=True)
def record_private_contact(
    *,
    conversation_id: int,
    actor: User,
    now: datetime,
    claim_token: int,
    channel: str,
    direction: str,
    body: str,
) -> None:
    """A call or an e-mail, written down by hand (A2). `direction` is "OUT" (we did) or "IN"."""
    body = require_text(body, _("what was said"))
    if channel not in (Leg.Channel.EMAIL, Leg.Channel.PHONE):
        raise ActionRefused("channel", _("Choose e-mail or phone."))
    row = locked(conversation_id)
    require_claim(row, actor, claim_token, now)
    leg = leg_by_hand(row, channel, now)
    if direction == "IN":
        heard = {"channel": leg.get_channel_display(), "body": body}
        words = _("%(channel)s, they said: %(body)s") % heard
        row.notes.create(author=actor, body=words, created_at=now)
        leg.last_inbound_at = now
        leg.save()
    else:
        book_by_hand(row, leg, actor=actor, now=now, body=body, target=None)
    noted("contact.recorded", row, actor=actor, now=now, channel=channel, direction=direction)
