"""Changing which answers need approval, by whom, and how long it may take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from inbox.actions.errors import ActionRefused
from inbox.approval_policy import Times, rules_of, times_of
from inbox.domain.approvals import FIXED, Kind, Rule, effective_rules
from inbox.models import ApprovalRule, ApprovalTimes
from practice_hub.audit.record import record
from practice_hub.practices.models import Membership, Practice
from practice_hub.realtime.publish import publish_on_commit
from practice_hub.roles import Act, may


@dataclass(frozen=True, slots=True)
class Policy:
    """The whole policy as it shall be. A rule with nothing in it is switched off; the fixed kinds
    stay at least what `inbox.domain.approvals` says."""

    rules: tuple[Rule, ...]
    times: Times


@transaction.atomic(durable=True)
def change_policy(*, actor: Membership, now: datetime, policy: Policy) -> bool:
    """Put `policy` in force for what is sent from now on; False when nothing differs.

    What waits or was approved stays as it is; the worker looks again before each send. Raises
    ActionRefused: "not_allowed", or "incomplete" (context: kind) for a rule without approvers,
    authors or audiences.
    """
    Practice.objects.select_for_update().get(pk=actor.practice_id)
    _require_right(actor)
    wanted = tuple(rule for rule in policy.rules if not _is_off(rule))
    for rule in wanted:
        _require_whole(rule)
    rules = effective_rules(wanted)
    changed = _differences(actor.practice_id, rules, policy.times)
    if not changed:
        return False
    _write(actor.practice_id, rules, policy.times)
    record(
        "approval_policy.changed",
        practice=actor.practice_id,
        subject=actor.practice,
        actor=actor.user,
        at=now,
        **changed,
    )
    publish_on_commit(actor.practice_id, "practice")
    return True


def _require_right(actor: Membership) -> None:
    """Their role of this moment decides, not the one of the page (O1)."""
    current = Membership.objects.active().filter(pk=actor.pk).first()
    if current is None or not may(current.role, Act.MANAGE_PRACTICE):
        raise ActionRefused("not_allowed", _("Only managers and owners change this."))


def _is_off(rule: Rule) -> bool:
    return rule.kind not in FIXED and not (rule.audiences or rule.authors or rule.approvers)


def _require_whole(rule: Rule) -> None:
    label = ApprovalRule.Kind(rule.kind.value).label
    if not rule.approvers:
        words = _("%(answers)s: tick who may approve.") % {"answers": label}
        raise ActionRefused("incomplete", words, {"kind": rule.kind.value})
    if rule.kind not in FIXED and not (rule.audiences and rule.authors):
        words = _("%(answers)s: tick which answers and whose, or untick all of it.")
        raise ActionRefused("incomplete", words % {"answers": label}, {"kind": rule.kind.value})


def _differences(practice_id: int, rules: tuple[Rule, ...], times: Times) -> dict[str, Any]:
    """For the audit row: each changed rule as it was and as it is, and the times."""
    before = {rule.kind: rule for rule in rules_of(practice_id)}
    after = {rule.kind: rule for rule in rules}
    kinds = [kind for kind in Kind if before.get(kind) != after.get(kind)]
    changed: dict[str, Any] = {}
    if kinds:
        changed["rules"] = {
            kind.value: [told(before.get(kind)), told(after.get(kind))] for kind in kinds
        }
    if times != times_of(practice_id):
        changed["target_minutes"] = int(times.target.total_seconds() // 60)
        changed["expires_hours"] = int(times.expiry.total_seconds() // 3600)
    return changed


def told(rule: Rule | None) -> dict[str, list[str]] | None:
    """A rule as JSON; None when it was or is switched off."""
    if rule is None:
        return None
    return {
        "audiences": sorted(rule.audiences),
        "authors": sorted(rule.authors),
        "approvers": sorted(rule.approvers),
    }


def _write(practice_id: int, rules: tuple[Rule, ...], times: Times) -> None:
    kept = {rule.kind.value: rule for rule in rules if FIXED.get(rule.kind) != rule}
    ApprovalRule.objects.filter(practice_id=practice_id).exclude(kind__in=kept).delete()
    for kind, rule in kept.items():
        ApprovalRule.objects.update_or_create(
            practice_id=practice_id,
            kind=kind,
            defaults={
                "is_public": "PUBLIC" in rule.audiences,
                "is_private": "PRIVATE" in rule.audiences,
                "author_roles": sorted(rule.authors),
                "approver_roles": sorted(rule.approvers),
            },
        )
    ApprovalTimes.objects.update_or_create(
        practice_id=practice_id,
        defaults={
            "target_minutes": int(times.target.total_seconds() // 60),
            "expires_hours": int(times.expiry.total_seconds() // 3600),
        },
    )
