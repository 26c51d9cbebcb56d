"""How long people stay signed in, for who manages the practice; and the link that unlocks."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from practice_hub.http import MemberRequest
from practice_hub.permissions import Act, practice_member
from practice_hub.practices import actions, known_devices, lockout
from practice_hub.practices.fresh import still_you
from practice_hub.practices.idle import Rules
from practice_hub.practices.sign_in_forms import SignInRulesForm


@require_http_methods(["GET", "HEAD", "POST"])
@practice_member(Act.MANAGE_PRACTICE)
@still_you()
def security(request: MemberRequest) -> HttpResponse:
    rules = Rules.of(request.practice.sign_in_rules)
    form = SignInRulesForm(request.POST if request.method == "POST" else None, rules=rules)
    if form.is_valid():
        try:
            actions.change_sign_in_rules(
                actor=request.membership, rules=form.rules, at=timezone.now()
            )
        except actions.PeopleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved. It holds from the next click of everybody."))
            return redirect("people:security")
    status = 422 if form.is_bound else 200
    return render(request, "practices/security.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def unlock(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks for a press: mail programs open links by themselves. The browser that pressed is let
    in whatever others try meanwhile. A link that opens nothing gets one and the same page, whether
    it was used, has run out or never was."""
    now = timezone.now()
    owner = lockout.unlock(token=token, now=now) if request.method == "POST" else None
    if owner is not None:
        known_devices.remember(request, owner.email, is_fresh=True)
        messages.success(request, _("Unlocked. You can sign in again."))
        return redirect("account_login")
    is_open = request.method != "POST" and lockout.locked_by(token, now) is not None
    context = {"is_open": is_open}
    return render(request, "practices/unlock.html", context, status=200 if is_open else 404)
