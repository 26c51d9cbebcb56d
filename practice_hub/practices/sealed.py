"""What of signing in is stored encrypted, for `manage.py rotate_keys`."""

from __future__ import annotations

from collections.abc import Sequence

from allauth.mfa.models import Authenticator

from practice_hub.rotation import Kind, Turn, register

Type = Authenticator.Type
_ONE, _MANY = ("secret", "seed"), ("migrated_codes",)


def _turn(row: Authenticator, turn: Turn) -> Sequence[str]:
    data = dict(row.data)
    for name in _ONE:
        if name in data:
            data[name] = turn(data[name].encode()).decode()
    for name in _MANY:
        if name in data:
            data[name] = [turn(code.encode()).decode() for code in data[name]]
    row.data = data
    return ["data"]


# A passkey's public half is no secret and is stored as it is.
register(
    Kind(
        "secrets of two-step sign-in",
        lambda: Authenticator.objects.filter(type__in=(Type.TOTP, Type.RECOVERY_CODES)),
        _turn,
    )
)
