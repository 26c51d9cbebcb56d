"""What of accounts is stored encrypted, for `manage.py rotate_keys`."""

from __future__ import annotations

from collections.abc import Sequence

from listening.models import NetworkAccount
from practice_hub.rotation import Kind, Turn, register


def _turn(row: NetworkAccount, turn: Turn) -> Sequence[str]:
    row.credentials = turn(bytes(row.credentials))
    return ["credentials"]


register(
    Kind(
        "credentials of networks",
        lambda: NetworkAccount.objects.exclude(credentials=b""),
        _turn,
    )
)
