"""Whether the audit is sealed and whole, for the health page."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import connection
from django.urls import reverse

from practice_hub.audit.models import AuditCheck, AuditSeal
from practice_hub.health.report import Finding, Scope, State, register_check

LATE: Final = timedelta(minutes=5)
_NAME: Final = "Audit"
_WAITING: Final = """
SELECT count(*), min(e.at) FROM audit_auditevent e
WHERE e.id > coalesce((SELECT low_event_id FROM audit_sealmark WHERE id = 1), 0)
    AND e.at < %(before)s
    AND NOT EXISTS (SELECT 1 FROM audit_auditseal s WHERE s.event_id = e.id)
    AND (%(practice)s::bigint IS NULL OR e.practice_id = %(practice)s)
"""


def findings(scope: Scope) -> list[Finding]:
    checks = AuditCheck.objects.exclude(broken_at=None).order_by("broken_at")
    seals = AuditSeal.objects.order_by("-pk")
    if scope.practice_id is not None:
        checks = checks.filter(practice_id=scope.practice_id)
        seals = seals.filter(practice_id=scope.practice_id).order_by("-number")
    broken = checks.first()
    if broken is not None:
        return [_broken(broken)]
    _, oldest = unsealed(before=scope.now - LATE, practice_id=scope.practice_id)
    if oldest is not None:
        return [_late(oldest)]
    last = seals.first()
    if last is None:
        return [Finding("audit", _NAME, State.OK, "Nothing to seal yet.")]
    number = f" up to number {last.number:,}" if scope.practice_id is not None else ""
    sentence = f"Every row is sealed{number}, and the last check found nothing wrong."
    return [Finding("audit", _NAME, State.OK, sentence, since=last.sealed_at, when="last sealed")]


def _broken(check: AuditCheck) -> Finding:
    return Finding(
        "audit",
        _NAME,
        State.DOWN,
        "Something in the record of who did what was changed, removed or put in afterwards.",
        "Read what was found on the page of the audit. For whoever runs the server: manage.py "
        "verify_audit, and docs/audit.md says how to go on.",
        check.broken_at,
        word="Broken",
        path=reverse("audit:page"),
    )


def _late(oldest: datetime) -> Finding:
    return Finding(
        "audit",
        _NAME,
        State.SLOW,
        "Some rows are not sealed yet, so a change to them could not be found.",
        "For whoever runs the server: see that the clock and the workers run.",
        oldest,
        word="Late",
    )


def unsealed(*, before: datetime, practice_id: int | None = None) -> tuple[int, datetime | None]:
    """How many rows of `before` wait for their seal, and when the first was written; of all
    practices without one."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, {"before": before, "practice": practice_id})
        count, oldest = cursor.fetchone() or (0, None)
    return count, oldest


register_check("audit", findings, title="Audit")
