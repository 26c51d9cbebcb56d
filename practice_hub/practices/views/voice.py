"""How the practice speaks, and whether its answers are signed (A10, A11)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from practice_hub.http import MemberRequest
from practice_hub.permissions import Act, practice_member
from practice_hub.practices.forms import VoiceForm
from practice_hub.practices.views.saving import own_copy, save_practice


@require_http_methods(["GET", "HEAD", "POST"])
@practice_member(Act.MANAGE_PRACTICE)
def voice(request: MemberRequest) -> HttpResponse:
    form = VoiceForm(request.POST or None, instance=own_copy(request))
    if save_practice(request, form):
        messages.success(request, _("Voice and signature were saved."))
        return redirect("people:voice")
    status = 422 if form.is_bound else 200
    return render(request, "practices/voice.html", {"form": form}, status=status)
