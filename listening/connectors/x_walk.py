"""Where a reader of an X timeline is: the cursor of mentions and search.

X shows newest first, by an opaque token that runs out, so a reader that simply went on from the
newest id would lose what lies below a page it never reached. A *walk* therefore goes from the
newest post down to a fixed `since_id`, keeps the token after every page, and only when there is
no further page does the mark move up to the newest id seen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from listening.connectors.base import Cursor
from listening.connectors.x_ids import first_id_at, time_of

# A post can turn up below the mark: search indexes late (about 30 s), and ids of two data centers
# are not in strict order. Every walk looks 2 minutes below the mark, every twentieth one hour.
OVERLAP = timedelta(minutes=2)
DEEP_OVERLAP = timedelta(hours=1)
DEEP_EVERY = 20
# A quiet search would keep an old mark until X calls it stale (7 days). Everything older than a
# day was certainly seen by a walk that reached its end.
SETTLED = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Walk:
    """Ids are integers here and text in the cursor: they do not fit a JavaScript number."""

    mark: int = 0  # everything up to this id was seen by earlier walks
    runs: int = 0
    token: str = ""  # set: in the middle of a walk
    since: int = 0
    start_time: str = ""
    newest: int = 0
    oldest: int = 0
    read: int = 0
    began_at: str = ""

    @classmethod
    def resumed(cls, cursor: Cursor) -> Walk | None:
        """The walk that was left in the middle, if there is one."""
        if not cursor.get("next_token"):
            return None
        return cls(
            mark=int(cursor.get("since_id") or 0),
            runs=int(cursor.get("runs") or 0),
            token=str(cursor["next_token"]),
            since=int(cursor.get("walk_since_id") or 0),
            start_time=str(cursor.get("start_time") or ""),
            newest=int(cursor.get("max_seen") or 0),
            oldest=int(cursor.get("min_seen") or 0),
            read=int(cursor.get("read") or 0),
            began_at=str(cursor.get("began_at") or ""),
        )

    @classmethod
    def begun(cls, cursor: Cursor, start: datetime | None, *, is_thorough: bool = False) -> Walk:
        """A new walk, from the mark or, without one, from `start` (None: as far as X goes)."""
        mark, runs = int(cursor.get("since_id") or 0), int(cursor.get("runs") or 0)
        if not mark:
            return cls(runs=runs, start_time=rfc3339(start) if start else "")
        is_deep = is_thorough or runs % DEEP_EVERY == DEEP_EVERY - 1
        back = DEEP_OVERLAP if is_deep else OVERLAP
        return cls(mark=mark, runs=runs, since=first_id_at(time_of(mark) - back) or 1)

    def seen(self, ids: list[int], token: str, at: datetime | None) -> Walk:
        """The walk after one more page."""
        return replace(
            self,
            token=token,
            newest=max([self.newest, *ids]),
            oldest=min([self.oldest or max(ids, default=0), *ids]),
            read=self.read + len(ids),
            began_at=self.began_at or (at.isoformat() if at else ""),
        )

    def in_the_middle(self) -> Cursor:
        """The cursor while there are more pages."""
        return {
            "since_id": str(self.mark or ""),
            "runs": self.runs,
            "next_token": self.token,
            "walk_since_id": str(self.since or ""),
            "start_time": self.start_time,
            "max_seen": str(self.newest or ""),
            "min_seen": str(self.oldest or ""),
            "read": self.read,
            "began_at": self.began_at,
        }

    def finished(self, *, settles: bool) -> Cursor:
        """The cursor after the last page; `settles` lifts a mark that would become stale."""
        mark = max(self.mark, self.newest)
        if settles and self.began_at:
            mark = max(mark, first_id_at(datetime.fromisoformat(self.began_at) - SETTLED))
        return {"since_id": str(mark or ""), "runs": self.runs + 1}


def rfc3339(moment: datetime) -> str:
    """The form X takes: whole seconds, Z."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
