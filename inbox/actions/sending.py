"""Asking for a send: everything that must hold is checked here, and once more by the outbox."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from inbox.actions.attachments import bind_pictures, require_sendable
from inbox.actions.base import locked, noted, require_claim, require_text
from inbox.actions.claims import keep_hold
from inbox.actions.drafts import empty_draft
from inbox.actions.editing import prepare_edit
from inbox.actions.errors import ActionRefused
from inbox.actions.later import require_later, require_open_then, require_resolved
from inbox.actions.legs import private_leg, public_leg
from inbox.actions.public_first import require_public_first
from inbox.actions.road import pass_gate, send_or_ask
from inbox.actions.unread import require_nothing_new
from inbox.beside_threads import Read, kept
from inbox.domain.approvals import Need
from inbox.domain.delivery import Status
from inbox.domain.length import weighted_length
from inbox.domain.promises import find_promises
from inbox.models import Conversation, Leg, Reply, Snippet
from inbox.opening import hours_of
from inbox.promises import PromiseDraft, plan_promises
from inbox.ways import PrivateWay, PublicWay, first_public, private_way, public_way
from listening.models import Mention
from practice_hub.bulk import insert_one
from practice_hub.practices.models import User
from practice_hub.ready import ready


@dataclass(frozen=True, slots=True)
class ReplyDraft:
    """What the composer sends. `target_id` None means the newest item of that audience.

    `override_reason` lets a leader send what the guard blocks (P2). `promises` None means that
    nobody looked at them: they are found in the text (A6). `goes_out_at`: later than now.
    """

    audience: str
    body: str
    claim_token: int
    seen_seq: int
    form_key: UUID
    purpose: str = Reply.Purpose.ANSWER.value
    target_id: int | None = None
    skip_public_reason: str = ""
    override_reason: str = ""
    snippet_id: int | None = None
    promises: tuple[PromiseDraft, ...] | None = None
    edits_id: int | None = None
    goes_out_at: datetime | None = None
    seen_beside: Read = field(default_factory=dict)  # as `seen_seq`, of those it is merged with


@transaction.atomic(durable=True)
def queue_reply(*, conversation_id: int, actor: User, now: datetime, draft: ReplyDraft) -> Reply:
    """Put an answer into the outbox, or ask for the approval that it needs (P4).

    A public one waits UNDO_SECONDS and can be undone (A15). The same form twice is one reply.
    Raises ActionRefused with the codes "empty", "too_long", "claim_lost", "something_new",
    "in_flight", "cannot_reply", "no_private_way", "window_closed", "private_first", "state",
    "guard_blocked", "coach_blocked", "override_not_allowed", "picture" (one is not described),
    "cannot_edit", "unchanged" or "send_at" (no time to send it later); the text is never lost, the
    caller still has it.
    """
    row = locked(conversation_id)
    known = _by_form.first(draft.form_key)
    if known is not None and known.conversation_id == row.pk:
        return known
    if known is not None:
        raise ActionRefused("in_flight", _("This form was used already. Load the page again."))
    body = require_text(draft.body, _("the answer"))
    require_claim(row, actor, draft.claim_token, now)
    read = require_nothing_new(row, draft.seen_seq, actor, draft.seen_beside)
    reply = _planned(row, draft, body, actor, now)
    reply.seen_beside = kept(read)
    has_pictures = require_sendable(row, reply)
    need = pass_gate(row, reply, now=now, override_reason=draft.override_reason)
    reply.status = Status.AWAITING_APPROVAL.value if need else Status.QUEUED.value
    if need is None:
        _require_free_lane(row, draft.audience)
    _store(reply, has_pictures=has_pictures)
    plan_promises(reply, _promised(row, draft, body, now), author=actor, at=now)
    if draft.purpose != Reply.Purpose.EDIT:
        empty_draft(row, actor, draft.audience, now)
    keep_hold(row, actor, now)
    _note(row, reply, _details(reply, draft, need), now)
    send_or_ask(row, reply, need, now=now)
    return reply


def _store(reply: Reply, *, has_pictures: bool) -> None:
    insert_one(reply)
    if has_pictures:
        bind_pictures(reply)


def _note(row: Conversation, reply: Reply, details: dict[str, Any], now: datetime) -> None:
    if reply.goes_out_at is None:
        noted("reply.queued", row, actor=reply.author, now=now, **details)
        return
    at = reply.goes_out_at.isoformat()
    noted("reply.scheduled", row, actor=reply.author, now=now, goes_out_at=at, **details)


def _planned(row: Conversation, draft: ReplyDraft, body: str, actor: User, now: datetime) -> Reply:
    """The reply that `draft` asks for, not saved yet."""
    require_later(draft.goes_out_at, draft.purpose, now=now)
    leg, target = _way(row, draft, body, now)
    delay = settings.UNDO_SECONDS if draft.audience == Reply.Audience.PUBLIC else 0
    return Reply(
        practice_id=row.practice_id,
        conversation=row,
        leg=leg,
        target=target,
        author=actor,
        audience=draft.audience,
        purpose=draft.purpose,
        body=body,
        form_key=draft.form_key,
        claim_token=draft.claim_token,
        seen_seq=row.last_seq,
        created_at=now,
        send_after=draft.goes_out_at or now + timedelta(seconds=delay),
        goes_out_at=draft.goes_out_at,
        snippet=_snippet(row, draft),
        edits_id=draft.edits_id if draft.purpose == Reply.Purpose.EDIT else None,
    )


def _way(
    row: Conversation, draft: ReplyDraft, body: str, now: datetime
) -> tuple[Leg, Mention | None]:
    if draft.purpose == Reply.Purpose.EDIT:
        return _edit(row, draft, body)
    if draft.audience == Reply.Audience.PUBLIC:
        return _public(row, draft, body)
    return _private(row, draft, body, now)


def _snippet(row: Conversation, draft: ReplyDraft) -> Snippet | None:
    """What it began with; one of another practice, or none at all, is simply not noted."""
    if draft.snippet_id is None:
        return None
    return Snippet.objects.filter(pk=draft.snippet_id, practice_id=row.practice_id).first()


def _promised(
    row: Conversation, draft: ReplyDraft, body: str, now: datetime
) -> tuple[PromiseDraft, ...]:
    if draft.promises is not None:
        return draft.promises
    said_at = draft.goes_out_at or now  # "in two hours" counts from when it is read
    found = find_promises(body, now=said_at, hours=hours_of(row))
    return tuple(PromiseDraft(promise.text, promise.due_at) for promise in found)


def _details(reply: Reply, draft: ReplyDraft, need: Need | None) -> dict[str, Any]:
    """For the audit row: never a word of anybody's text."""
    details: dict[str, Any] = {"reply": reply.pk, "audience": reply.audience}
    reason = draft.skip_public_reason.strip()[:240]
    if reason:
        details["private_only_reason"] = reason
    if need:
        details["approval_for"] = [kind.value for kind in need.kinds]
    return details


