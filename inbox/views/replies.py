"""Sending, undoing and settling answers, and recording what was done elsewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from inbox import actions
from inbox.actions import ReplyDraft
from inbox.actions.errors import ActionRefused
from inbox.beside_threads import Read, read_from
from inbox.forms import AnsweredThereForm, ContactForm, ReplyForm
from inbox.models import Conversation, Reply
from inbox.opening import hours_of
from inbox.views.answering import (
    Done,
    SendRefused,
    checked,
    conversation_act,
    reply_act,
)
from inbox.views.attaching import keep_posted
from inbox.views.check import wave_away
from inbox.views.drafts import invitation_text, require_private_right, typed_draft
from inbox.views.later import LATER, chosen_time, scheduled_words
from inbox.views.promised import promise_drafts
from inbox.views.texts import Draft
from practice_hub.http import MemberRequest, number_of
from practice_hub.roles import Act


@conversation_act()
def send(request: MemberRequest, conversation: Conversation) -> Done:
    """Queue an answer; refused with the text kept when anything has changed meanwhile.

    The form's other buttons come here too where there is no JavaScript, as `press`: they never
    send. Only the button "override" does, with the reason beside it, and "later" with its time.
    """
    press, _, value = request.POST.get("press", "").partition(":")
    try:
        keep_posted(request, conversation)
    except ActionRefused as refusal:
        raise SendRefused(refusal, typed_draft(request, conversation, refusal)) from refusal
    if press and press not in ("override", LATER):
        return _keep_writing(request, conversation, press, value)
    form = ReplyForm(request.POST)
    if not form.is_valid():
        raise SendRefused(_unreadable(), typed_draft(request, conversation, _unreadable()))
    require_private_right(request, form.cleaned_data["audience"])
    try:
        at = chosen_time(request, press, value)
        reply = _queue(request, conversation, form, press == "override", at)
    except ActionRefused as refusal:
        raise SendRefused(refusal, typed_draft(request, conversation, refusal)) from refusal
    return Done(scheduled_words(request, reply), draft=Draft(audience=reply.audience))


def _queue(
    request: MemberRequest,
    conversation: Conversation,
    form: ReplyForm,
    is_overriding: bool,
    goes_out_at: datetime | None,
) -> Reply:
    data, now = form.cleaned_data, timezone.now()
    if is_overriding and not data["override_reason"].strip():
        raise ActionRefused(
            "override_reason", _("Say in a line why it goes out anyway. Nothing was sent.")
        )
    if not is_overriding:
        data["override_reason"] = ""  # a reason alone presses no button
    zone, hours = request.practice.zone, hours_of(conversation)
    body = data["body"].replace("\r\n", "\n")
    promises = promise_drafts(
        body, request.POST, hours=hours, zone=zone, now=now if goes_out_at is None else goes_out_at
    )
    draft = ReplyDraft(**data, promises=promises, goes_out_at=goes_out_at)
    return actions.queue_reply(
        conversation_id=conversation.pk, actor=request.user, now=now, draft=draft
    )


def _keep_writing(
    request: MemberRequest, conversation: Conversation, press: str, value: str
) -> Done:
    """A button that changes or checks the text: the page again, nothing sent."""
    draft = typed_draft(request, conversation, body=invitation_text(value))
    require_private_right(request, draft.audience)
    if press == "dismiss":
        wave_away(request, conversation, draft.audience, value)
    draft = replace(draft, is_previewed=press == "preview")
    return Done(draft=draft, is_still_writing=True)


def _unreadable() -> ActionRefused:
    return ActionRefused(
        "form", _("This page was out of date. Your text is kept below: read it and send it again.")
    )


def _seen(request: MemberRequest) -> int:
    """The last thing the page showed; a form that does not say has shown nothing."""
    return number_of(request.POST.get("seen_seq", "")) or 0


def _seen_beside(request: MemberRequest) -> Read:
    return read_from(request.POST.get("seen_beside", ""))


@reply_act()
def undo(request: MemberRequest, reply: Reply) -> Done:
    taken_back = actions.undo_reply(reply_id=reply.pk, actor=request.user, now=timezone.now())
    return Done(_("Undone: nothing went out. Your text is back."), withdrawn=taken_back)


@reply_act()
def retry(request: MemberRequest, reply: Reply) -> Done:
    again = actions.retry_reply(
        reply_id=reply.pk,
        actor=request.user,
        now=timezone.now(),
        seen_seq=_seen(request),
        beside=_seen_beside(request),
    )
    is_asked = again.status == Reply.Status.AWAITING_APPROVAL
    return Done(_("Asked for approval again.") if is_asked else _("Trying again."))


@reply_act()
def discard(request: MemberRequest, reply: Reply) -> Done:
    dropped = actions.discard_reply(reply_id=reply.pk, actor=request.user, now=timezone.now())
    return Done(_("Not sent. Your text is back in the composer."), withdrawn=dropped or reply)


@reply_act()
def drop(request: MemberRequest, reply: Reply) -> Done:
    """Give up on a draft: its text stays on record and does not come back."""
    actions.discard_reply(reply_id=reply.pk, actor=request.user, now=timezone.now())
    return Done(_("Dropped. Nothing went out."))


@reply_act(Act.SETTLE_SEND)
def settle_sent(request: MemberRequest, reply: Reply) -> Done:
    actions.settle_as_sent(reply_id=reply.pk, actor=request.user, now=timezone.now())
    return Done(_("Recorded: it went out."))


@reply_act(Act.SETTLE_SEND)
def settle_again(request: MemberRequest, reply: Reply) -> Done:
    actions.settle_send_again(
        reply_id=reply.pk,
        actor=request.user,
        now=timezone.now(),
        seen_seq=_seen(request),
        beside=_seen_beside(request),
    )
    return Done(_("It is being sent again."))


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
    return Done(_("Recorded: answered on the network. The clock has stopped."))


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
    return Done(_("Recorded."))
