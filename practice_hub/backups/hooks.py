"""Who has something to do before a restored database is used registers it here.

The kernel knows nothing of posts, sources and answers; their apps do, in `ready()`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Protocol


class Ledger(Protocol):
    """What must not come back, as lines without personal data (see docs/forgetting.md).

    A line is a JSON object whose `kind` is that of the ledger. `rank`: lower ones are applied
    first. `said` tells with `{count}` what was applied again.
    """

    kind: str
    rank: int
    said: str

    def prepare(self) -> None:
        """Make what the lines need and a backup must hold."""

    def lines(self, since: datetime | None) -> Iterator[str]:
        """What this database knows; None: all of it."""

    def apply(self, lines: Iterable[str], at: datetime) -> int:
        """Do it again; gives how many. Raises ForeignLedgerError, ValueError for what is none."""


class ForeignLedgerError(Exception):
    """The lines are of another installation."""


# Given when the backup was made and now; gives sentences for whoever restores, none for nothing.
Step = Callable[[datetime, datetime], Iterable[str]]
_ledgers: dict[str, Ledger] = {}
_steps: dict[str, Step] = {}


def register_ledger(ledger: Ledger) -> None:
    """One of each kind; a second call takes its place."""
    _ledgers[ledger.kind] = ledger


def register_step(name: str, step: Step) -> None:
    """Let `step(made_at, now)` run on every restored database, after its ledger, before its use."""
    _steps[name] = step


def ledgers() -> list[Ledger]:
    """In the order in which they are applied."""
    return sorted(_ledgers.values(), key=lambda one: one.rank)


def steps() -> dict[str, Step]:
    return dict(_steps)
