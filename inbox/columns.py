"""Columns that a page or an act about somebody's conversation does not look at.

A row is joined for a name or a place; each column of it costs time at every reading, also when
nothing is found (docs/speed.md). What is left out is read when it is asked for after all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

# Of a person, a page about others shows the name.
_USER: Final = (
    *("password", "last_login", "is_superuser", "email", "signature", "is_staff", "is_active"),
    *("date_joined", "undisturbed_until", "density", "language"),
)
# Keys to a network are for whoever speaks with it.
_ACCOUNT: Final = (
    *("credentials", "secret_hint", "scopes", "token_expires_at", "status_detail"),
    *("connected_at", "reads_month", "reads_count", "read_budget"),
)


def unseen(*, users: Iterable[str] = (), accounts: Iterable[str] = ()) -> Iterator[str]:
    """For `defer`: what nobody looks at of the users and accounts joined under these names."""
    for names, columns in ((users, _USER), (accounts, _ACCOUNT)):
        yield from (f"{name}__{column}" for name in names for column in columns)
