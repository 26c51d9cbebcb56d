"""Another time for an answer that is to go out later, or now after all; also while it waits for its
approval."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox.actions.approval_words import RAN_OUT
from inbox.actions.approvals import require_right
from inbox.actions.base import locked, noted, require_not_held
from inbox.actions.errors import ActionRefused
from inbox.actions.later import (
    SEND_AT,
    has_moved_on,
    move_promises,
    require_later,
    require_open_then,
)
from inbox.actions.public_first import require_not_overtaking
from inbox.actions.road import nudge
from inbox.actions.unread import news_since
from inbox.beside_threads import news_beside
from inbox.fence import approval_of
from inbox.models import Approval, Conversation, Reply
from practice_hub.practices.models import Membership, User

_MOVED_ON = gettext_noop(
    "The conversation was resolved, closed or opened again since this was written. Take it back, "
    "then write what fits now."
)
_TOO_LATE = gettext_noop("Too late: this answer no longer waits for its time.")
_DECIDED = gettext_noop("Too late: this answer no longer waits for an approval.")


@transaction.atomic(durable=True)
def reschedule_reply(*, reply_id: int, actor: User, now: datetime, goes_out_at: datetime) -> Reply:
    """Give a waiting answer another time. Raises ActionRefused: too_late, claimed, send_at,
    private_first."""
    row, reply = _waiting(reply_id, actor, now)
    require_later(goes_out_at, reply.purpose, now=now)
    if reply.audience == Reply.Audience.PRIVATE:
        require_open_then(row, goes_out_at)
        require_not_overtaking(row, reply, at=goes_out_at)
    given = approval_of(reply)
    if given is not None and goes_out_at >= given.expires_at:
        raise ActionRefused(SEND_AT, _("The approval ends before that. Pick an earlier time."))
    move_promises(row, reply, goes_out_at)
    reply.goes_out_at = reply.send_after = goes_out_at
    reply.save(update_fields=["goes_out_at", "send_after"])
    _note("reply.rescheduled", row, reply, actor, now, goes_out_at=goes_out_at.isoformat())
    nudge(reply, now=now)
    return reply


@transaction.atomic(durable=True)
def schedule_waiting(
    *, reply_id: int, actor: Membership, now: datetime, goes_out_at: datetime | None
) -> Reply:
    """Say when an answer that waits for its approval goes out once that is given; None: at once.

    For its author, and for who may decide on it. A time that has passed when it is approved means
    at once. Raises ActionRefused: "too_late", "not_allowed", "send_at", "private_first".
    """
    row, reply = _asked(reply_id, actor, now)
    require_later(goes_out_at, reply.purpose, now=now)
    if reply.audience == Reply.Audience.PRIVATE:
        require_open_then(row, goes_out_at)
        require_not_overtaking(row, reply, at=goes_out_at or now)
    move_promises(row, reply, goes_out_at or now)
    reply.goes_out_at = goes_out_at
    reply.save(update_fields=["goes_out_at"])
    at = {"goes_out_at": goes_out_at.isoformat()} if goes_out_at else {"is_at_once": True}
    _note("reply.rescheduled", row, reply, actor.user, now, **at)
    return reply


def _asked(reply_id: int, actor: Membership, now: datetime) -> tuple[Conversation, Reply]:
    """Both rows, the conversation locked; nobody has decided yet, and the actor has a say in it."""
    conversation_id = Reply.objects.values_list("conversation_id", flat=True).get(pk=reply_id)
    row = locked(conversation_id)
    found = Approval.objects.waiting().filter(reply=reply_id)
    approval = found.select_related("reply__author", "reply__leg").first()
    if approval is None:
        raise ActionRefused("too_late", _(_DECIDED))
    if approval.expires_at <= now:  # the sweep is about to say so
        raise ActionRefused("too_late", _(RAN_OUT))
    if approval.requested_by_id != actor.user_id:
        require_right(approval, actor)
    return row, approval.reply


@transaction.atomic(durable=True)
def send_now(*, reply_id: int, actor: User, now: datetime) -> Reply:
    """Let it go out now; a public one can be undone once more (A15).

    Raises ActionRefused: "too_late", "claimed", "state" (it was resolved, or opened again, since),
    "something_new" (read it first), "private_first".
    """
    row, reply = _waiting(reply_id, actor, now)
    _require_same_talk(row, reply)
    require_not_overtaking(row, reply, at=now)
    is_public = reply.audience == Reply.Audience.PUBLIC
    reply.send_after = now + timedelta(seconds=settings.UNDO_SECONDS if is_public else 0)
    move_promises(row, reply, now)
    reply.goes_out_at = None
    reply.claim_token = row.claim_token
    reply.save(update_fields=["goes_out_at", "send_after", "claim_token"])
    _note("reply.sent_now", row, reply, actor, now)
    nudge(reply, now=now)
    return reply


def _require_same_talk(row: Conversation, reply: Reply) -> None:
    if has_moved_on(row, reply):
        raise ActionRefused("state", _(_MOVED_ON))
    items, replies = news_since(row, reply.seen_seq, reply.author)
    if not items and not replies:
        items, replies = news_beside(row, reply)
    if items or replies:
        raise ActionRefused(
            "something_new",
            _("Something new arrived since this was written. Take it back, read it, then send."),
            {"items": items, "replies": replies},
        )


def _waiting(reply_id: int, actor: User, now: datetime) -> tuple[Conversation, Reply]:
    """Both rows, the conversation locked; the answer is not on its way yet."""
    conversation_id = Reply.objects.values_list("conversation_id", flat=True).get(pk=reply_id)
    row = locked(conversation_id)
    require_not_held(row, actor, now)
    reply = Reply.objects.select_related("author", "leg").get(pk=reply_id)
    if not reply.is_scheduled:
        raise ActionRefused("too_late", _(_TOO_LATE))
    return row, reply


def _note(
    name: str, row: Conversation, reply: Reply, actor: User, now: datetime, **details: str | bool
) -> None:
    noted(name, row, actor=actor, now=now, reply=reply.pk, audience=reply.audience, **details)
