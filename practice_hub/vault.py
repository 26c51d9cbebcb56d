"""What is stored encrypted (P1): the keys, and the one way to encrypt and read.

A key that `manage.py rotate_keys` adds to the key file is seen by running programs at once: the
file is looked at before each use. Keys that come from the environment change with a restart.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from practice_hub.env_parse import fernet_keys
from practice_hub.keyfile import read_keys


class UnreadableError(Exception):
    """What is stored was changed, or made with a key that is no longer in CREDENTIAL_KEYS."""

    def __init__(self) -> None:
        super().__init__("None of the keys in CREDENTIAL_KEYS reads what is stored.")


def known_keys() -> list[str]:
    """Fernet keys, newest first; everything is encrypted with the first, and all of them read."""
    file: Path | None = settings.CREDENTIAL_KEYS_FILE
    if file is None:
        return list(settings.CREDENTIAL_KEYS)
    state = file.stat()
    return list(_keys_in(file, (state.st_ino, state.st_mtime_ns, state.st_size)))


def seal(plain: bytes) -> bytes:
    """Encrypt with the newest key."""
    return Fernet(known_keys()[0]).encrypt(plain)


def unseal(sealed: bytes) -> bytes:
    """Read what `seal` made, with whichever key it was. Raises UnreadableError."""
    try:
        return _all_of(known_keys()).decrypt(sealed)
    except InvalidToken:
        raise UnreadableError from None


def reseal(sealed: bytes) -> bytes:
    """Encrypt anew with the newest key; what has it already stays. Raises UnreadableError."""
    present = known_keys()
    if reader_of(sealed, present) == 0:
        return sealed
    try:
        return _all_of(present).rotate(sealed)
    except InvalidToken:
        raise UnreadableError from None


def reader_of(sealed: bytes, among: Sequence[str]) -> int | None:
    """Which of the keys reads it, by its place; None: none of them."""
    for place, key in enumerate(among):
        try:
            Fernet(key).decrypt(sealed)
        except InvalidToken:
            continue
        return place
    return None


def name_of(key: str) -> str:
    """What a key is called where people read: nothing of the key itself."""
    return hashlib.sha256(b"practice-hub-key:" + key.encode()).hexdigest()[:8]


def _all_of(present: Sequence[str]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in present])


@lru_cache(maxsize=1)
def _keys_in(file: Path, state: tuple[int, int, int]) -> tuple[str, ...]:
    """`state` changes whenever the file does."""
    return tuple(fernet_keys(read_keys(file)["CREDENTIAL_KEYS"]))
