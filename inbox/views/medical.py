"""The medical mark and the emergency: one act a view."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from inbox.actions.medical import acknowledge_escalation, mark_medical, unmark_medical
from inbox.forms import MarkForm, UnmarkForm
from inbox.models import Conversation
from inbox.views.answering import Done, checked, conversation_act
from practice_hub.http import MemberRequest
from practice_hub.roles import Act


@conversation_act(Act.MARK_MEDICAL)
def mark(request: MemberRequest, conversation: Conversation) -> Done:
    form = checked(MarkForm(request.POST), "mark_medical")
    mark_medical(
        conversation_id=conversation.pk,
        actor=request.membership,
        now=timezone.now(),
        is_red_flag=form.cleaned_data["is_red_flag"],
    )
    if form.cleaned_data["is_red_flag"]:
        words = _("Marked as a possible emergency. Practitioners and managers are being told.")
        return Done(words)
    return Done(_("Marked as medical. Answers now need a practitioner."))


@conversation_act(Act.MARK_MEDICAL)
def unmark(request: MemberRequest, conversation: Conversation) -> Done:
    form = checked(UnmarkForm(request.POST), "unmark_medical")
    unmark_medical(
        conversation_id=conversation.pk,
        actor=request.membership,
        now=timezone.now(),
        reason=form.cleaned_data["reason"],
        seen_seq=form.cleaned_data["seen_seq"],
    )
    words = _("It is no longer marked as medical. Drafts that wait for approval still wait.")
    return Done(words)


@conversation_act(Act.CLEAR_RED_FLAG)
def take(request: MemberRequest, conversation: Conversation) -> Done:
    acknowledge_escalation(
        conversation_id=conversation.pk, actor=request.membership, now=timezone.now()
    )
    return Done(_("You have it. The alert has ended for everybody."))
