"""A practice's approval policy: rows over the defaults of `inbox.domain.approvals`."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from django.db.models import QuerySet

from inbox.domain.approvals import Kind, Rule, effective_rules
from inbox.models import ApprovalRule, ApprovalTimes
from practice_hub.ready import ready


class Times(NamedTuple):
    """`target`: until the next person is asked. `expiry`: until the request runs out."""

    target: timedelta
    expiry: timedelta


def rules_of(practice_id: int) -> tuple[Rule, ...]:
    """The rules that hold now, fixed ones included."""
    return effective_rules(rule_of(row) for row in _rules(practice_id))


@ready
def _rules(practice_id: int, /) -> QuerySet[ApprovalRule, ApprovalRule]:
    return ApprovalRule.objects.filter(practice_id=practice_id)


def rule_of(row: ApprovalRule) -> Rule:
    audiences = {"PUBLIC": row.is_public, "PRIVATE": row.is_private}
    return Rule(
        kind=Kind(row.kind),
        audiences=frozenset(name for name, is_on in audiences.items() if is_on),
        authors=frozenset(row.author_roles),
        approvers=frozenset(row.approver_roles),
    )


def times_of(practice_id: int) -> Times:
    row = _times.first(practice_id) or ApprovalTimes(practice_id=practice_id)
    return Times(timedelta(minutes=row.target_minutes), timedelta(hours=row.expires_hours))


@ready
def _times(practice_id: int, /) -> QuerySet[ApprovalTimes, ApprovalTimes]:
    return ApprovalTimes.objects.filter(practice_id=practice_id)
