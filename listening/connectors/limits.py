"""Limits of the networks: what was said of them, and who remembers it; `base` offers them too.

A connector asks `Limits` before every call it makes, whatever the call is for, and tells it at
once what is used up. So no call goes out while a limit is closed, not even by another feed, by
the outbox or by another process: what counts is what `Limits` has written down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

FULL_PERCENT = 100.0


@dataclass(frozen=True, slots=True)
class RateWindow:
    """What the network said about one limit in its last answer, on the caller's clock."""

    bucket: str
    limit: int | None = None
    remaining: int | None = None
    used_percent: float | None = None
    reset_at: datetime | None = None
    seen_at: datetime | None = None  # when it was said

    @property
    def is_used_up(self) -> bool:
        return self.remaining == 0 or (self.used_percent or 0) >= FULL_PERCENT


class Limits(Protocol):
    """Who remembers, for all processes, which limits of one account are used up."""

    def now(self) -> datetime | None:
        """The caller's clock at this moment; None where only the caller's `now` counts."""
        ...

    def closed_until(self, buckets: Sequence[str]) -> datetime | None:
        """Until when nothing may be asked that counts against one of `buckets`; None: ask."""
        ...

    def close(self, windows: Sequence[RateWindow]) -> None:
        """These are used up until their `reset_at`; said at once, before the next call."""
        ...


class Unlimited:
    """Remembers nothing: for a token that belongs to no account yet."""

    def now(self) -> None:
        return None

    def closed_until(self, buckets: Sequence[str]) -> None:
        return None

    def close(self, windows: Sequence[RateWindow]) -> None:
        """Nobody to tell."""
