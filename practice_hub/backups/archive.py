"""What is inside the encrypted file: members with a name, one after the other.

A record is a kind (one byte), its length (four bytes) and so many bytes. The dump comes last,
because nobody knows beforehand how long it is.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from typing import Final

from practice_hub.backups.errors import BackupError
from practice_hub.backups.sealed import SealedWriter

MANIFEST: Final = "manifest.json"
KEYS: Final = "keys.json"
DUMP: Final = "database.dump"
_NAME, _DATA, _END = b"N", b"D", b"E"
_RECORD: Final = struct.Struct(">cI")
_MOST: Final = 1 << 20


class ArchiveWriter:
    """Members into an encrypted file."""

    def __init__(self, sealed: SealedWriter) -> None:
        self._sealed = sealed

    def add(self, name: str, parts: Iterable[bytes]) -> None:
        self._put(_NAME, name.encode())
        for part in parts:
            for begin in range(0, len(part), _MOST):
                self._put(_DATA, part[begin : begin + _MOST])

    def finish(self) -> None:
        self._put(_END, b"")
        self._sealed.finish()

    def _put(self, kind: bytes, data: bytes) -> None:
        self._sealed.write(_RECORD.pack(kind, len(data)) + data)


def members(chunks: Iterator[bytes]) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Each member's name and bytes, in order; what is not read of one is passed over.

    Runs through to the end of the file, so that it is known to be whole. Raises BackupError.
    """
    records = _records(chunks)
    kind, data = next(records, (_END, b""))
    while kind == _NAME:
        rest: list[tuple[bytes, bytes]] = []
        body = _body(records, rest)
        yield data.decode(), body
        for _ in body:
            pass
        kind, data = rest[0]
    if kind != _END:
        raise BackupError("This backup is not laid out as this version knows it.")
    for _ in records:
        pass


def _body(
    records: Iterator[tuple[bytes, bytes]], rest: list[tuple[bytes, bytes]]
) -> Iterator[bytes]:
    for kind, data in records:
        if kind != _DATA:
            rest.append((kind, data))
            return
        yield data
    raise BackupError("This backup is not laid out as this version knows it.")


def _records(chunks: Iterator[bytes]) -> Iterator[tuple[bytes, bytes]]:
    waiting = bytearray()
    for chunk in chunks:
        waiting += chunk
        while len(waiting) >= _RECORD.size:
            kind, length = _RECORD.unpack_from(waiting)
            if len(waiting) < _RECORD.size + length:
                break
            yield kind, bytes(waiting[_RECORD.size : _RECORD.size + length])
            del waiting[: _RECORD.size + length]
