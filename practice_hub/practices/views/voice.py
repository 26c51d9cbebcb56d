"""How the practice speaks, and whether its answers are signed (A10, A11)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from practice_hub.http import MemberRequest
from practice_hub.permissions import Act, practice_member
from practice_hub.practices import actions
from practice_hub.practices.forms import VoiceForm
from practice_hub.practices.models import Practice


@require_http_methods(["GET", "HEAD", "POST"])
@practice_member(Act.MANAGE_PRACTICE)
def voice(request: MemberRequest) -> HttpResponse:
    # Its own copy: a form writes what was typed into its instance, valid or not.
    form = VoiceForm(request.POST or None, instance=Practice.objects.get(pk=request.practice.pk))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_practice(
                actor=request.membership, values=form.cleaned_data, at=timezone.now()
            )
        except actions.PeopleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Voice and signature were saved.")
            return redirect("people:voice")
    status = 422 if form.is_bound else 200
    return render(request, "practices/voice.html", {"form": form}, status=status)
