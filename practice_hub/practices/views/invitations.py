"""Where the link of an invitation leads."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from practice_hub.guide.steps import setup_of
from practice_hub.practices import actions
from practice_hub.practices.forms import AcceptForm
from practice_hub.practices.middleware import SESSION_KEY
from practice_hub.practices.models import Invitation, Membership, User
from practice_hub.roles import Act, may

BACKEND = "django.contrib.auth.backends.ModelBackend"


@never_cache
@sensitive_post_parameters("password", "password_again")
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Join by an invitation: signed in with that account, else as somebody new.

    A link that never was, was used, withdrawn or has run out gets one and the same 404 page.
    """
    invitation = (
        Invitation.objects.open()
        .filter(token=Invitation.token_of(token))
        .select_related("practice", "invited_by")
        .first()
    )
    if invitation is None:
        return render(request, "practices/invitation_gone.html", status=404)
    if request.user.is_authenticated:
        return _join_signed_in(request, invitation, request.user)
    if User.objects.filter(email=invitation.email).exists():
        return render(request, "practices/invitation_sign_in.html", {"invitation": invitation})
    return _join_as_newcomer(request, invitation)


def _join_signed_in(request: HttpRequest, invitation: Invitation, user: User) -> HttpResponse:
    error = ""
    if request.method == "POST":
        try:
            membership = actions.accept_as_member(
                invitation=invitation, user=user, at=timezone.now()
            )
            return _welcome(request, membership)
        except actions.PeopleError as refusal:
            error = str(refusal)
    context = {"invitation": invitation, "error": error}
    return render(request, "practices/invitation_join.html", context, status=422 if error else 200)


def _join_as_newcomer(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    form = AcceptForm(
        request.POST or None, email=invitation.email, initial={"name": invitation.name}
    )
    if request.method == "POST" and form.is_valid():
        try:
            membership = actions.accept_as_newcomer(
                invitation=invitation,
                name=form.cleaned_data["name"],
                password=form.cleaned_data["password"],
                at=timezone.now(),
            )
        except actions.PeopleError as error:
            form.add_error(None, str(error))
        else:
            login(request, membership.user, backend=BACKEND)
            return _welcome(request, membership)
    status = 422 if form.is_bound else 200
    context = {"invitation": invitation, "form": form}
    return render(request, "practices/invitation_accept.html", context, status=status)


def _welcome(request: HttpRequest, membership: Membership) -> HttpResponse:
    request.session[SESSION_KEY] = membership.practice_id
    messages.success(
        request, _("Welcome to %(practice)s.") % {"practice": membership.practice.name}
    )
    if (
        may(membership.role, Act.MANAGE_PRACTICE)
        and not setup_of(membership.practice, timezone.now()).is_over
    ):
        return redirect("guide:setup")
    return redirect(settings.LOGIN_REDIRECT_URL)
