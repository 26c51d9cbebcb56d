"""How far each chain is: what is noted outside the database, so that a rewritten chain is found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from practice_hub.audit.canon import START
from practice_hub.audit.models import AuditSeal
from practice_hub.practices.models import Practice


@dataclass(frozen=True, slots=True)
class Head:
    """The last seal of a practice; number 0 before the first."""

    practice_id: int
    number: int = 0
    digest: str = START
    sealed_at: datetime | None = None

    def __str__(self) -> str:
        return f"{self.number}:{self.digest}"


def head_of(practice_id: int) -> Head:
    """One query."""
    last = AuditSeal.objects.filter(practice_id=practice_id).order_by("-number").first()
    if last is None:
        return Head(practice_id)
    return Head(practice_id, last.number, last.digest, last.sealed_at)


def all_heads() -> list[Head]:
    """Of every practice whose audit has begun; what a backup or a log keeps beside the data."""
    ids = Practice.objects.order_by("pk").values_list("pk", flat=True)
    return [head for head in map(head_of, ids) if head.number]
