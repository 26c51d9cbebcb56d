"""One's own account: name, signature, the ways to password and two-step sign-in, leaving."""

from __future__ import annotations

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from practice_hub.http import MemberRequest
from practice_hub.permissions import practice_member
from practice_hub.practices import actions
from practice_hub.practices.forms import AccountForm
from practice_hub.practices.models import User
from practice_hub.practices.selectors import away_card


@require_http_methods(["GET", "HEAD", "POST"])
@practice_member()
def account(request: MemberRequest) -> HttpResponse:
    # Its own copy: a form writes what was typed into its instance, valid or not.
    form = AccountForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        actions.change_account(
            membership=request.membership, at=timezone.now(), **form.cleaned_data
        )
        messages.success(request, "Your name and signature were saved.")
        return redirect("people:account")
    me = request.membership
    context = {
        "form": form,
        "has_two_step": is_mfa_enabled(request.user),
        "away": away_card(me, reader=me, now=timezone.now()),
    }
    return render(request, "practices/account.html", context, status=422 if form.is_bound else 200)


@require_POST
@practice_member()
def leave(request: MemberRequest) -> HttpResponse:
    try:
        actions.leave(membership=request.membership, at=timezone.now())
    except actions.PeopleError as error:
        messages.error(request, str(error))
        return redirect("people:account")
    messages.success(request, f"You left {request.practice.name}.")
    return redirect("people:home")
