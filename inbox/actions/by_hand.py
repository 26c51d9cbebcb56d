"""What was done elsewhere, written down by hand: an answer on the network, a call, a mail (A2)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from inbox import booking
from inbox.actions.base import locked, noted, require_claim, require_text
from inbox.actions.errors import ActionRefused
from inbox.actions.unread import require_nothing_new
from inbox.clocks import follow_one
from inbox.models import Conversation, Leg, Reply
from inbox.promises import open_promises
from listening.models import Mention
from practice_hub.practices.models import User


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
