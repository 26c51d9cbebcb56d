"""What of django-allauth works differently here."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice_hub import vault
from practice_hub.http import leads_home
from practice_hub.practices import lockout, passkeys
from practice_hub.practices.fresh import signed_in_recently
from practice_hub.practices.known_devices import attempt_of
from practice_hub.practices.lockout import Lock
from practice_hub.practices.models import User
from practice_hub.practices.standing import is_last_step, lacks_second_step

LOCKED = {
    Lock.HERE: _(
        "There were too many wrong passwords, so this account is locked here for 15 minutes. If it "
        "is yours, look into your mail: a link there unlocks it at once."
    ),
    Lock.STRANGERS: _(
        "There were too many wrong passwords for this account today, so it is closed to browsers "
        "that it was not used in before. If it is yours, look into your mail: a link there lets "
        "you in at once. So does a new password by mail."
    ),
}
LAST_STEP = _(
    "Your role needs a second step, and this is the only one you have. Add a passkey or another "
    "authenticator app first, then this one can go."
)
PASSKEY_WAY = "mfa_reauthenticate:webauthn"
_WAYS = {
    "reauthenticate": _("Use your password"),
    "mfa_reauthenticate": _("Use a code"),
    PASSKEY_WAY: _("Use your passkey"),
}


class InvitationOnlyAdapter(DefaultAccountAdapter):
    """People come by invitation, and links in mail point to PUBLIC_URL."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        # The library would also lead to every other host that is named in the settings.
        return bool(url) and leads_home(context.request, url)

    def format_email_subject(self, subject: str) -> str:
        return str(subject)

    def get_reset_password_from_key_url(self, key: str) -> str:
        # The library takes the host of the request, which a stranger could have chosen.
        path = urlsplit(super().get_reset_password_from_key_url(key)).path
        return f"{settings.PUBLIC_URL.rstrip('/')}{path}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """A locked account is refused before its password is looked at, known or not."""
        super().pre_authenticate(request, **credentials)
        attempt = attempt_of(request, credentials.get("email") or "")
        _refuse(lockout.take_try(attempt, timezone.now()))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        user: User | None = super().authenticate(request, **credentials)
        if user is not None:
            lockout.forgive(attempt_of(request, credentials.get("email") or ""))
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        attempt = attempt_of(request, credentials.get("email") or "")
        _refuse(lockout.note_failure(attempt, timezone.now()))

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not for a first second step of who has just signed in: they were sent to set it up."""
        request = context.request
        is_first = lacks_second_step(getattr(request, "memberships", []), request.session)
        if app == "allauth.mfa" and is_first and signed_in_recently(request):
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """How to prove again who one is, in our words; who came with a passkey is asked for it."""
        methods = super().get_reauthentication_methods(user)
        ways = [each | {"description": _WAYS[each["id"]]} for each in methods]
        has_passkey = passkeys.SESSION_KEY in context.request.session
        return sorted(ways, key=lambda each: has_passkey and each["id"] != PASSKEY_WAY)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("people:account")


def _refuse(lock: Lock | None) -> None:
    if lock:
        raise ValidationError(LOCKED[lock], code="locked")


class EncryptingMfaAdapter(DefaultMFAAdapter):
    """Keeps the secrets of two-step sign-in encrypted, with the keys of the networks' tokens.

    Of a passkey only the public half is stored, which is no secret; the other never leaves the
    device.
    """

    error_messages = DefaultMFAAdapter.error_messages | {"cannot_delete_authenticator": LAST_STEP}

    def encrypt(self, text: str) -> str:
        return vault.seal(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return vault.unseal(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        return not is_last_step(authenticator)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": settings.MFA_TOTP_ISSUER}

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        return passkeys.device_name(context.request.headers.get("User-Agent", ""))
