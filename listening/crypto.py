"""Encrypts the secrets of network accounts at rest."""

from __future__ import annotations

import json
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class CredentialsUnreadableError(Exception):
    """The stored secrets were made with a key that is no longer in CREDENTIAL_KEYS."""

    def __init__(self) -> None:
        super().__init__(
            "The stored credentials cannot be read with the keys in CREDENTIAL_KEYS. "
            "Put the old key back at the end of the list, or connect the account again."
        )


def encrypt(values: Mapping[str, str]) -> bytes:
    """Encrypt a set of secrets with the newest key."""
    return _keys().encrypt(json.dumps(dict(values), sort_keys=True).encode())


def decrypt(stored: bytes | memoryview) -> dict[str, str]:
    """Return the secrets; every key of the list is tried. b"" is no secrets.

    Raises CredentialsUnreadableError.
    """
    if not stored:
        return {}
    try:
        found = json.loads(_keys().decrypt(bytes(stored)))
    except (InvalidToken, ValueError):
        raise CredentialsUnreadableError from None
    return {str(name): str(value) for name, value in found.items()}


def rotate(stored: bytes | memoryview) -> bytes:
    """Encrypt anew with the newest key. Raises CredentialsUnreadableError."""
    return encrypt(decrypt(stored))


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.CREDENTIAL_KEYS])