def _require_free_lane(row: Conversation, audience: str) -> None:
    """One answer at a time to each audience; drafts that wait for approval may be several."""
    if _on_their_way(row.pk, audience):
        raise ActionRefused(
            "in_flight", _("An answer is already on its way. Wait for it or undo it.")
        )


@ready
def _on_their_way(conversation_id: int, audience: str, /) -> QuerySet[Reply, int]:
    found = Reply.objects.in_flight().filter(conversation_id=conversation_id, audience=audience)
    return found.values_list("pk", flat=True)[:1]


def _check_length(body: str, way: PublicWay | PrivateWay) -> None:
    length = weighted_length(body, link_length=way.links_as, wide_as_two=way.wide_as_two)
    if length > way.max_length:
        raise ActionRefused(
            "too_long",
            _("%(over)s characters too long: %(most)s are allowed here.")
            % {"over": length - way.max_length, "most": way.max_length},
        )


def _target(row: Conversation, target_id: int | None, audience: str) -> Mention | None:
    if target_id is None:
        return None
    target = _post_in.first(row.pk, target_id, audience)
    if target is None:
        raise ActionRefused("cannot_reply", _("That post is not part of this conversation."))
    return target


@ready
def _post_in(conversation_id: int, mention_id: int, audience: str, /) -> QuerySet[Mention, Mention]:
    found = Mention.objects.filter(pk=mention_id, audience=audience)
    found = found.filter(inbox_item__conversation_id=conversation_id)
    return found.select_related("author", "account")


@ready
def _by_form(form_key: UUID, /) -> QuerySet[Reply, Reply]:
    said = ("conversation_id", "audience", "status", "goes_out_at")
    return Reply.objects.filter(form_key=form_key).only(*said)


def _public(row: Conversation, draft: ReplyDraft, body: str) -> tuple[Leg, Mention | None]:
    require_resolved(row, draft.purpose)
    is_closing = draft.purpose == Reply.Purpose.CLOSING
    target = first_public(row) if is_closing else _target(row, draft.target_id, "PUBLIC")
    way = public_way(row, target=target)
    if not way.can_send or way.target is None:
        raise ActionRefused("cannot_reply", way.why_not, {"open_url": way.open_url})
    _check_length(body, way)
    return public_leg(row, way.target), way.target


def _edit(row: Conversation, draft: ReplyDraft, body: str) -> tuple[Leg, Mention | None]:
    edits_id = draft.edits_id if draft.audience == Reply.Audience.PUBLIC else None
    leg, target, way = prepare_edit(row, edits_id, body)
    _check_length(body, way)
    return leg, target


def _private(
    row: Conversation, draft: ReplyDraft, body: str, now: datetime
) -> tuple[Leg, Mention | None]:
    require_public_first(row, draft.skip_public_reason, at=draft.goes_out_at or now)
    way = private_way(row, now=now)
    if way is None:
        raise ActionRefused("no_private_way", _("This network has no private messages."))
    if not way.can_send:
        raise ActionRefused("window_closed", way.why_not)
    require_open_then(row, draft.goes_out_at)
    _check_length(body, way)
    return private_leg(row, way.channel, now), way.target
