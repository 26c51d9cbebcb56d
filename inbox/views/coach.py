"""What the coach said and what was waved away: for those who run the practice."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from inbox.actions.advice import mute_advice, unmute_advice
from inbox.actions.errors import ActionRefused
from inbox.coaching import key_counts
from practice_hub.http import MemberRequest
from practice_hub.permissions import practice_member
from practice_hub.roles import Act


@require_safe
@practice_member(Act.MANAGE_PRACTICE)
def coach(request: MemberRequest) -> HttpResponse:
    """Every piece of advice with its dismissals of 30 days, and a switch."""
    rows = key_counts(request.practice.pk, timezone.now())
    context = {"rows": rows, "has_dismissals": any(row.times for row in rows)}
    return render(request, "inbox/guard/coach.html", context)


@require_POST
@practice_member(Act.MANAGE_PRACTICE)
def mute(request: MemberRequest) -> HttpResponse:
    try:
        mute_advice(
            practice=request.practice, actor=request.user, now=timezone.now(), key=_key(request)
        )
    except ActionRefused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Switched off. Nobody here sees it any more."))
    return HttpResponseRedirect(reverse("coach:table"), status=303)


@require_POST
@practice_member(Act.MANAGE_PRACTICE)
def unmute(request: MemberRequest) -> HttpResponse:
    unmute_advice(
        practice=request.practice, actor=request.user, now=timezone.now(), key=_key(request)
    )
    messages.success(request, _("Switched on again."))
    return HttpResponseRedirect(reverse("coach:table"), status=303)


def _key(request: MemberRequest) -> str:
    return request.POST.get("key", "")
