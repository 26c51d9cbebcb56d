"""The practice's times of the chain, for whoever manages it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from practice_hub.alerts.chain import settings_of
from practice_hub.alerts.forms import ChainForm
from practice_hub.alerts.settings_actions import change_chain
from practice_hub.http import MemberRequest
from practice_hub.permissions import Act, practice_member


@require_http_methods(["GET", "HEAD", "POST"])
@practice_member(Act.MANAGE_PRACTICE)
def chain(request: MemberRequest) -> HttpResponse:
    form = ChainForm(request.POST or None, chain=settings_of(request.practice.pk))
    if request.method == "POST" and form.is_valid():
        change_chain(
            actor=request.membership,
            minutes=form.minutes,
            kinds=form.cleaned_data["kinds"],
            now=timezone.now(),
        )
        messages.success(request, _("The chain was saved."))
        return redirect("alerts:chain")
    status = 422 if form.is_bound else 200
    return render(request, "alerts/chain.html", {"form": form}, status=status)
