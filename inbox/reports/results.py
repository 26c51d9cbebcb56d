"""What the read models hand out. Times are whole seconds; None: there is nothing to say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Case:
    """One clock that stands out, with where it leads to."""

    conversation_id: int
    clock_id: int
    seconds: int
    network: str
    local_day: date


@dataclass(frozen=True, slots=True)
class Tally:
    """How a set of clocks ended. `met` is part of `acceptable`; `lost` may overlap it (T3, T4).

    total = excused + counted + pending; counted = met + acceptable_only + late; of the late ones
    `never_answered` have no answer so far. `waiting` still run (counted or not). `late_heard` are
    late and were detected late: the channel's fault, not the staff's.
    """

    total: int = 0
    counted: int = 0
    excused: int = 0
    waiting: int = 0
    answered: int = 0
    met: int = 0
    acceptable: int = 0
    lost: int = 0
    never_answered: int = 0
    detected_late: int = 0
    late_heard: int = 0

    @property
    def pending(self) -> int:
        """Neither excused nor due yet: they are no part of any share."""
        return self.total - self.counted - self.excused

    @property
    def acceptable_only(self) -> int:
        """Too late for the target, in time for the second line."""
        return self.acceptable - self.met

    @property
    def late(self) -> int:
        """Past the target and past the second line, answered or not."""
        return self.counted - self.acceptable

    @property
    def missed(self) -> int:
        """Past the target."""
        return self.counted - self.met

    @property
    def share(self) -> float | None:
        """Within target of all whose time is up (0 to 1)."""
        return self.met / self.counted if self.counted else None


@dataclass(frozen=True, slots=True)
class Times:
    """percentile_disc over what was done: a value that really occurred."""

    count: int = 0
    median_seconds: int | None = None
    p90_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Grade:
    """A letter with the sentence that says how it came about; "" when there is too little."""

    letter: str
    share: float | None
    rule: str  # the whole rule, the same every week
    reason: str  # why this letter now


@dataclass(frozen=True, slots=True)
class ReportCard:
    """First public answers of one period."""

    tally: Tally
    wall: Times
    open: Times  # in opening hours
    fastest: Case | None
    slowest: Case | None
    loops_due: int
    loops_closed: int
    grade: Grade


@dataclass(frozen=True, slots=True)
class Day:
    """One bucket of the trend: a day, or a week that begins on `day`."""

    day: date
    last_day: date
    tally: Tally
    wall: Times


@dataclass(frozen=True, slots=True)
class Step:
    """One step on the way of an answer; `left_out` were heard late and say nothing of it."""

    key: str
    label: str
    times: Times
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class KindFigures:
    """All clocks of one kind."""

    kind: str
    label: str
    tally: Tally
    times: Times


@dataclass(frozen=True, slots=True)
class Cell:
    """One hour of one weekday (Monday is 0). `median_seconds` is of what was written then."""

    weekday: int
    hour: int
    written: int
    answered: int
    median_seconds: int | None


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the whole; below five answers `wall` holds the count and no times."""

    key: str
    label: str
    tally: Tally
    wall: Times
    is_former: bool = False  # a person who has left


@dataclass(frozen=True, slots=True)
class Reason:
    """`key` finds the conversations behind it (see behind.py)."""

    key: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Loops:
    """What became of what was settled and owed public thanks (A3). due = closed+skipped+open."""

    due: int
    closed: int
    skipped: int
    open: int
    times: Times
    skip_reasons: list[Reason]
    reopened: int


@dataclass(frozen=True, slots=True)
class Approvals:
    """Requests handed in within the period; asked is the sum of the outcomes."""

    asked: int
    approved: int
    edited: int  # of the approved
    rejected: int
    voided: int
    expired: int
    withdrawn: int
    open: int
    times: Times  # handed in to decided
    void_reasons: list[Reason]


@dataclass(frozen=True, slots=True)
class Guard:
    """What the guard stopped, and who let it out all the same (ids and names of staff)."""

    blocked: int
    needed_approval: int
    overridden: int
    rules: list[Reason]
    overriders: list[Reason]


@dataclass(frozen=True, slots=True)
class Advice:
    """One plain sentence with its number; `behind` is the set that shows the conversations, at
    `place` (weekday, or by and part)."""

    key: str
    text: str
    behind: str | None = None
    place: Mapping[str, object] = field(default_factory=dict)
