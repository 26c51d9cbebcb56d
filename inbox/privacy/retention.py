"""How long what is kept: one rule a kind, by age (issue of data, P1, O5).

Nothing goes until somebody chooses (no rule: keep). Open work is never touched: a conversation that
is not over, a call that is planned, a promise that runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Min

from inbox.models import RetentionPolicy
from inbox.privacy.retention_kinds import KINDS
from practice_hub.audit.record import record
from practice_hub.practices.models import Practice, User

CHOICES: Final = (3, 6, 12, 24, 36, 60, 84, 120)  # months
_DAYS_A_MONTH: Final = 365.25 / 12


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule takes tonight, the oldest of it, and how many rows wait for open work to end."""

    kind: str
    label: str
    months: int
    count: int
    oldest: datetime | None
    open_count: int


def before(months: int, now: datetime) -> datetime:
    """The moment that is so many months ago; a month is a twelfth of a year."""
    return now - timedelta(days=months * _DAYS_A_MONTH)


def preview(practice_id: int, months: dict[str, int], now: datetime) -> list[Found]:
    """What these rules would take. Three small queries a rule."""
    return [_found(practice_id, key, months[key], now) for key in KINDS if months.get(key)]


def _found(practice_id: int, key: str, months: int, now: datetime) -> Found:
    kind = KINDS[key]
    old = kind.old(practice_id, before(months, now))
    over = kind.over(old)
    count, oldest = over.count(), over.aggregate(oldest=Min(kind.age))["oldest"]
    return Found(key, kind.label, months, count, oldest, old.count() - count)


def next_ids(practice_id: int, key: str, months: int, now: datetime, limit: int) -> list[int]:
    kind = KINDS[key]
    rows = kind.over(kind.old(practice_id, before(months, now)))
    return list(rows.order_by("pk").values_list("pk", flat=True)[:limit])


def rules_of(practice_id: int) -> dict[str, int]:
    """Months by kind; a kind that is kept is not in it."""
    row = RetentionPolicy.objects.filter(practice=practice_id).first()
    months = row.months if row else {}
    return {key: int(months[key]) for key in KINDS if months.get(key) in CHOICES}


@transaction.atomic(durable=True)
def set_rules(*, practice: Practice, months: Mapping[str, int], actor: User, now: datetime) -> None:
    """The whole table at once; the nightly run takes it up."""
    rules = {key: months[key] for key in KINDS if months.get(key) in CHOICES}
    values = {"months": rules, "changed_at": now, "changed_by": actor}
    policy, _ = RetentionPolicy.objects.update_or_create(practice=practice, defaults=values)
    record(
        "retention.changed", practice=practice, subject=policy, actor=actor, at=now, months=rules
    )
