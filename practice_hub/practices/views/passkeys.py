"""django-allauth's pages of passkeys, with our words, our time and our way out of trouble."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.webauthn import views as library
from allauth.mfa.webauthn.internal import auth
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from practice_hub.practices.adapter import LAST_STEP
from practice_hub.practices.passkeys import forget_devices, passkeys_among, remember_device
from practice_hub.practices.standing import is_last_step
from practice_hub.practices.views.steps import one_at_a_time

NOT_KNOWN = _(
    "This passkey opens nothing here; it may have been removed. Sign in with your password, then "
    "add it again under My account."
)
NOT_YOURS = _("That was not a passkey of yours. Try again, or choose another way.")


class SignIn(library.LoginWebAuthnView):
    """In with a passkey alone, and for long on this device."""

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        if self.request.user.is_authenticated:
            remember_device(self.request.session, form.cleaned_data["credential"].pk)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        messages.error(self.request, NOT_KNOWN)
        wanted = self.request.POST.get("next", "")
        query = f"?{urlencode({'next': wanted})}" if wanted else ""
        return redirect(reverse("account_login") + query)


class Add(library.AddWebAuthnView):
    """A passkey that opens everything by itself, so the device must ask who holds it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        options = auth.begin_registration(self.request.user, passwordless=True)
        return context | {"js_data": options}

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        newest = passkeys_among(list(self.request.user.authenticator_set.all()))[-1]
        # The device has just asked: the recovery codes that follow need not ask again.
        post_authentication(self.request, newest, reauthenticated=True)
        return response

    def get_success_url(self) -> str:
        codes = self.did_generate_recovery_codes
        return reverse("mfa_view_recovery_codes" if codes else "mfa_list_webauthn")


class Remove(library.RemoveWebAuthnView):
    """Ends what the passkey kept open elsewhere, too: it may be on a phone that was lost."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"is_last": is_last_step(self.object), "last_words": LAST_STEP}

    def form_valid(self, form: Any) -> HttpResponse:
        if is_last_step(self.object):
            messages.error(self.request, LAST_STEP)
            return redirect("mfa_list_webauthn")
        passkey_id = self.object.pk
        response: HttpResponse = super().form_valid(form)
        forget_devices(passkey_id, current=self.request.session)
        return response


class AskAgain(library.ReauthenticateWebAuthnView):
    def form_invalid(self, form: Any) -> HttpResponse:
        messages.error(self.request, NOT_YOURS)
        return redirect(self.passthrough_next_url(self.request.path))


sign_in = SignIn.as_view()
add = Add.as_view()
remove = one_at_a_time(Remove.as_view())
ask_again = AskAgain.as_view()
