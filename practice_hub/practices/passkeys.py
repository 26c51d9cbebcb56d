"""Passkeys: what they are called, which forms take them, and the devices they keep signed in."""

from __future__ import annotations

import struct
from collections.abc import Callable
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
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

SESSION_KEY = "passkey_id"
NAME_LENGTH = 60
NOT_ADDED = gettext_noop("The passkey could not be saved. Press the button to try once more.")
NOT_ACCEPTED = gettext_noop("This passkey was not accepted.")
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
MY_DEVICE = gettext_noop("My device")  # when the browser does not say
# What a browser says it runs on, the most telling word first.
_DEVICES = (
    ("iphone", "iPhone"),
    ("ipad", "iPad"),
    ("android", gettext_noop("Android phone")),
    ("windows", gettext_noop("Windows computer")),
    ("macintosh", "Mac"),
    ("cros", "Chromebook"),
    ("linux", gettext_noop("Linux computer")),
)


def device_name(user_agent: str) -> str:
    """What people call the device of a browser that sends `user_agent`."""
    said = user_agent.lower()
    return next((_(name) for word, name in _DEVICES if word in said), _(MY_DEVICE))


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


def _answered(read: Callable[[], Any], otherwise: str) -> Any:
    """What `read` makes of an answer; whatever is none is an error of the form, never ours."""
    try:
        return read()
    except NO_ANSWER as error:
        raise ValidationError(_(otherwise)) from error


class SignInForm(library.LoginWebAuthnForm):
    """In with a passkey alone."""

    def clean_credential(self) -> Any:
        return _answered(super().clean_credential, NOT_ACCEPTED)


class SecondStepForm(library.AuthenticateWebAuthnForm):
    """After the password."""

    def clean_credential(self) -> Any:
        return _answered(super().clean_credential, NOT_ACCEPTED)


class AskAgainForm(library.ReauthenticateWebAuthnForm):
    """Before a change to how one signs in."""

    def clean_credential(self) -> Any:
        return _answered(super().clean_credential, NOT_ACCEPTED)


class AddPasskeyForm(library.AddWebAuthnForm):
    """A new passkey; `credential` is what the browser made, as JSON."""

    name = forms.CharField(
        max_length=NAME_LENGTH,
        required=False,
        label=gettext_lazy("Name of this passkey"),
        help_text=gettext_lazy("So that you know later which device it is."),
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = _answered(super().clean, NOT_ADDED)
        return data


class RenamePasskeyForm(library.EditWebAuthnForm):
    name = forms.CharField(max_length=NAME_LENGTH, label=gettext_lazy("Name of this passkey"))
