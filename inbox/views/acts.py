"""Taking, giving, noting, snoozing, resolving: one act a view."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from inbox import actions
from inbox.access import get_conversation, get_mention
from inbox.actions.errors import ActionRefused
from inbox.actions.labels import correct_sentiment
from inbox.bulk import BulkAct, assign_step, no_reply_step, snooze_step
from inbox.forms import AssignForm, LabelForm, NoteForm, OutcomeForm, ReasonForm, SnoozeForm
from inbox.models import Conversation
from inbox.opening import snooze_choices
from inbox.personal_alerts import words_on_mentions
from inbox.role_words import anyone
from inbox.selectors import colleagues
from inbox.views.answering import Done, checked, conversation_act
from inbox.views.bulk_bar import undo_of
from inbox.views.texts import NOTE, Draft
from inbox.views.threads import for_all_threads, renew_others
from practice_hub.http import MemberRequest, number_of
from practice_hub.permissions import practice_member
from practice_hub.roles import Act
from practice_hub.times import said


@conversation_act()
@for_all_threads
def claim(request: MemberRequest, conversation: Conversation) -> Done:
    actions.claim(conversation_id=conversation.pk, actor=request.user, now=timezone.now())
    return Done(draft=Draft(is_wanted=True))


@require_POST
@practice_member(Act.ANSWER_PUBLIC)
def renew(request: MemberRequest, conversation_id: int) -> HttpResponseBase:
    """The heartbeat of a composer in use: 204, or 409 with the reason when the claim is gone."""
    conversation = get_conversation(request, conversation_id)
    token = request.POST.get("claim_token", "")
    try:
        actions.renew_claim(
            conversation_id=conversation.pk,
            actor=request.user,
            now=timezone.now(),
            token=number_of(token) or 0,
        )
    except ActionRefused as refusal:
        return HttpResponse(refusal.message, status=409, content_type="text/plain")
    renew_others(request, conversation, timezone.now())
    return HttpResponse(status=204)


@conversation_act()
@for_all_threads
def release(request: MemberRequest, conversation: Conversation) -> Done:
    actions.release(
        conversation_id=conversation.pk,
        actor=request.user,
        now=timezone.now(),
        token=conversation.claim_token,
    )
    return Done(_("It is free for others again."))


@conversation_act(Act.TAKE_OVER)
@for_all_threads
def take_over(request: MemberRequest, conversation: Conversation) -> Done:
    form = checked(ReasonForm(request.POST), "take_over")
    actions.take_over(
        conversation_id=conversation.pk,
        actor=request.user,
        now=timezone.now(),
        reason=form.cleaned_data["reason"],
    )
    return Done(_("You have it now. Your colleague was told."))


@conversation_act()
@for_all_threads
def assign(request: MemberRequest, conversation: Conversation) -> Done:
    form = AssignForm(request.POST, members=colleagues(request.membership))
    checked(form, "assign")
    actions.assign(
        conversation_id=conversation.pk,
        actor=request.user,
        now=timezone.now(),
        assignee=form.user,
        role=form.role,
    )
    whom = form.user.name if form.user else anyone(form.role)
    words = (
        _("Given to %(whom)s.") % {"whom": whom}
        if whom
        else _("It belongs to nobody in particular.")
    )
    step = assign_step(conversation, form.user, form.role)
    return Done(undo=undo_of(request, words, BulkAct.ASSIGN, step))


@conversation_act(Act.READ_PRIVATE)
def note(request: MemberRequest, conversation: Conversation) -> Done:
    form = checked(NoteForm(request.POST), "note")
    actions.add_note(
        conversation_id=conversation.pk,
        actor=request.user,
        now=timezone.now(),
        body=form.cleaned_data["note"],
    )
    unclear = words_on_mentions(form.cleaned_data["note"], conversation.practice_id)
    saved = _("Note saved.")
    return Done(f"{saved} {unclear}".strip(), draft=Draft(audience=NOTE))


@conversation_act()
@for_all_threads
def snooze(request: MemberRequest, conversation: Conversation) -> Done:
    now, zone = timezone.now(), request.practice.zone
    times = snooze_choices(conversation, now)
    form = checked(SnoozeForm(request.POST, now=now, zone=zone, times=times), "snooze")
    until = form.cleaned_data["moment"]
    actions.snooze(conversation_id=conversation.pk, actor=request.user, now=now, until=until)
    words = _("Snoozed until %(time)s. It comes back earlier if the person writes.") % {
        "time": said(until.astimezone(zone), "WEEKDAY_CLOCK")
    }
    step = snooze_step(conversation, until, request.user, now)
    return Done(undo=undo_of(request, words, BulkAct.SNOOZE, step), is_finished=True)


@conversation_act()
@for_all_threads
def wake(request: MemberRequest, conversation: Conversation) -> Done:
    actions.wake(conversation_id=conversation.pk, actor=request.user, now=timezone.now())
    return Done(_("It is back in its queue."))


@conversation_act()
@for_all_threads
def no_reply(request: MemberRequest, conversation: Conversation) -> Done:
    form, now = checked(ReasonForm(request.POST), "no_reply"), timezone.now()
    actions.mark_no_reply_needed(
        conversation_id=conversation.pk,
        actor=request.user,
        now=now,
        reason=form.cleaned_data["reason"],
    )
    step = no_reply_step(conversation, request.user, now)
    words = _("Marked as needing no reply.")
    return Done(undo=undo_of(request, words, BulkAct.NO_REPLY, step), is_finished=True)


@conversation_act()
@for_all_threads
def resolve(request: MemberRequest, conversation: Conversation) -> Done:
    form = checked(OutcomeForm(request.POST), "resolve")
    actions.resolve(
        conversation_id=conversation.pk,
        actor=request.user,
        now=timezone.now(),
        outcome=form.cleaned_data["outcome"],
    )
    conversation.refresh_from_db(fields=["state"])
    is_loop_open = conversation.state == Conversation.State.RESOLVED
    if is_loop_open:
        return Done(_("Resolved. Now thank them in public."))
    return Done(_("Resolved and closed."), is_finished=True)


@conversation_act()
@for_all_threads
def skip_loop(request: MemberRequest, conversation: Conversation) -> Done:
    form = checked(ReasonForm(request.POST), "skip_loop")
    actions.skip_loop(
        conversation_id=conversation.pk,
        actor=request.user,
        now=timezone.now(),
        reason=form.cleaned_data["reason"],
    )
    return Done(_("Closed without public thanks."), is_finished=True)


@conversation_act()
@for_all_threads
def close(request: MemberRequest, conversation: Conversation) -> Done:
    actions.close(conversation_id=conversation.pk, actor=request.user, now=timezone.now())
    return Done(_("Closed. Well done."), is_finished=True)


@conversation_act()
def reopen(request: MemberRequest, conversation: Conversation) -> Done:
    actions.reopen(conversation_id=conversation.pk, actor=request.user, now=timezone.now())
    return Done(_("It is open again."))


@conversation_act()
def label(request: MemberRequest, conversation: Conversation) -> Done:
    """Correct how one post of the conversation feels (L4)."""
    mention_id = request.POST.get("mention", "")
    mention = get_mention(request, number_of(mention_id) or 0)
    form = checked(LabelForm(request.POST), "label")
    correct_sentiment(
        mention_id=mention.pk,
        actor=request.user,
        now=timezone.now(),
        label=form.cleaned_data["label"],
    )
    return Done(_("Thank you, the label is corrected."))
