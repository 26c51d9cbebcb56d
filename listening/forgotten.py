"""The ledger on its way out and in: lines without personal data, for beside every backup.

A restored database is older than what was forgotten since. Applied before the database is used,
the ledger forgets again whatever it still holds, and lets none of it in later.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from listening import ledger
from listening.forgetting import Reason, forget_mentions
from listening.ledger_lines import read, written
from listening.models import Forgotten, Mention, Share
from practice_hub.bulk import insert_rows
from practice_hub.practices.models import Practice

KIND = "post"
_CHUNK = 2000


@dataclass(frozen=True, slots=True)
class _Entry:
    practice_id: int
    network: str
    digest: str
    at: datetime
    reason: str


def ledger_lines(since: datetime | None = None) -> Iterator[str]:
    """One JSON object a line, oldest first, of what was entered from `since` on (None: all).

    {"kind", "key", "practice", "network", "digest", "at", "reason"}: no text, no name and no id of
    a post. Lines may be given twice, and in any order, to `apply_ledger`.
    """
    found = Forgotten.objects.order_by("recorded_at", "pk")
    if since is not None:
        found = found.filter(recorded_at__gte=since)
    return written(KIND, (_values(row) for row in found.iterator(_CHUNK)))


def _values(row: Forgotten) -> dict[str, Any]:
    return {
        "practice": row.practice_id,
        "network": row.network,
        "digest": row.digest,
        "at": row.at.isoformat(),
        "reason": row.reason,
    }


def apply_ledger(lines: Iterable[str], at: datetime) -> int:
    """Enter the lines and forget what this database still holds of them; gives how many mentions.

    Before anything else uses the database; it may be done again at any time. Raises
    LedgerMismatchError, and ValueError for a line that is none.
    """
    entries = _known_practices([_entry(values) for values in read(lines)])
    _enter(entries, at)
    wanted = {entry.digest: entry for entry in entries}
    found: dict[tuple[str, datetime], list[int]] = defaultdict(list)
    for pk, digest in _living(wanted):
        found[wanted[digest].reason, wanted[digest].at].append(pk)
    _drop_shares(wanted)
    return sum(
        forget_mentions(ids, reason=Reason(reason), at=moment)
        for (reason, moment), ids in sorted(found.items())
    )


def _entry(values: Mapping[str, Any]) -> _Entry:
    return _Entry(
        practice_id=int(values["practice"]),
        network=str(values["network"]),
        digest=str(values["digest"]),
        at=datetime.fromisoformat(values["at"]),
        reason=Reason(values["reason"]).value,
    )


def _known_practices(entries: list[_Entry]) -> list[_Entry]:
    known = set(Practice.objects.values_list("pk", flat=True))
    return [entry for entry in entries if entry.practice_id in known]


@transaction.atomic(durable=True)
def _enter(entries: list[_Entry], at: datetime) -> None:
    for begin in range(0, len(entries), _CHUNK):
        insert_rows(
            Forgotten,
            [
                {
                    "practice_id": entry.practice_id,
                    "network": entry.network,
                    "digest": entry.digest,
                    "reason": entry.reason,
                    "at": entry.at,
                    "recorded_at": at,
                }
                for entry in entries[begin : begin + _CHUNK]
            ],
            ignore_conflicts=True,
        )


def _living(wanted: Mapping[str, _Entry]) -> Iterator[tuple[int, str]]:
    """Mentions (id and digest) that this database has and the ledger has forgotten."""
    made = ledger.digests()
    rows = Mention.objects.filter(deleted_at=None).order_by("pk")
    for pk, practice_id, network, external_id in rows.values_list(
        "pk", "practice_id", "network", "external_id"
    ).iterator(_CHUNK):
        digest = made.of(practice_id, network, external_id)
        if digest in wanted:
            yield pk, digest


@transaction.atomic(durable=True)
def _drop_shares(wanted: Mapping[str, _Entry]) -> None:
    made = ledger.digests()
    rows = Share.objects.values_list("pk", "practice_id", "network", "external_id")
    gone = [
        pk
        for pk, practice_id, network, external_id in rows.iterator(_CHUNK)
        if made.of(practice_id, network, external_id) in wanted
    ]
    Share.objects.filter(pk__in=gone).delete()
