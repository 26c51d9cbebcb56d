"""All ledgers as one file of lines: written beside the backups, applied before a restored database
is used."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from practice_hub.backups.hooks import ledgers

# Lines that say nothing of their kind are of the time when there was only one.
POSTS: Final = "post"
Sorted = dict[str, list[str]]


def prepare() -> None:
    for ledger in ledgers():
        ledger.prepare()


def lines(since: datetime | None) -> Iterator[str]:
    """What this database knows of every kind; None: all of it."""
    for ledger in ledgers():
        yield from ledger.lines(since)


def sort(found: Iterable[str]) -> Sorted:
    """Lines by kind. Raises ValueError for a line that is none, or of a kind not known here."""
    known = {ledger.kind for ledger in ledgers()}
    by_kind: Sorted = {}
    for line in found:
        if not line.strip():
            continue
        values = json.loads(line)
        kind = values.get("kind", POSTS) if isinstance(values, dict) else None
        if kind not in known:
            raise ValueError("A line of the ledger is of a kind that is not known here.")
        by_kind.setdefault(str(kind), []).append(line)
    return by_kind
