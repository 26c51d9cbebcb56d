"""Fetched pictures on disk, for a day at most: networks see few calls, and nothing outlives a post.

A file is one picture, or why there is none; its name begins with the number of its owner, so that
all of an owner's can be dropped without a list. Losing the folder loses nothing.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from practice_hub.pictures.fetching import Why

KEPT_SECONDS: Final = 86_400
TRIED_AGAIN_SECONDS: Final = {Why.AWAY: 60, Why.GONE: 3600}
_OTHERWISE: Final = 6 * 3600  # what was no picture hardly becomes one
_SWEEP_SECONDS: Final = 60
_FOLDERS: Final = 256


@dataclass(frozen=True, slots=True)
class Kept:
    """A picture (`content_type` and `data`), or why there is none."""

    content_type: str = ""
    data: bytes = b""
    why: Why | None = None


class PictureFolder:
    """`most_bytes` is what it may grow to; then the oldest go."""

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self._folder = folder
        self._most_bytes = most_bytes
        self._swept_at = 0.0

    def get(self, owner_id: int, name: str) -> Kept | None:
        """What is kept and still good; None when it has to be fetched."""
        path = self._path(owner_id, name)
        try:
            age = time.time() - path.stat().st_mtime
            head, _, data = path.read_bytes().partition(b"\n")
        except OSError:
            return None
        words = head.decode("ascii", "replace")
        if words in Why.__members__:
            kept, longest = Kept(why=Why[words]), TRIED_AGAIN_SECONDS.get(Why[words], _OTHERWISE)
        else:
            kept, longest = Kept(words, data), KEPT_SECONDS
        return kept if 0 <= age < longest else None

    def put(self, owner_id: int, name: str, kept: Kept) -> None:
        """Keep it, if there is room on the disk; a picture that cannot be kept is shown as well."""
        head = kept.why.name if kept.why else kept.content_type
        path = self._path(owner_id, name)
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, fresh = tempfile.mkstemp(dir=path.parent)  # only for this user (0600)
            with os.fdopen(handle, "wb") as file:
                file.write(head.encode() + b"\n" + kept.data)
            Path(fresh).replace(path)
        except OSError:
            return
        if time.monotonic() - self._swept_at > _SWEEP_SECONDS:
            self.sweep()

    def drop(self, owner_ids: Iterable[int]) -> int:
        """Forget all pictures of these owners; the number of files that went."""
        gone = 0
        for owner_id in set(owner_ids):
            for path in self._of(owner_id).glob(f"{owner_id}-*"):
                path.unlink(missing_ok=True)
                gone += 1
        return gone

    def sweep(self) -> None:
        """What is older than a day goes, then the oldest until there is room again."""
        self._swept_at = time.monotonic()
        found = sorted(self._files(), key=lambda each: each[0])
        left = sum(size for _, size, _ in found)
        oldest = time.time() - KEPT_SECONDS
        for changed_at, size, path in found:
            if changed_at >= oldest and left <= self._most_bytes:
                return
            path.unlink(missing_ok=True)
            left -= size

    def _files(self) -> Iterator[tuple[float, int, Path]]:
        for path in self._folder.glob("*/*"):
            try:
                stat = path.stat()
            except OSError:
                continue  # somebody else swept
            yield stat.st_mtime, stat.st_size, path

    def _of(self, owner_id: int) -> Path:
        return self._folder / f"{owner_id % _FOLDERS:02x}"

    def _path(self, owner_id: int, name: str) -> Path:
        return self._of(owner_id) / f"{owner_id}-{name}"
