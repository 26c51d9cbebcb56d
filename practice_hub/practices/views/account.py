"""One's own account: name, signature, the ways to password and two-step sign-in, leaving."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from practice_hub.http import MemberRequest, leads_home
from practice_hub.permissions import practice_member
from practice_hub.practices import actions
from practice_hub.practices.forms import AccountForm
from practice_hub.practices.models import Density, Membership, User
from practice_hub.practices.passkeys import passkeys_among
from practice_hub.practices.selectors import away_card
from practice_hub.roles import Role


@require_http_methods(["GET", "HEAD", "POST"])
@practice_member()
def account(request: MemberRequest) -> HttpResponse:
    # Its own copy: a form writes what was typed into its instance, valid or not.
    form = AccountForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        actions.change_account(
            membership=request.membership, at=timezone.now(), **form.cleaned_data
        )
        messages.success(request, _("Your name and signature were saved."))
        return redirect("people:account")
    me = request.membership
    context = {
        "form": form,
        "densities": Density.choices,
        "away": away_card(me, reader=me, now=timezone.now()),
        **_signing_in(me),
    }
    return render(request, "practices/account.html", context, status=422 if form.is_bound else 200)


def _signing_in(member: Membership) -> dict[str, Any]:
    """Passkeys and whether there is a second step; practitioners are asked to add a passkey,
    because they approve from their phones."""
    authenticators = list(Authenticator.objects.filter(user_id=member.user_id))
    passkeys = passkeys_among(authenticators)
    return {
        "passkeys": passkeys,
        "needs_passkey": member.role == Role.PRACTITIONER and not passkeys,
        "passkey_days": settings.PASSKEY_SESSION_DAYS,
        "has_two_step": bool(authenticators),
    }


@require_POST
@practice_member()
def change_density(request: MemberRequest) -> HttpResponse:
    """How close rows stand, chosen here or on any page (`next` leads back to it)."""
    chosen = request.POST.get("density", "")
    if chosen in Density.values:
        density = Density(chosen)
        actions.change_density(membership=request.membership, density=density, at=timezone.now())
    else:
        messages.error(request, _("Choose comfortable or compact rows."))
    wanted = request.POST.get("next", "")
    return redirect(wanted if leads_home(request, wanted) else "people:account")


@require_POST
@practice_member()
def leave(request: MemberRequest) -> HttpResponse:
    try:
        actions.leave(membership=request.membership, at=timezone.now(), session=request.session)
    except actions.PeopleError as error:
        messages.error(request, str(error))
        return redirect("people:account")
    if len(request.memberships) < 2:
        logout(request)
    messages.success(request, _("You left %(practice)s.") % {"practice": request.practice.name})
    return redirect("people:home")
