"""Who has something to do before a restored database is used registers it here.

The kernel knows nothing of posts, sources and answers; their apps do, in `ready()`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Protocol


class Ledger(Protocol):
    """What was forgotten, as lines without personal data (see docs/forgetting.md)."""

    def lines(self, since: datetime | None) -> Iterator[str]:
        """What this database knows; None: all of it."""

    def apply(self, lines: Iterable[str], at: datetime) -> int:
        """Forget again; gives how many posts. Raises ForeignLedgerError."""


class ForeignLedgerError(Exception):
    """The lines are of another installation."""


# Given when the backup was made and now; gives sentences for whoever restores, none for nothing.
Step = Callable[[datetime, datetime], Iterable[str]]
_ledger: list[Ledger] = []
_steps: dict[str, Step] = {}


def register_ledger(ledger: Ledger) -> None:
    """There is one; a second call takes its place."""
    _ledger[:] = [ledger]


def register_step(name: str, step: Step) -> None:
    """Let `step(made_at, now)` run on every restored database, after its ledger, before its use."""
    _steps[name] = step


def the_ledger() -> Ledger:
    return _ledger[0]


def steps() -> dict[str, Step]:
    return dict(_steps)
