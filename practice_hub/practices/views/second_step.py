"""Where people are led whose role needs a second step: how to set one up, and nothing else."""

from __future__ import annotations

from typing import Any, cast

from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import views as totp
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from practice_hub.practices.idle import needs_second_step
from practice_hub.practices.middleware import Visit
from practice_hub.practices.standing import lacks_second_step


@require_safe
@never_cache
@login_required
def second_step(request: HttpRequest) -> HttpResponse:
    memberships = cast(Visit, request).memberships
    if not lacks_second_step(memberships, request.session):
        return redirect("people:home")
    needing = [member for member in memberships if needs_second_step([member.role])]
    return render(request, "practices/second_step.html", {"needing": needing[0]})


class ActivateTotp(totp.ActivateTOTPView):
    """A code from the app has just been entered: what follows need not ask for one again."""

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        added = Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.TOTP)
        post_authentication(self.request, added, reauthenticated=True)
        return response


activate_totp = ActivateTotp.as_view()
