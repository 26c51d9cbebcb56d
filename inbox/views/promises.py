"""What the practice promised for a time: one act a view. The form names the promise."""

from __future__ import annotations

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from inbox.access import sees_private
from inbox.actions import promises as actions
from inbox.forms import DueForm, ReasonForm
from inbox.models import Conversation, Promise, Reply
from inbox.views.answering import Done, checked, conversation_act
from practice_hub.http import MemberRequest, number_of
from practice_hub.times import said


@conversation_act()
def change(request: MemberRequest, conversation: Conversation) -> Done:
    promise = _promise(request, conversation)
    now, zone = timezone.now(), request.practice.zone
    form = checked(DueForm(request.POST, zone=zone, now=now), f"promise-{promise.pk}")
    due_at = form.cleaned_data["moment"]
    actions.change_promise(promise_id=promise.pk, actor=request.user, now=now, due_at=due_at)
    when = said(due_at.astimezone(zone), "WEEKDAY_CLOCK")
    return Done(_("The timer now runs until %(when)s.") % {"when": when})


@conversation_act()
def keep(request: MemberRequest, conversation: Conversation) -> Done:
    promise = _promise(request, conversation)
    actions.keep_promise(promise_id=promise.pk, actor=request.user, now=timezone.now())
    return Done(_("Promise kept."))


@conversation_act()
def drop(request: MemberRequest, conversation: Conversation) -> Done:
    promise = _promise(request, conversation)
    form = checked(ReasonForm(request.POST), f"promise-{promise.pk}-drop")
    actions.drop_promise(
        promise_id=promise.pk,
        actor=request.user,
        now=timezone.now(),
        reason=form.cleaned_data["reason"],
    )
    return Done(_("The promise no longer runs."))


@conversation_act()
def reopen(request: MemberRequest, conversation: Conversation) -> Done:
    promise = _promise(request, conversation)
    actions.reopen_promise(promise_id=promise.pk, actor=request.user, now=timezone.now())
    return Done(_("The promise runs on."))


def _promise(request: MemberRequest, conversation: Conversation) -> Promise:
    found = Promise.objects.filter(
        pk=number_of(request.POST.get("promise", "")) or 0, conversation=conversation
    ).exclude(status=Promise.Status.PENDING)
    if not sees_private(request.membership):
        found = found.filter(reply__audience=Reply.Audience.PUBLIC)
    promise = found.first()
    if promise is None:
        raise Http404
    return promise
