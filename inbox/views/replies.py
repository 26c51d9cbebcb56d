"""Sending, undoing and settling answers, and recording what was done elsewhere."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from inbox import actions
from inbox.actions import ReplyDraft
from inbox.actions.errors import ActionRefused
from inbox.forms import AnsweredThereForm, ContactForm, ReplyForm
from inbox.models import Conversation, Reply
from inbox.views.answering import Done, SendRefused, checked, conversation_act, reply_act
from inbox.views.compose import PRIVATE, Draft
from practice_hub.http import MemberRequest, number_of
from practice_hub.roles import Act, may


@conversation_act()
def send(request: MemberRequest, conversation: Conversation) -> Done:
    """Queue an answer; refused with the text kept when anything has changed meanwhile."""
    form = ReplyForm(request.POST)
    if not form.is_valid():
        raise SendRefused(_unreadable(), _typed(request))
    draft = ReplyDraft(**form.cleaned_data)
    _require_private_right(request, draft.audience)
    try:
        reply = actions.queue_reply(
            conversation_id=conversation.pk, actor=request.user, now=timezone.now(), draft=draft
        )
    except ActionRefused as refusal:
        raise SendRefused(refusal, _typed(request, refusal)) from refusal
    return Done("", draft=Draft(audience=reply.audience))


def _require_private_right(request: MemberRequest, audience: str) -> None:
    if audience == PRIVATE and not may(request.membership.role, Act.ANSWER_PRIVATE):
        raise PermissionDenied(Act.ANSWER_PRIVATE.value)


def _unreadable() -> ActionRefused:
    return ActionRefused(
        "form", "This page was out of date. Your text is kept below: read it and send it again."
    )


def _typed(request: MemberRequest, refusal: ActionRefused | None = None) -> Draft:
    """What the person typed, as it came."""
    audience = request.POST.get("audience", "")
    is_known = audience in Reply.Audience
    beside_text = refusal is not None and refusal.code in ("empty", "too_long")
    return Draft(
        audience=audience if is_known else Reply.Audience.PUBLIC.value,
        body=request.POST.get("body", ""),
        skip_public_reason=request.POST.get("skip_public_reason", ""),
        refusal=refusal or _unreadable(),
        error=refusal.message if refusal and beside_text else "",
    )


def _seen(request: MemberRequest) -> int:
    """The last thing the page showed; a form that does not say has shown nothing."""
    return number_of(request.POST.get("seen_seq", "")) or 0


@reply_act()
def undo(request: MemberRequest, reply: Reply) -> Done:
    taken_back = actions.undo_reply(reply_id=reply.pk, actor=request.user, now=timezone.now())
    return Done("Undone: nothing went out. Your text is back.", withdrawn=taken_back)


@reply_act()
def retry(request: MemberRequest, reply: Reply) -> Done:
    actions.retry_reply(
        reply_id=reply.pk, actor=request.user, now=timezone.now(), seen_seq=_seen(request)
    )
    return Done("Trying again.")


@reply_act()
def discard(request: MemberRequest, reply: Reply) -> Done:
    dropped = actions.discard_reply(reply_id=reply.pk, actor=request.user, now=timezone.now())
    return Done("Not sent. Your text is back in the composer.", withdrawn=dropped or reply)


@reply_act(Act.SETTLE_SEND)
def settle_sent(request: MemberRequest, reply: Reply) -> Done:
    actions.settle_as_sent(reply_id=reply.pk, actor=request.user, now=timezone.now())
    return Done("Recorded: it went out.")


@reply_act(Act.SETTLE_SEND)
def settle_again(request: MemberRequest, reply: Reply) -> Done:
    actions.settle_send_again(
        reply_id=reply.pk, actor=request.user, now=timezone.now(), seen_seq=_seen(request)
    )
    return Done("It is being sent again.")


@conversation_act()
def answered_there(request: MemberRequest, conversation: Conversation) -> Done:
    """The network takes no answer from here; somebody wrote it there by hand."""
    form = checked(AnsweredThereForm(request.POST), "answered_there")
    actions.record_answered_there(
        conversation_id=conversation.pk,
        actor=request.user,
        now=timezone.now(),
        body=form.cleaned_data["body"],
        claim_token=form.cleaned_data["claim_token"],
        seen_seq=form.cleaned_data["seen_seq"],
    )
    return Done("Recorded: answered on the network. The clock has stopped.")


@conversation_act(Act.ANSWER_PRIVATE)
def private_contact(request: MemberRequest, conversation: Conversation) -> Done:
    """A call or a mail, recorded by hand (A2)."""
    form = checked(ContactForm(request.POST), "contact")
    data = form.cleaned_data
    actions.record_private_contact(
        conversation_id=conversation.pk,
        actor=request.user,
        now=timezone.now(),
        channel=data["channel"],
        direction=data["direction"],
        body=data["body"],
        claim_token=data["claim_token"],
    )
    return Done("Recorded.")
