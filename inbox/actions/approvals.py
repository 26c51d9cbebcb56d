"""Deciding on an answer that waits: approve, edit and approve, return, take the decision back.

Four eyes (P4): nobody decides on what they asked for. A decision is about what the page showed:
it carries the fingerprint of text, target and audience and the last thing that was read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from inbox.actions.approval_words import RAN_OUT, somebody_else, why_not_waiting
from inbox.actions.base import locked, noted, require_text
from inbox.actions.errors import ActionRefused
from inbox.actions.open_way import require_open_way
from inbox.actions.road import nudge, pass_gate
from inbox.actions.unread import require_nothing_new
from inbox.approval_policy import times_of
from inbox.asking import ask_first, stop_asking
from inbox.beside_threads import Read, kept
from inbox.domain.delivery import Status
from inbox.gate import mark_of
from inbox.models import Approval, Conversation, Reply
from inbox.promises import follow_words
from practice_hub.languages import speaking
from practice_hub.practices.models import Membership, User

NOTE_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Shown:
    """What the approver had before their eyes: `fingerprint` of the draft, last items read."""

    fingerprint: str
    seen_seq: int
    seen_beside: Read = field(default_factory=dict)  # of the threads that it is merged with
    goes_out: str | None = None  # the time on the card (`time_of`); None: it does not say


@transaction.atomic(durable=True)
def approve(
    approval_id: int,
    *,
    actor: Membership,
    now: datetime,
    shown: Shown,
    body: str | None = None,
    override_reason: str = "",
) -> Approval:
    """Let the answer go out; it can be undone for UNDO_SECONDS, private ones too.

    With another `body` the actor becomes its author and both versions are kept. Raises
    ActionRefused: "decided", "not_allowed", "own", "changed", "something_new", "guard_blocked",
    "coach_blocked", "four_eyes", "in_flight", "cannot_reply", "too_long", "empty".
    """
    row, approval = _waiting(approval_id, actor, now)
    reply = approval.reply
    read = _require_same(row, reply, shown, actor)
    before = reply.body
    _take_words(approval, reply, body, actor)
    require_open_way(row, reply, max(now, reply.goes_out_at or now))
    need = pass_gate(row, reply, now=now, override_reason=override_reason, override_by=actor.user)
    if need is not None and actor.role not in need.approvers:
        reply.body = before
        raise somebody_else(is_edited=approval.is_edited)
    follow_words(reply, before, author=actor.user, at=now)
    _give(row, approval, actor, now)
    _release(row, reply, read, now)
    _note("given", row, approval, actor, now, is_edited=approval.is_edited)
    nudge(reply, now=now)
    return approval


def _note(
    what: str,
    row: Conversation,
    approval: Approval,
    actor: Membership,
    now: datetime,
    **details: bool,
) -> None:
    noted(
        f"approval.{what}",
        row,
        actor=actor.user,
        now=now,
        approval=approval.pk,
        reply=approval.reply_id,
        audience=approval.reply.audience,
        **details,
    )


def _waiting(approval_id: int, actor: Membership, now: datetime) -> tuple[Conversation, Approval]:
    """Both rows, the conversation locked; refused unless it waits and is the actor's to decide."""
    conversation_id = Approval.objects.values_list("conversation_id", flat=True).get(
        pk=approval_id, practice_id=actor.practice_id
    )
    row = locked(conversation_id)
    approval = _load(approval_id)
    require_right(approval, actor)
    if not approval.is_waiting:
        raise ActionRefused("decided", why_not_waiting(approval), {"approval": approval})
    if approval.expires_at <= now:  # the sweep is about to say so
        raise ActionRefused("decided", _(RAN_OUT), {"approval": approval})
    return row, approval


def _load(approval_id: int) -> Approval:
    related = ("reply__target", "reply__leg", "reply__author", "requested_by", "decided_by")
    return Approval.objects.select_related(*related).get(pk=approval_id)


def require_right(approval: Approval, actor: Membership) -> None:
    """Their role of this moment decides, not the one of the page (O1)."""
    if approval.requested_by_id == actor.user_id:
        raise ActionRefused("own", _("You wrote this one, so somebody else has to approve it."))
    current = Membership.objects.active().filter(pk=actor.pk).first()
    if current is None or current.role not in approval.approver_roles:
        words = _("Your role does not allow you to decide on this one.")
        raise ActionRefused("not_allowed", words)


def _require_same(row: Conversation, reply: Reply, shown: Shown, actor: Membership) -> Read:
    if reply.status != Status.AWAITING_APPROVAL or mark_of(reply) != shown.fingerprint:
        raise _changed()
    if shown.goes_out not in (None, time_of(reply)):
        raise _changed()
    try:
        return require_nothing_new(row, shown.seen_seq, actor.user, shown.seen_beside)
    except ActionRefused as refusal:
        message = _("Something new arrived since you opened this. Read it, then decide.")
        raise ActionRefused("something_new", message, refusal.context) from refusal


def time_of(reply: Reply) -> str:
    """When it is to go out, as the card carries it; "" for at once."""
    return str(int(reply.goes_out_at.timestamp())) if reply.goes_out_at else ""


def _changed() -> ActionRefused:
    words = _("This has changed since you opened it. Read it again, then decide.")
    return ActionRefused("changed", words)


def _take_words(approval: Approval, reply: Reply, body: str | None, actor: Membership) -> None:
    """ "Edit and approve" makes the approver the author; `asked_body` keeps the first version."""
    if body is None:
        return
    text = require_text(body, _("the answer")).replace("\r\n", "\n")
    if text == reply.body:
        return
    reply.body = text
    reply.author = actor.user
    reply.snippet = None
    approval.is_edited = True


