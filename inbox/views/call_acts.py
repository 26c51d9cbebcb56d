"""The acts on a planned call, whichever page they were pressed on: forms in, a sentence out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from inbox.actions import callback_calls, callbacks
from inbox.actions.callback_calls import Attempt
from inbox.callbacks import sheet_of
from inbox.forms_calls import CallOutcomeForm, CancelForm, MoveForm, OwnerForm, TryForm
from inbox.models import Callback, Conversation
from inbox.selectors import callers
from inbox.views.answering import Done, checked, conversation_act
from inbox.views.promised import clock_words
from practice_hub.http import MemberRequest, number_of
from practice_hub.roles import Act

CallAct = Callable[[MemberRequest, Callback], str]


def done(request: MemberRequest, callback: Callback) -> str:
    form = checked(CallOutcomeForm(request.POST), sheet_of(callback, "done"))
    callback_calls.complete_callback(
        callback_id=callback.pk,
        actor=request.user,
        now=timezone.now(),
        outcome=form.cleaned_data["outcome"],
    )
    return _("The call is on record.")


def attempt(request: MemberRequest, callback: Callback) -> str:
    now = timezone.now()
    form = TryForm(request.POST, zone=request.practice.zone, now=now)
    data = checked(form, sheet_of(callback, "attempt")).cleaned_data
    tried = Attempt(data["outcome"], data["moment"], data["note"])
    callback_calls.record_attempt(
        callback_id=callback.pk, actor=request.user, now=now, attempt=tried
    )
    when = _when(request, data["moment"], now)
    return _("On record. The next try is %(when)s.") % {"when": when}


def move(request: MemberRequest, callback: Callback) -> str:
    now = timezone.now()
    form = MoveForm(request.POST, zone=request.practice.zone, now=now)
    data = checked(form, sheet_of(callback, "move")).cleaned_data
    callbacks.move_callback(
        callback_id=callback.pk,
        actor=request.user,
        now=now,
        due_at=data["moment"],
        reason=data["reason"],
    )
    when = _when(request, data["moment"], now)
    return _("The call is now %(when)s. Tell the person as well.") % {"when": when}


def give(request: MemberRequest, callback: Callback) -> str:
    people = callers(request.membership)
    form = OwnerForm(request.POST, callers=people)
    owner_id = checked(form, sheet_of(callback, "give")).cleaned_data["owner"]
    owner = next(user for user in people if user.pk == owner_id)
    callbacks.give_callback(
        callback_id=callback.pk, actor=request.user, now=timezone.now(), owner=owner
    )
    if owner.pk == request.user.pk:
        return _("You have the call now.")
    return _("%(name)s has the call now.") % {"name": owner.first_name}


def cancel(request: MemberRequest, callback: Callback) -> str:
    form = checked(CancelForm(request.POST), sheet_of(callback, "cancel"))
    callback_calls.cancel_callback(
        callback_id=callback.pk,
        actor=request.user,
        now=timezone.now(),
        reason=form.cleaned_data["reason"],
    )
    return _("The call is canceled.")


def resume(request: MemberRequest, callback: Callback) -> str:
    callback_calls.resume_callback(callback_id=callback.pk, actor=request.user, now=timezone.now())
    return _("The call is planned again.")


ACTS: dict[str, CallAct] = {
    "done": done,
    "attempt": attempt,
    "move": move,
    "give": give,
    "cancel": cancel,
    "resume": resume,
}


def act_named(name: str) -> CallAct:
    """Http404 for an address that no page of ours makes."""
    if name not in ACTS:
        raise Http404
    return ACTS[name]


def _when(request: MemberRequest, at: datetime, now: datetime) -> str:
    return clock_words(at, now, request.practice.zone)


def _on_conversation(name: str) -> Callable[[MemberRequest, Conversation], Done]:
    def run(request: MemberRequest, conversation: Conversation) -> Done:
        callback_id = number_of(request.POST.get("callback", "")) or 0
        callback = Callback.objects.filter(pk=callback_id, conversation=conversation).first()
        if callback is None:
            raise Http404
        return Done(ACTS[name](request, callback))

    run.__name__ = name
    return run


# Views of POST /inbox/<conversation>/call/<act>/, which answer with the conversation.
ON_CONVERSATION = {
    name: conversation_act(Act.ANSWER_PRIVATE)(_on_conversation(name)) for name in ACTS
}
