"""Encrypting anew, row by row, whatever is stored encrypted (`manage.py rotate_keys`).

How far it is stands in the rows themselves: what the newest key reads is done. So a run that was
killed goes on where it stopped, and one that runs twice changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import connection, models, transaction

from practice_hub import vault
from practice_hub.audit.record import build, record_many
from practice_hub.practices.models import Practice

Turn = Callable[[bytes], bytes]  # what is stored -> what is to be stored
_LOCK: Final = 7_205  # one at a time: two would make two new keys


@dataclass(frozen=True, slots=True)
class Kind:
    """Rows that hold something encrypted.

    `turn` puts every encrypted value of one row through a function and gives the names of the
    fields that it touched; the caller saves.
    """

    name: str
    rows: Callable[[], models.QuerySet[Any]]
    turn: Callable[[Any, Turn], Sequence[str]]


@dataclass(slots=True)
class Count:
    """Of one kind: how many values each key reads (by its name), and which rows none reads."""

    kind: str
    by_key: Counter[str] = field(default_factory=Counter)
    unreadable: list[int] = field(default_factory=list)


class BusyError(Exception):
    """Another `rotate_keys` runs just now."""


_KINDS: list[Kind] = []


def register(kind: Kind) -> None:
    """Whoever stores something encrypted says so in `ready()`, or its key could be dropped."""
    _KINDS.append(kind)


def kinds() -> tuple[Kind, ...]:
    return tuple(_KINDS)


@contextmanager
def alone() -> Iterator[None]:
    """Nobody else rotates meanwhile, on any machine; ends with the connection. Raises BusyError."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            raise BusyError
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def survey() -> list[Count]:
    """Which keys are needed now, and by how much; nothing is changed."""
    present = vault.known_keys()
    return [_counted(kind, present) for kind in _KINDS]


def rotate_all() -> int:
    """Every row under the newest key; gives how many rows changed.

    Each row is locked and changed in a transaction of its own, so that nobody waits and a kill
    loses nothing. What no key reads is left as it is.
    """
    return sum(_rotated(kind, pk) for kind in _KINDS for pk in _ids(kind))


def note(*, rows: int, key: str, now: datetime) -> None:
    """Into the audit of every practice; a run that changed nothing is not worth a row."""
    with transaction.atomic(durable=True):
        record_many(
            build(
                "keys.rotated",
                practice=practice,
                subject=practice,
                actor=None,
                at=now,
                rows=rows,
                key=vault.name_of(key),
            )
            for practice in Practice.objects.order_by("pk")
        )


def _counted(kind: Kind, present: Sequence[str]) -> Count:
    count = Count(kind.name)
    for row in kind.rows().order_by("pk").iterator(chunk_size=200):
        for sealed in _sealed_in(kind, row):
            place = vault.reader_of(sealed, present)
            if place is not None:
                count.by_key[vault.name_of(present[place])] += 1
            elif row.pk not in count.unreadable:
                count.unreadable.append(row.pk)
    return count


def _sealed_in(kind: Kind, row: models.Model) -> list[bytes]:
    found: list[bytes] = []

    def collect(sealed: bytes) -> bytes:
        found.append(sealed)
        return sealed

    kind.turn(row, collect)
    return found


def _rotated(kind: Kind, pk: int) -> int:
    with transaction.atomic(durable=True):
        row = kind.rows().select_for_update(of=("self",), no_key=True).filter(pk=pk).first()
        before = _sealed_in(kind, row) if row is not None else []
        if row is None or not before:
            return 0
        try:
            touched = kind.turn(row, vault.reseal)
        except vault.UnreadableError:
            return 0  # told by the survey, with what to do
        if _sealed_in(kind, row) == before:
            return 0
        row.save(update_fields=touched)
        return 1


def _ids(kind: Kind) -> list[int]:
    return list(kind.rows().order_by("pk").values_list("pk", flat=True))
