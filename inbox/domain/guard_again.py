"""What the guard found in a text that it read a moment ago.

The same text is read when somebody pauses, when they press send, when they take it back and just
before it leaves; reading it is most of what a check costs. Kept are places and rules, under a
digest of all that was read: not a word of anybody's.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from hashlib import blake2b
from secrets import token_bytes
from threading import Lock
from typing import Final

from inbox.domain.guard_reading import Desk, Hit

MOST: Final = 256
_KEY: Final = token_bytes(32)  # of this process: nobody can try out texts on a digest

Hits = tuple[Hit, ...]


class Again:
    """The last MOST findings of this process."""

    def __init__(self) -> None:
        self._kept: OrderedDict[bytes, Hits] = OrderedDict()
        self._lock = Lock()

    def hits(self, mark: bytes, find: Callable[[], Hits]) -> Hits:
        """What `find` gives; kept under `mark`. What it raises is kept by nobody."""
        with self._lock:
            if mark in self._kept:
                self._kept.move_to_end(mark)
                return self._kept[mark]
        found = find()
        with self._lock:
            self._kept[mark] = found
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return found


def mark_of(text: str, audience: str, desk: Desk, *, has_attachment: bool) -> bytes:
    """A digest of everything that decides what is found."""
    names = (sorted(desk.staff_names), sorted(desk.practice_names))
    # One to one: what cannot be encoded, as half of a surrogate pair, `repr` escapes.
    read = repr((text, audience, desk.heard, names, has_attachment))
    return blake2b(read.encode(), key=_KEY, digest_size=24).digest()
