"""Identifiers in the shapes the two networks use, strictly increasing with time."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta

from sandbox.clock import epoch_ms

SNOWFLAKE_EPOCH_MS = 1288834974657
_SEQUENCE_BITS = 22


def snowflake_time(value: str | int) -> datetime:
    """The moment a post id was made (milliseconds)."""
    ms = (int(value) >> _SEQUENCE_BITS) + SNOWFLAKE_EPOCH_MS
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)


def first_snowflake_at(moment: datetime) -> int:
    """The lowest post id that a post of this moment can have."""
    return max(0, epoch_ms(moment) - SNOWFLAKE_EPOCH_MS) << _SEQUENCE_BITS


class IdMaker:
    """Makes ids from a moment; two ids of one millisecond differ by a sequence number."""

    def __init__(self) -> None:
        self._last_in_ms: dict[tuple[str, int], int] = {}

    def _next(self, family: str, ms: int) -> int:
        key = (family, ms)
        sequence = self._last_in_ms.get(key, -1) + 1
        self._last_in_ms[key] = sequence
        return sequence

    def snowflake(self, moment: datetime) -> str:
        """An X id: `((ms - 1288834974657) << 22) | sequence`."""
        ms = epoch_ms(moment)
        sequence = self._next("x", ms)
        return str(((ms - SNOWFLAKE_EPOCH_MS) << _SEQUENCE_BITS) | sequence)

    def graph(self, moment: datetime) -> str:
        """A Graph object number: sixteen digits that grow with time."""
        ms = epoch_ms(moment)
        return str(ms * 1000 + self._next("fb", ms))

    def remember_snowflake(self, value: str) -> None:
        """Never give out `value` again (used when a saved world is loaded)."""
        number = int(value)
        ms = (number >> _SEQUENCE_BITS) + SNOWFLAKE_EPOCH_MS
        key = ("x", ms)
        sequence = number & ((1 << _SEQUENCE_BITS) - 1)
        self._last_in_ms[key] = max(sequence, self._last_in_ms.get(key, -1))

    def remember_graph(self, value: str) -> None:
        """Never give out `value` again (used when a saved world is loaded)."""
        ms, sequence = divmod(int(value), 1000)
        key = ("fb", ms)
        self._last_in_ms[key] = max(sequence, self._last_in_ms.get(key, -1))


def digits_of(text: str, *, length: int, lead: str) -> str:
    """A number-like id that is always the same for the same text (people keep their ids)."""
    number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "big")
    room = length - len(lead)
    return lead + str(number % 10**room).zfill(room)


def message_id(number: str) -> str:
    """A Messenger message id (`m_...`), opaque as the real ones are."""
    digest = hashlib.sha256(b"message:" + number.encode()).digest()
    return "m_" + urlsafe_b64encode(digest).decode().rstrip("=")
