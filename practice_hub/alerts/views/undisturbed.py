""" "Do not disturb" of one's own: its page, and the act that sets or ends it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from practice_hub.alerts.undisturbed import UndisturbedForm, begin_undisturbed, end_undisturbed
from practice_hub.http import MemberRequest
from practice_hub.permissions import Act, practice_member


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@practice_member(Act.READ_ALERTS)
def undisturbed(request: MemberRequest) -> HttpResponse:
    """`end` ends it; otherwise `minutes` or `clock` say until when."""
    now = timezone.now()
    form = UndisturbedForm(request.POST or None, now=now, zone=request.practice.zone)
    if request.method == "POST" and "end" in request.POST:
        end_undisturbed(member=request.membership, now=now)
        messages.success(request, _("You are told of everything again."))
        return redirect("alerts:undisturbed")
    if request.method == "POST" and form.is_valid():
        until = form.cleaned_data["until"]
        begin_undisturbed(member=request.membership, until=until, now=now)
        messages.success(request, _("Only emergencies call you until then."))
        return redirect("alerts:undisturbed")
    status = 422 if form.is_bound else 200
    return render(request, "alerts/undisturbed.html", {"form": form}, status=status)
