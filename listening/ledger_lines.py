"""Lines of the ledgers of this installation: JSON objects that name the key of their digests."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from listening import ledger
from practice_hub.backups.hooks import ForeignLedgerError


class LedgerMismatchError(ForeignLedgerError):
    """These lines were written by another installation; nothing was applied."""

    def __init__(self) -> None:
        super().__init__(
            "This ledger of forgotten posts belongs to another installation, so it cannot be read "
            "here. Use the ledger that was written beside the backups of this one."
        )


def written(kind: str, values: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """A line for each; `values` hold no text, no name and no id of a network."""
    mark = ledger.digests().mark
    for one in values:
        yield json.dumps({"kind": kind, "key": mark, **one})


def read(lines: Iterable[str]) -> list[dict[str, Any]]:
    """Raises LedgerMismatchError, and ValueError for a line that is none."""
    mark, found = ledger.digests().mark, []
    for line in lines:
        if not line.strip():
            continue
        values = json.loads(line)
        if not isinstance(values, dict):
            raise ValueError("A line of the ledger is not an object.")
        if values.get("key") != mark:
            raise LedgerMismatchError
        found.append(values)
    return found
