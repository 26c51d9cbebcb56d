"""The encrypted file: chunks that can be neither changed, swapped, left out nor cut off.

AES-256-GCM over chunks of 1 MiB, so memory stays the same at any size. The key comes from the
passphrase by scrypt with a salt of its own, so a counter makes a nonce that never repeats; its last
byte says whether a chunk is the last one (the STREAM construction of Hoang, Reyhanitabar, Rogaway
and Vizár). The head of the file is authenticated with every chunk.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from typing import IO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from practice_hub.backups.errors import BackupError

MAGIC: Final = b"PRACTICE HUB BACKUP 1\n"
CHUNK: Final = 1 << 20
TAG: Final = 16
COST: Final = 1 << 15  # 32 MiB and about a tenth of a second for each guess
_MOST_COST: Final = 1 << 20  # a file that asks for more memory than 1 GiB is none of ours
_HEAD_BYTES: Final = 4096
_CHECK: Final = b"\xff" * 12  # the nonce of the empty chunk that knows the right passphrase
SHORTEST_PASSPHRASE: Final = 12
Seen = Callable[[int], None]  # bytes of the file so far


class SealedWriter:
    """Encrypts what is written; without `finish` the file is refused as cut off."""

    def __init__(self, file: IO[bytes], passphrase: str) -> None:
        salt = os.urandom(16)
        line = json.dumps({"kdf": "scrypt", "n": COST, "r": 8, "p": 1, "salt": salt.hex()})
        self._head = MAGIC + line.encode() + b"\n"
        self._cipher = AESGCM(_key(passphrase, salt, COST))
        self._file, self._number, self._waiting = file, 0, bytearray()
        file.write(self._head + self._cipher.encrypt(_CHECK, b"", self._head))

    def write(self, data: bytes) -> None:
        self._waiting += data
        while len(self._waiting) > CHUNK:  # one is always kept: it may be the last
            self._put(bytes(self._waiting[:CHUNK]), is_last=False)
            del self._waiting[:CHUNK]

    def finish(self) -> None:
        self._put(bytes(self._waiting), is_last=True)
        self._waiting.clear()

    def _put(self, data: bytes, *, is_last: bool) -> None:
        nonce = _nonce(self._number, is_last=is_last)
        self._file.write(self._cipher.encrypt(nonce, data, self._head))
        self._number += 1


def opened(file: IO[bytes], passphrase: str, seen: Seen | None = None) -> Iterator[bytes]:
    """The chunks in plain, each checked before it is given out. Raises BackupError."""
    head, salt, cost = _read_head(file)
    cipher = AESGCM(_key(passphrase, salt, cost))
    try:
        cipher.decrypt(_CHECK, file.read(TAG), head)
    except InvalidTag:
        raise BackupError(
            "The passphrase does not fit this file, or the beginning of the file was changed. Try "
            "the passphrase that was set when the backup was made, or another backup."
        ) from None
    number, chunk = 0, file.read(CHUNK + TAG)
    while True:
        after = file.read(CHUNK + TAG)
        yield _plain(cipher, head, chunk, _nonce(number, is_last=not after))
        if seen is not None:
            seen(file.tell())
        if not after:
            return
        number, chunk = number + 1, after


def _plain(cipher: AESGCM, head: bytes, chunk: bytes, nonce: bytes) -> bytes:
    try:
        return cipher.decrypt(nonce, chunk, head)
    except InvalidTag:
        raise BackupError(
            "This backup is cut off or was changed, so nothing of it is used. Take another one."
        ) from None


def _read_head(file: IO[bytes]) -> tuple[bytes, bytes, int]:
    try:
        if file.read(len(MAGIC)) != MAGIC:
            raise ValueError
        line = file.readline(_HEAD_BYTES)
        values = json.loads(line)
        salt, cost = bytes.fromhex(values["salt"]), int(values["n"])
        if not COST <= cost <= _MOST_COST or cost & (cost - 1) or not line.endswith(b"\n"):
            raise ValueError
    except (ValueError, KeyError, TypeError):
        raise BackupError(
            "This is no backup of Practice Hub, or one of a newer version: its beginning is not "
            "known here."
        ) from None
    return MAGIC + line, salt, cost


def _key(passphrase: str, salt: bytes, cost: int) -> bytes:
    return Scrypt(salt=salt, length=32, n=cost, r=8, p=1).derive(passphrase.encode())


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])
