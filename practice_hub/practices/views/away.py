"""Away and back: for oneself from anywhere, for colleagues by whoever manages people."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from practice_hub.http import MemberRequest, leads_home
from practice_hub.permissions import Act, practice_member
from practice_hub.practices import actions
from practice_hub.practices.away_words import away_words
from practice_hub.practices.models import Membership
from practice_hub.practices.rules import may_handle
from practice_hub.practices.selectors import AwayCard, away_card


@require_http_methods(["GET", "HEAD", "POST"])
@practice_member()
def away(request: MemberRequest, member_id: int) -> HttpResponse:
    """Say until when somebody is away; a refused form answers 422 with what was typed."""
    member, now = _touchable(request, member_id), timezone.now()
    data = request.POST if request.method == "POST" else None
    card = away_card(member, reader=request.membership, now=now, data=data)
    if card.form.is_valid() and _set_away(request, card, now):
        words = away_words(Membership.objects.get(pk=member.pk), now, request.practice.zone)
        messages.success(request, _is_away(card, words))
        return redirect(_next(request, card.is_self))
    context = {"away": card, "next_url": _next(request, card.is_self)}
    return render(request, "practices/away.html", context, status=422 if data is not None else 200)


@require_POST
@practice_member()
def back(request: MemberRequest, member_id: int) -> HttpResponse:
    """End an absence early."""
    member = _touchable(request, member_id)
    is_self = member.pk == request.membership.pk
    try:
        actions.come_back(actor=request.membership, member=member, at=timezone.now())
    except actions.PeopleError as error:
        messages.error(request, str(error))
    else:
        name = member.user.first_name
        back = _("You are back.") if is_self else _("%(name)s is back.") % {"name": name}
        messages.success(request, back)
    return redirect(_next(request, is_self))


def _touchable(request: MemberRequest, member_id: int) -> Membership:
    """Oneself, or a colleague one may decide about; 404 for outsiders, 403 for the others."""
    members = Membership.objects.active().select_related("user", "practice")
    member = get_object_or_404(members, pk=member_id, practice=request.practice)
    reader = request.membership
    if member.pk != reader.pk and not may_handle(reader.role, member.role):
        raise PermissionDenied(Act.MANAGE_PEOPLE.value)
    return member


def _set_away(request: MemberRequest, card: AwayCard, now: datetime) -> bool:
    data = card.form.cleaned_data
    try:
        actions.set_away(
            actor=request.membership,
            member=card.member,
            until=data["until"],
            reason=data["reason"],
            stand_in=data["stand_in"],
            at=now,
        )
    except actions.PeopleError as error:
        card.form.add_error(None, str(error))
        return False
    return True


def _is_away(card: AwayCard, words: str) -> str:
    if card.is_self:
        return _("You are %(words)s.") % {"words": words}
    return _("%(name)s is %(words)s.") % {"name": card.member.user.first_name, "words": words}


def _next(request: MemberRequest, is_self: bool) -> str:
    """Where the form stood, when that is a page of ours."""
    wanted = request.POST.get("next", "")
    if leads_home(request, wanted):
        return wanted
    return resolve_url("people:account" if is_self else "people:list")
