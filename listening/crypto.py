"""Encrypts the secrets of network accounts at rest."""

from __future__ import annotations

import json
from collections.abc import Mapping

from practice_hub import vault


class CredentialsUnreadableError(Exception):
    """The stored secrets were made with a key that is no longer in CREDENTIAL_KEYS."""

    def __init__(self) -> None:
        super().__init__(
            "The stored credentials cannot be read with the keys in CREDENTIAL_KEYS. "
            "Put the old key back at the end of the list, or connect the account again."
        )


def encrypt(values: Mapping[str, str]) -> bytes:
    """Encrypt a set of secrets with the newest key."""
    return vault.seal(json.dumps(dict(values), sort_keys=True).encode())


def decrypt(stored: bytes | memoryview) -> dict[str, str]:
    """Return the secrets; every key of the list is tried. b"" is no secrets.

    Raises CredentialsUnreadableError.
    """
    if not stored:
        return {}
    try:
        found = json.loads(vault.unseal(bytes(stored)))
    except (vault.UnreadableError, ValueError):
        raise CredentialsUnreadableError from None
    return {str(name): str(value) for name, value in found.items()}
