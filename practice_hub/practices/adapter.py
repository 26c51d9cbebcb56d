"""What of django-allauth works differently here."""

from __future__ import annotations

from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse


class InvitationOnlyAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People come by invitation, and links in mail point to PUBLIC_URL."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def format_email_subject(self, subject: str) -> str:
        return str(subject)

    def get_reset_password_from_key_url(self, key: str) -> str:
        # The library takes the host of the request, which a stranger could have chosen.
        path = urlsplit(super().get_reset_password_from_key_url(key)).path
        return f"{settings.PUBLIC_URL.rstrip('/')}{path}"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("people:account")


class EncryptingMfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps the secrets of two-step sign-in encrypted, with the keys of the networks' tokens."""

    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _fernet().decrypt(encrypted_text.encode()).decode()


def _fernet() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.CREDENTIAL_KEYS])
