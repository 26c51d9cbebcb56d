from __future__ import annotations

from typing import Any

import pytest
from cryptography.fernet import Fernet

from listening.crypto import CredentialsUnreadableError, decrypt, encrypt
from practice_hub import vault

SECRETS = {"access_token": "canary-token", "consumer_secret": "canary-consumer"}


def test_what_goes_in_comes_out_and_is_not_readable_between() -> None:
    stored = encrypt(SECRETS)
    assert b"canary" not in stored
    assert decrypt(stored) == decrypt(memoryview(stored)) == SECRETS
    assert encrypt(SECRETS) != stored  # not the same bytes twice
    assert decrypt(b"") == {}


def test_keys_can_be_changed(settings: Any) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.CREDENTIAL_KEYS = [old]
    stored = encrypt(SECRETS)
    settings.CREDENTIAL_KEYS = [new, old]
    renewed = vault.reseal(stored)
    assert decrypt(stored) == SECRETS
    settings.CREDENTIAL_KEYS = [new]
    assert decrypt(renewed) == SECRETS
    with pytest.raises(CredentialsUnreadableError) as caught:
        decrypt(stored)
    assert "CREDENTIAL_KEYS" in str(caught.value) and "canary" not in str(caught.value)


def test_bytes_that_were_changed_are_refused() -> None:
    stored = bytearray(encrypt(SECRETS))
    stored[20] ^= 1
    with pytest.raises(CredentialsUnreadableError):
        decrypt(bytes(stored))
