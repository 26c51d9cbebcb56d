"""What the nightly clearing out has done, and how far it is, for the page of rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from inbox.models import RetentionRun
from inbox.privacy.holdings import Line
from inbox.privacy.retention_kinds import KINDS


@dataclass(frozen=True, slots=True)
class Night:
    """`total` was counted when it began; `percent` is never above 100, because more may have grown
    old since."""

    day: date
    is_open: bool
    done: int
    total: int
    lines: list[Line]

    @property
    def percent(self) -> int:
        return min(100, self.done * 100 // self.total) if self.total else 0


def last_nights(practice_id: int, count: int) -> list[Night]:
    """The newest first; one query."""
    runs = RetentionRun.objects.filter(practice=practice_id).order_by("-local_day")
    return [_night(run) for run in runs[:count]]


def _night(run: RetentionRun) -> Night:
    lines = [Line(key, KINDS[key].label, run.counts[key]) for key in KINDS if run.counts.get(key)]
    done = sum(line.count for line in lines)
    return Night(run.local_day, run.finished_at is None, done, run.total, lines)
