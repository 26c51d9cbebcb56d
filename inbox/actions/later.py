"""What must hold for a time at which an answer is to go out."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from inbox.actions.errors import ActionRefused
from inbox.actions.public_first import OVERTAKES, require_not_overtaking
from inbox.domain.later import LONGEST_WAIT
from inbox.domain.lifecycle import State
from inbox.domain.promises import find_promises
from inbox.models import Conversation, Promise, Reply
from inbox.opening import hours_of
from inbox.promises import warn_at
from inbox.ways import private_way

SEND_AT = "send_at"  # code of a refusal that is about the time


def require_later(at: datetime | None, purpose: str, *, now: datetime) -> None:
    """Ahead of now and not too far; a change of words that are out goes at once."""
    if at is None:
        return
    if purpose == Reply.Purpose.EDIT:
        raise ActionRefused(SEND_AT, _("A change of an answer that is out goes out at once."))
    if at <= now:
        raise ActionRefused(SEND_AT, _("That time has passed. Pick one ahead of now."))
    if at > now + LONGEST_WAIT:
        days = LONGEST_WAIT.days
        raise ActionRefused(
            SEND_AT,
            _("Pick a time within %(days)s days: later, it no longer fits.") % {"days": days},
        )


def require_resolved(row: Conversation, purpose: str) -> None:
    """Public thanks belong to what is settled (A3), also when they were written before that."""
    if purpose == Reply.Purpose.CLOSING and row.state != State.RESOLVED:
        raise ActionRefused("state", _("Public thanks come after the conversation is resolved."))


def require_still_fits(row: Conversation, reply: Reply, *, at: datetime) -> None:
    """Before one that came back is tried again at `at`. One that may be out is not asked: nobody
    could settle it otherwise."""
    require_resolved(row, reply.purpose)
    if reply.error_kind == OVERTAKES:
        require_not_overtaking(row, reply, at=at)
    if reply.goes_out_at is not None:
        move_promises(row, reply, at)


def move_promises(row: Conversation, reply: Reply, said_at: datetime) -> None:
    """ "In two hours" counts from when it is read; times that somebody typed stay (A6)."""
    hours, before_at = hours_of(row), reply.goes_out_at or reply.created_at
    before = {p.text: p.due_at for p in find_promises(reply.body, now=before_at, hours=hours)}
    after = {p.text: p.due_at for p in find_promises(reply.body, now=said_at, hours=hours)}
    for promise in Promise.objects.filter(reply=reply, status=Promise.Status.PENDING):
        if promise.words in after and before.get(promise.words) == promise.due_at:
            promise.due_at = after[promise.words]
            promise.warn_at = warn_at(promise.due_at, made_at=said_at)
            promise.save(update_fields=["due_at", "warn_at"])
        if promise.due_at <= said_at:
            raise ActionRefused(
                SEND_AT,
                _("It promises something for before that. Take it back and change the words."),
            )


def has_moved_on(row: Conversation, reply: Reply) -> bool:
    """Somebody brought to an end, or opened again, what an answer was to go on with."""
    is_thanks = reply.purpose == Reply.Purpose.CLOSING
    return row.is_ended or (row.state == State.RESOLVED) != is_thanks


def require_open_then(row: Conversation, at: datetime | None) -> None:
    """The network's window for private messages must still be open at `at` (A2)."""
    way = private_way(row, now=at) if at is not None else None
    if way is not None and not way.can_send:
        raise ActionRefused(
            SEND_AT,
            _(
                "The network's time for private messages ends before that. Pick an earlier time, "
                "or send it now."
            ),
        )
