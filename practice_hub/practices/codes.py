"""Codes of an authenticator app open once, whichever process of ours they are given to, and cannot
be guessed: a few wrong ones lock the second step where they came from (`lockout`).

The library remembers used codes in the memory of one process; with several, whoever saw a code
being typed could use it again at another within its half minute (RFC 6238, section 5.2).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, Final

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as library
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice_hub.practices import lockout
from practice_hub.practices.attempts import Step
from practice_hub.practices.known_devices import attempt_of
from practice_hub.practices.lockout import Lock

LOCKED: Final = {
    Lock.HERE: _(
        "There were too many wrong codes, so the second step is locked here for 15 minutes. A link "
        "in your mail unlocks it at once, and a passkey works as ever."
    ),
    Lock.STRANGERS: _(
        "There were too many wrong codes for this account today, so it is closed to browsers that "
        "it was not used in before. A link in your mail lets you in at once, and a passkey works "
        "as ever."
    ),
}
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


def _checked(form: Any, read: Callable[[], str]) -> str:
    """What `read` makes of the code. Raises ValidationError for a wrong one and when locked."""
    attempt = attempt_of(context.request, form.user.email, Step.SECOND)
    now = timezone.now()
    _refuse(lockout.take_try(attempt, now))
    try:
        code = read()
        if not use_up(form.authenticator, code):
            raise get_adapter().validation_error("incorrect_code")
    except ValidationError:
        _refuse(lockout.note_failure(attempt, now))
        raise
    lockout.forgive(attempt)
    return code


def _refuse(lock: Lock | None) -> None:
    if lock:
        raise ValidationError(LOCKED[lock], code="locked")


class CodeForm(library.AuthenticateForm):
    """After the password."""

    def clean_code(self) -> str:
        return _checked(self, super().clean_code)


class CodeAgainForm(library.ReauthenticateForm):
    """Before a change to how one signs in."""

    def clean_code(self) -> str:
        return _checked(self, super().clean_code)