def _give(row: Conversation, approval: Approval, actor: Membership, now: datetime) -> None:
    approval.status = Approval.Status.APPROVED
    approval.decided_by = actor.user
    approval.decided_at = now
    approval.fingerprint = mark_of(approval.reply)
    approval.seen_seq = row.last_seq
    # A time of its own: what was approved in the last minute of waiting can still go out, and so
    # can what is to go out later.
    begins_at = max(now, approval.reply.goes_out_at or now)
    approval.expires_at = begins_at + times_of(row.practice_id).expiry
    approval.save()
    stop_asking(approval, at=now)


def _release(row: Conversation, reply: Reply, read: Read, now: datetime) -> None:
    """Into the outbox, standing on what the approver has read instead of on the author's claim."""
    reply.status = Status.QUEUED.value
    soonest = now + timedelta(seconds=settings.UNDO_SECONDS)
    if reply.goes_out_at is not None and reply.goes_out_at <= soonest:
        reply.goes_out_at = None  # its time passed while it waited: it goes now
    reply.send_after = reply.goes_out_at or soonest
    reply.seen_seq, reply.seen_beside = row.last_seq, kept(read)
    reply.claim_token = row.claim_token
    reply.attempts = reply.settle_looks = 0
    reply.error_kind = reply.error_detail = ""
    reply.save()


@transaction.atomic(durable=True)
def return_draft(
    approval_id: int, *, actor: Membership, now: datetime, note: str, fingerprint: str
) -> Approval:
    """Give it back to its author with a note that says what to change. Raises ActionRefused."""
    note = require_text(note, _("what should change"))[:NOTE_LENGTH]
    row, approval = _waiting(approval_id, actor, now)
    if mark_of(approval.reply) != fingerprint:
        raise _changed()
    _return(row, approval, actor, note, now)
    return approval


def _return(
    row: Conversation, approval: Approval, actor: Membership, note: str, now: datetime
) -> None:
    approval.status = Approval.Status.REJECTED
    approval.decided_by = actor.user
    approval.decided_at = now
    approval.note = note
    approval.save()
    Reply.objects.filter(pk=approval.reply_id).update(status=Status.REJECTED)
    stop_asking(approval, at=now)
    _note("returned", row, approval, actor, now)


@transaction.atomic(durable=True)
def return_others(
    approval_id: int, *, actor: Membership, now: datetime, only: frozenset[int]
) -> list[Approval]:
    """Give back the other drafts of the conversation that wait: one was approved instead.

    `only` holds ids of those the page showed. What is not the actor's to decide stays.
    """
    chosen = Approval.objects.get(pk=approval_id, practice_id=actor.practice_id)
    row = locked(chosen.conversation_id)
    others = [each for each in others_waiting(chosen, actor) if each.pk in only]
    for each in others:
        with speaking(each.requested_by, row.practice):
            note = _("Another answer was approved instead.")
        _return(row, each, actor, note, now)
    return others


def others_waiting(approval: Approval, actor: Membership) -> list[Approval]:
    """The other drafts on the same conversation that the actor could decide on."""
    found = (
        Approval.objects.waiting()
        .filter(conversation_id=approval.conversation_id)
        .exclude(pk=approval.pk)
        .exclude(requested_by_id=actor.user_id)
        .select_related("reply", "requested_by", "decided_by")
        .order_by("requested_at", "pk")
    )
    return [each for each in found if actor.role in each.approver_roles]


@transaction.atomic(durable=True)
def undo_decision(approval_id: int, *, actor: Membership, now: datetime) -> Approval:
    """The approver's own undo, while nothing is out: back to waiting, as it was asked.

    Raises ActionRefused("too_late") once it is leaving, or its author took it back.
    """
    conversation_id = Approval.objects.values_list("conversation_id", flat=True).get(
        pk=approval_id, practice_id=actor.practice_id
    )
    row = locked(conversation_id)
    approval = _load(approval_id)
    if approval.decided_by_id != actor.user_id:
        words = _("Only who decided can take the decision back.")
        raise ActionRefused("not_allowed", words)
    if row.is_ended:
        words = _("Too late to undo: the conversation was closed meanwhile.")
        raise ActionRefused("too_late", words)
    _take_back(approval, approval.reply, now)
    ask_first(approval, now=now)
    _note("undone", row, approval, actor, now)
    return approval


def _take_back(approval: Approval, reply: Reply, now: datetime) -> None:
    """One conditional UPDATE decides against the worker that may be sending it right now."""
    before = {
        Approval.Status.APPROVED: Reply.objects.filter(status=Status.QUEUED, attempts=0),
        Approval.Status.REJECTED: Reply.objects.filter(status=Status.REJECTED),
    }.get(Approval.Status(approval.status), Reply.objects.none())
    author: User = approval.requested_by
    body = approval.asked_body
    changed = {"status": Status.AWAITING_APPROVAL, "author": author, "body": body}
    if reply.override_by_id == approval.decided_by_id:  # their word, taken back with the rest
        changed |= {"override_by": None, "override_reason": "", "override_fingerprint": ""}
    edited = reply.body
    if not before.filter(pk=reply.pk).update(**changed):
        words = _("Too late to undo: it has gone out or was taken back.")
        raise ActionRefused("too_late", words)
    if approval.status == Approval.Status.APPROVED:
        expiry = times_of(approval.practice_id).expiry
        approval.expires_at = approval.requested_at + expiry
    approval.status = Approval.Status.WAITING
    approval.decided_by = approval.decided_at = None
    approval.is_edited = False
    approval.note = ""
    reply.refresh_from_db()
    follow_words(reply, edited, author=author, at=now)
    approval.fingerprint = mark_of(reply)
    approval.save()
