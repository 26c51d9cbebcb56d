"""Where a reader of a Facebook feed is. Graph's own cursors run out and are never kept.

The mark is a time of the network. Every run reads again from the mark less ten minutes, because
items can turn up late; every twentieth run is *deep* and reaches far below the mark, which finds
edits of the last days and what is new under very old posts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from listening.connectors.base import Cursor, FeedSpec
from listening.connectors.facebook_parse import timestamp

OVERLAP = timedelta(minutes=10)
DEEP_EVERY = 20
EDITS_REACH = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Mark:
    """Cursor keys: `mark_at` (newest item seen), `deep_at` (last deep run), `runs`."""

    at: datetime | None
    deep_at: datetime | None
    runs: int
    is_thorough: bool = False  # asked to look as deep as it can

    @classmethod
    def of(cls, cursor: Cursor, *, is_thorough: bool = False) -> Mark:
        return cls(
            is_thorough=is_thorough,
            at=timestamp(cursor.get("mark_at")),
            deep_at=timestamp(cursor.get("deep_at")),
            runs=int(cursor.get("runs") or 0),
        )

    @property
    def is_first(self) -> bool:
        return self.at is None

    @property
    def is_deep(self) -> bool:
        is_turn = self.is_thorough or self.runs % DEEP_EVERY == DEEP_EVERY - 1
        return is_turn and not self.is_first

    def floor(self, feed: FeedSpec, now: datetime) -> datetime:
        """Nothing older than this needs to be looked at in this run."""
        if self.at is None:
            return feed.since or now - timedelta(days=feed.backfill_days)
        if not self.is_deep:
            return self.at - OVERLAP
        return min(self.at, self.deep_at or self.at, now - EDITS_REACH) - OVERLAP

    def moved(self, newest: datetime | None, began_at: datetime, now: datetime) -> Cursor:
        """The cursor after a whole run that began at `began_at` on the network's clock.

        An empty feed has been seen too, but never past `now`: a `Date` that lies would lift the
        mark past what is still to come.
        """
        began_at, told = min(began_at, now), began_at
        # What was written during the run may stand on a page that was read before: not past that.
        reached = min(newest, told) if newest else None
        times = [moment for moment in (self.at, reached) if moment]
        mark_at = max(times) if times else began_at
        is_thorough = self.is_deep or self.is_first
        deep_at = began_at if is_thorough else self.deep_at
        return {
            "mark_at": mark_at.isoformat(),
            "deep_at": deep_at.isoformat() if deep_at else "",
            "runs": self.runs + 1,
        }
