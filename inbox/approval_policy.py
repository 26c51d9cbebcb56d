"""A practice's approval policy: rows over the defaults of `inbox.domain.approvals`."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from inbox.domain.approvals import Kind, Rule, effective_rules
from inbox.models import ApprovalRule, ApprovalTimes


class Times(NamedTuple):
    """`target`: until the next person is asked. `expiry`: until the request runs out."""

    target: timedelta
    expiry: timedelta


def rules_of(practice_id: int) -> tuple[Rule, ...]:
    """The rules that hold now, fixed ones included."""
    rows = ApprovalRule.objects.filter(practice_id=practice_id)
    return effective_rules(rule_of(row) for row in rows)


def rule_of(row: ApprovalRule) -> Rule:
    audiences = {"PUBLIC": row.is_public, "PRIVATE": row.is_private}
    return Rule(
        kind=Kind(row.kind),
        audiences=frozenset(name for name, is_on in audiences.items() if is_on),
        authors=frozenset(row.author_roles),
        approvers=frozenset(row.approver_roles),
    )


def times_of(practice_id: int) -> Times:
    row = ApprovalTimes.objects.filter(practice_id=practice_id).first()
    row = row or ApprovalTimes(practice_id=practice_id)
    return Times(timedelta(minutes=row.target_minutes), timedelta(hours=row.expires_hours))
