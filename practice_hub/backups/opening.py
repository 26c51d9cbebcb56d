"""An existing backup: known to be whole before anything of it is used."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from practice_hub.backups import archive, manifest
from practice_hub.backups.errors import BackupError
from practice_hub.backups.manifest import Manifest
from practice_hub.backups.sealed import Seen, opened


@dataclass(frozen=True)
class Opened:
    """A backup that can be read; never shown, because it holds keys."""

    manifest: Manifest
    keys: dict[str, str]
    size: int
    _file: IO[bytes]
    _passphrase: str

    def __repr__(self) -> str:
        return f"<backup of {self.manifest.made_at:%Y-%m-%d %H:%M}>"

    def check(self, seen: Seen | None = None) -> None:
        """Read to the end: every byte is the one that was written. Raises BackupError."""
        for _ in self.dump(seen):
            pass

    def dump(self, seen: Seen | None = None) -> Iterator[bytes]:
        """The bytes for pg_restore; at their end the whole file has been checked."""
        self._file.seek(0)
        for name, body in archive.members(opened(self._file, self._passphrase, seen)):
            if name == archive.DUMP:
                yield from body


@contextmanager
def open_backup(path: Path, passphrase: str) -> Iterator[Opened]:
    """Raises BackupError when it cannot be read, or not with this passphrase."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise BackupError(f"{path} cannot be read ({error.strerror}).") from error
    with file:
        heads = _heads(file, passphrase)
        said = manifest.parse(heads[archive.MANIFEST])
        keys = json.loads(heads[archive.KEYS])
        yield Opened(said, keys, path.stat().st_size, file, passphrase)


def _heads(file: IO[bytes], passphrase: str) -> dict[str, bytes]:
    """The small members, which stand before the dump."""
    found: dict[str, bytes] = {}
    for name, body in archive.members(opened(file, passphrase)):
        if name == archive.DUMP:
            return found
        found[name] = b"".join(body)
    raise BackupError("This backup holds no database.")
