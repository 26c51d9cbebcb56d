"""Real tokens never go to a sandbox, nor a sandbox's to a real network: refused at start.

That production speaks to nothing but the real networks is checked by the settings themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, transaction

from listening import clients
from listening.models import NetworkAccount


@register(Tags.database)
def accounts_fit_their_networks(
    *, databases: Sequence[str] | None = None, **_: Any
) -> list[CheckMessage]:
    """One Error a connected account that belongs to another place than the settings name.

    A database check: `manage.py check --database default` and `migrate` run it, and so does `up`.
    """
    if not databases:
        return []
    return [
        Error(clients.wrong_place(account), id="listening.E001") for account in misplaced_accounts()
    ]


def misplaced_accounts() -> list[NetworkAccount]:
    """Accounts whose token would go to the wrong place. None before the first migration."""
    off = [NetworkAccount.Status.DISCONNECTED]
    try:
        with transaction.atomic():
            accounts = list(NetworkAccount.objects.sources().exclude(status__in=off))
    except DatabaseError:  # no tables yet, or older ones: there is nothing to check
        return []
    return [a for a in accounts if a.is_sandbox != clients.is_sandboxed(a.network)]
