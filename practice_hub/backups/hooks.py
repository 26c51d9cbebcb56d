"""Who has something to do before a restored database is used registers it here.

The kernel knows nothing of posts, sources and answers; their apps do, in `ready()`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime


class ForeignLedgerError(Exception):
    """The lines are of another installation."""


@dataclass(frozen=True)
class Ledger:
    """What must not come back, as lines without personal data (see docs/forgetting.md).

    `kind`: of its lines, each of which is a JSON object that names it. `rank`: lower ones are
    applied first. `said` tells with `{count}` what was applied again. `prepare` makes what the
    lines need and a backup must hold. `lines(since)`: what this database knows; None: all of it.
    `apply(lines, at)` does it again and gives how many; it raises ForeignLedgerError, and
    ValueError for a line that is none.
    """

    kind: str
    rank: int
    said: str
    prepare: Callable[[], object]
    lines: Callable[[datetime | None], Iterator[str]]
    apply: Callable[[Iterable[str], datetime], int]


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
