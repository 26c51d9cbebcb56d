"""Who came in, who was refused, and what guards an account: listened to where it happens.

An account may belong to several practices; each has a row of its own. What was typed is never
written down: an address that nobody has belongs to no practice, and is left to the throttling.
"""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.db import connection, transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext_noop

from practice_hub.audit.record import build, record_many
from practice_hub.bulk import storable
from practice_hub.practices.models import Membership, User

# As they are noted; the page of the audit translates them.
PASSWORD, OTHER = gettext_noop("password"), gettext_noop("other")
_KINDS = {
    "webauthn": gettext_noop("passkey"),
    "totp": gettext_noop("code"),
    "recovery_codes": gettext_noop("recovery code"),
}
WAYS = (PASSWORD, OTHER, *_KINDS.values())
# Of a person about themselves, as they happened.
_OWN: dict[str, Signal] = {
    "account.signed_in": account.user_logged_in,
    "account.password_set": account.password_set,
    "account.password_changed": account.password_changed,
    "account.password_reset": account.password_reset,
    "account.way_added": mfa.authenticator_added,
    "account.way_removed": mfa.authenticator_removed,
    "account.codes_renewed": mfa.authenticator_reset,
}


@transaction.atomic
def note_account(name: str, user: User, **details: str) -> None:
    """One row for every practice that the person belongs to today."""
    _note(name, user.pk, user, details)


@transaction.atomic
def note_refusal(user_id: int, **details: str) -> None:
    """Somebody came as far as naming an account (0: one that there is not) and no further.

    Who tries must not learn by the clock which accounts there are, so nothing here waits for the
    disk; a crash of the database in that very second would take the row with it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit TO off")
    _note("account.refused", user_id, None, details)


def _note(name: str, user_id: int, actor: User | None, details: dict[str, str]) -> None:
    now = timezone.now()
    members = Membership.objects.active().filter(user_id=user_id).order_by("pk")
    record_many(
        build(name, practice=member.practice_id, subject=member, actor=actor, at=now, **details)
        for member in members
    )


def _listen(name: str, signal: Signal) -> None:
    def told(*, user: User, **more: Any) -> None:
        note_account(name, user, **_way(more))

    signal.connect(told, weak=False, dispatch_uid=f"audit.{name}")


def _way(more: dict[str, Any]) -> dict[str, str]:
    """Which kind of second step or passkey it is about; never its secret or its name."""
    found = more.get("authenticator")
    return {"way": _KINDS.get(found.type, OTHER)} if found is not None else {}


def _signed_out(*, user: User | None, **_: Any) -> None:
    if user is not None:
        note_account("account.signed_out", user)


def _code_refused(*, user: User, **more: Any) -> None:
    """Somebody had the password and not the second step: whoever it was, it is not known."""
    note_refusal(user.pk, **_way(more))


def _refused(*, credentials: dict[str, Any], **_: Any) -> None:
    """A password that does not fit. The throttling limits how many rows that can make."""
    typed = credentials.get("email") or credentials.get("username") or ""
    found = User.objects.filter(email__iexact=storable(str(typed))[:254]).values_list(
        "pk", flat=True
    )
    note_refusal(found.first() or 0, way=PASSWORD)


for _name, _signal in _OWN.items():
    _listen(_name, _signal)
user_logged_out.connect(_signed_out, dispatch_uid="audit.account.signed_out")
user_login_failed.connect(_refused, dispatch_uid="audit.account.refused")
mfa.authentication_failed.connect(_code_refused, dispatch_uid="audit.account.code_refused")
