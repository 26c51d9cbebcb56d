"""Passkeys: what they are called, which forms take them, and the devices they keep signed in."""

from __future__ import annotations

import struct
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as library
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from django import forms
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.utils import timezone

SESSION_KEY = "passkey_id"
NAME_LENGTH = 60
NOT_ADDED = "The passkey could not be saved. Press the button to try once more."
NOT_ACCEPTED = "This passkey was not accepted."
# What the libraries raise at answers that somebody made up; they foresee only some of these.
NO_ANSWER = (
    ValidationError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    struct.error,
    InvalidSignature,
    UnsupportedAlgorithm,
)
# What a browser says it runs on, the most telling word first.
_DEVICES = (
    ("iphone", "iPhone"),
    ("ipad", "iPad"),
    ("android", "Android phone"),
    ("windows", "Windows computer"),
    ("macintosh", "Mac"),
    ("cros", "Chromebook"),
    ("linux", "Linux computer"),
)


def device_name(user_agent: str) -> str:
    """What people call the device of a browser that sends `user_agent`."""
    said = user_agent.lower()
    return next((name for word, name in _DEVICES if word in said), "My device")


def passkeys_among(authenticators: list[Any]) -> list[Any]:
    """The passkeys among allauth's authenticators, oldest first."""
    found = [each for each in authenticators if each.type == Authenticator.Type.WEBAUTHN]
    return sorted(found, key=lambda each: (each.created_at, each.pk))


def remember_device(session: SessionBase, passkey_id: int) -> None:
    """Keep a device signed in that came with a passkey: the phone's lock guards it already."""
    session[SESSION_KEY] = passkey_id
    session.set_expiry(settings.PASSKEY_SESSION_DAYS * 86_400)


def forget_devices(passkey_id: int, *, current: SessionBase) -> int:
    """Sign out whatever came in with a passkey that is removed; returns how many sessions.

    The `current` one stays, for as long as a session with a password would.
    """
    if current.get(SESSION_KEY) == passkey_id:
        del current[SESSION_KEY]
        current.set_expiry(settings.SESSION_COOKIE_AGE)
    ended = [
        stored.pk
        for stored in Session.objects.filter(expire_date__gt=timezone.now()).iterator()
        if stored.pk != current.session_key and stored.get_decoded().get(SESSION_KEY) == passkey_id
    ]
    Session.objects.filter(pk__in=ended).delete()
    return len(ended)


class _Answer:
    """Whatever is no answer to our question is an error of the form, never of the server."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except NO_ANSWER as error:
            raise ValidationError(NOT_ACCEPTED) from error


class SignInForm(_Answer, library.LoginWebAuthnForm):  # type: ignore[misc]
    """In with a passkey alone."""


class SecondStepForm(_Answer, library.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """After the password."""


class AskAgainForm(_Answer, library.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """Before a change to how one signs in."""


class AddPasskeyForm(library.AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey; `credential` is what the browser made, as JSON."""

    name = forms.CharField(
        max_length=NAME_LENGTH,
        required=False,
        label="Name of this passkey",
        help_text="So that you know later which device it is.",
    )

    def clean(self) -> dict[str, Any]:
        try:
            data: dict[str, Any] = super().clean()
        except NO_ANSWER as error:
            raise ValidationError(NOT_ADDED) from error
        return data


class RenamePasskeyForm(library.EditWebAuthnForm):  # type: ignore[misc]
    name = forms.CharField(max_length=NAME_LENGTH, label="Name of this passkey")
