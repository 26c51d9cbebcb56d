"""Codes of an authenticator app open once, whichever process of ours they are given to.

The library remembers used codes in the memory of one process; with several, whoever saw a code
being typed could use it again at another within its half minute (RFC 6238, section 5.2).
"""

from __future__ import annotations

import hashlib
from typing import Any, Final

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as library
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction

USED: Final = "used"  # in the authenticator's data: a digest of the last code that was accepted


@transaction.atomic
def use_up(authenticator: Authenticator, code: str) -> bool:
    """False when this very code was the last one. Only one code is good at a time, so one is
    enough to remember."""
    if authenticator.type != Authenticator.Type.TOTP:
        return True  # recovery codes are crossed out by the library, in the database
    said = f"{settings.SECRET_KEY}:{authenticator.pk}:{''.join(code.split())}"
    digest = hashlib.sha256(said.encode()).hexdigest()
    row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
    if row.data.get(USED) == digest:
        return False
    row.data[USED] = digest
    row.save(update_fields=["data"])
    return True


def _used_up(form: Any, code: str) -> str:
    if not use_up(form.authenticator, code):
        raise get_adapter().validation_error("incorrect_code")
    return code


class CodeForm(library.AuthenticateForm):
    """After the password."""

    def clean_code(self) -> str:
        return _used_up(self, str(super().clean_code()))


class CodeAgainForm(library.ReauthenticateForm):
    """Before a change to how one signs in."""

    def clean_code(self) -> str:
        return _used_up(self, str(super().clean_code()))
