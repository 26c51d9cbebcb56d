"""The one way an act is done from a page: run it, then show the conversation anew.

Without JavaScript that is a 303 back to the conversation with a message; with htmx the fragment.
A refusal is the same page with 409 or 422, the reason and every typed word kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django_htmx.http import trigger_client_event

from inbox.access import conversation_for_act, get_conversation, get_reply, visible_context
from inbox.actions.errors import ActionRefused
from inbox.actions.stopped import is_stop, note_stopped
from inbox.models import Conversation, Reply
from inbox.views.bulk_bar import Undo, keep_undo
from inbox.views.listing import list_query
from inbox.views.render import Shown, show
from inbox.views.texts import Draft, draft_of
from practice_hub.http import MemberRequest
from practice_hub.permissions import practice_member
from practice_hub.roles import Act

# Refusals that are about what was typed; all others are about what has changed meanwhile.
_ABOUT_INPUT = frozenset(
    {
        *("empty", "too_long", "private_first", "past", "not_a_member", "unchanged"),
        *("guard_blocked", "coach_blocked", "override_not_allowed", "override_reason"),
        *("promise_past", "picture", "send_at"),
    }
)
_STATUS_INPUT, _STATUS_CHANGED = 422, 409


@dataclass(frozen=True, slots=True)
class Done:
    """What to say, and what to put into the composer afterwards."""

    message: str = ""
    draft: Draft = field(default_factory=Draft)
    withdrawn: Reply | None = None  # its text goes back into the composer
    is_finished: bool = False  # it left its queue: the browser goes on to the next one
    undo: Undo | None = None  # says it in place of `message`, with the way back
    is_still_writing: bool = False  # nothing was to be sent yet: the same page, with `draft`


class InvalidForm(Exception):  # noqa: N818 (an answer, not a fault)
    """A form that came back; `sheet` is the part of the page it stands in."""

    def __init__(self, form: forms.Form, sheet: str) -> None:
        super().__init__(sheet)
        self.shown = Shown(sheet=sheet, form=form)


class SendRefused(Exception):  # noqa: N818 (an answer, not a fault)
    """A refused send with the text that must be kept."""

    def __init__(self, refusal: ActionRefused, draft: Draft) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal
        self.draft = draft


def checked(form: forms.Form, sheet: str) -> forms.Form:
    """`form`, valid; raises InvalidForm otherwise."""
    if not form.is_valid():
        raise InvalidForm(form, sheet)
    return form


ConversationAct = Callable[[MemberRequest, Conversation], Done]
ReplyAct = Callable[[MemberRequest, Reply], Done]


def conversation_act(
    act: Act = Act.ANSWER_PUBLIC,
) -> Callable[[ConversationAct], Callable[..., HttpResponseBase]]:
    """Make a view of POST <conversation_id>/… out of a function that runs one act."""

    def decorate(run: ConversationAct) -> Callable[..., HttpResponseBase]:
        @practice_member(act)
        @wraps(run)
        def view(request: MemberRequest, conversation_id: int) -> HttpResponse:
            conversation = conversation_for_act(request, conversation_id)
            return _answer(request, conversation, lambda: run(request, conversation))

        return view

    return decorate


def reply_act(
    act: Act = Act.ANSWER_PUBLIC,
) -> Callable[[ReplyAct], Callable[..., HttpResponseBase]]:
    """The same for POST replies/<reply_id>/…"""

    def decorate(run: ReplyAct) -> Callable[..., HttpResponseBase]:
        @practice_member(act)
        @wraps(run)
        def view(request: MemberRequest, reply_id: int) -> HttpResponse:
            reply = get_reply(request, reply_id)
            conversation = conversation_for_act(request, reply.conversation_id)
            reply.conversation = conversation
            return _answer(request, conversation, lambda: run(request, reply))

        return view

    return decorate


def _answer(
    request: MemberRequest, conversation: Conversation, run: Callable[[], Done]
) -> HttpResponse:
    if request.method != "POST":  # a reload after a refusal, or a way back from signing in
        return HttpResponseRedirect(_address(request, conversation))
    try:
        done = run()
    except InvalidForm as invalid:
        return show(request, _fresh(request, conversation), invalid.shown, status=_STATUS_INPUT)
    except SendRefused as refused:
        return _refused(request, conversation, refused.refusal, refused.draft)
    except ActionRefused as refusal:
        return _refused(request, conversation, refusal, Draft(refusal=refusal))
    if done.is_still_writing:
        return show(request, _fresh(request, conversation), Shown(draft=done.draft))
    return _changed(request, conversation, done)


def _refused(
    request: MemberRequest, conversation: Conversation, refusal: ActionRefused, draft: Draft
) -> HttpResponse:
    if is_stop(refusal):
        note_stopped(
            conversation=conversation,
            actor=request.user,
            now=timezone.now(),
            audience=draft.audience,
            refusal=refusal,
        )
    refusal.context = visible_context(request.membership, refusal.context)
    status = _STATUS_INPUT if refusal.code in _ABOUT_INPUT else _STATUS_CHANGED
    return show(request, _fresh(request, conversation), Shown(draft=draft), status=status)


def _changed(request: MemberRequest, conversation: Conversation, done: Done) -> HttpResponse:
    if done.message:
        messages.success(request, done.message)
    if not request.htmx:
        keep_undo(request, done.undo)
        return HttpResponseRedirect(_address(request, conversation, done.withdrawn), status=303)
    draft = done.draft
    if done.withdrawn is not None:
        draft = draft_of(done.withdrawn)
    shown = Shown(draft=draft, undo=done.undo)
    response = show(request, _fresh(request, conversation), shown)
    trigger_client_event(response, "alerts")  # what was just taken leaves the strip at once
    if done.is_finished:
        trigger_client_event(response, "inbox:finished", after="settle")
    return trigger_client_event(response, "inbox:changed")


def _fresh(request: MemberRequest, conversation: Conversation) -> Conversation:
    return get_conversation(request, conversation.pk, is_shown=True)


def _address(
    request: MemberRequest, conversation: Conversation, withdrawn: Reply | None = None
) -> str:
    """Back to the conversation with the list as it was; 303 makes the browser GET it."""
    query = list_query(request)
    if withdrawn is not None:
        query = f"{query}{'&' if query else '?'}draft={withdrawn.pk}"
    return reverse("inbox:conversation", args=[conversation.pk]) + query
