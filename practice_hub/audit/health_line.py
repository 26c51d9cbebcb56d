"""Whether the audit is sealed and whole, for the health page."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import connection
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from practice_hub.audit.models import AuditCheck, AuditSeal
from practice_hub.health.report import Finding, Scope, State, register_check

LATE: Final = timedelta(minutes=5)
_NAME: Final = gettext_noop("Audit")
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
    oldest = unsealed(before=scope.now - LATE, practice_id=scope.practice_id)[1]
    if oldest is not None:
        return [_late(oldest)]
    last = seals.first()
    if last is None:
        return [Finding("audit", _(_NAME), State.OK, _("Nothing to seal yet."))]
    sentence = _("Every row is sealed, and the last check found nothing wrong.")
    if scope.practice_id is not None:
        sentence = _(
            "Every row is sealed up to number %(number)s, and the last check found nothing wrong."
        ) % {"number": number_format(last.number, force_grouping=True)}
    at, when = last.sealed_at, gettext_noop("last sealed")
    return [Finding("audit", _(_NAME), State.OK, sentence, since=at, when=when)]


def _broken(check: AuditCheck) -> Finding:
    return Finding(
        "audit",
        _(_NAME),
        State.DOWN,
        _("Something in the record of who did what was changed, removed or put in afterwards."),
        _(
            "Read what was found on the page of the audit. For whoever runs the server: manage.py "
            "verify_audit, and docs/audit.md says how to go on."
        ),
        check.broken_at,
        word=_("Broken"),
        path=reverse("audit:page"),
    )


def _late(oldest: datetime) -> Finding:
    return Finding(
        "audit",
        _(_NAME),
        State.SLOW,
        _("Some rows are not sealed yet, so a change to them could not be found."),
        _("For whoever runs the server: see that the clock and the workers run."),
        oldest,
        word=_("Late"),
    )


def unsealed(*, before: datetime, practice_id: int | None = None) -> tuple[int, datetime | None]:
    """How many rows of `before` wait for their seal, and when the first was written; of all
    practices without one."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, {"before": before, "practice": practice_id})
        count, oldest = cursor.fetchone() or (0, None)
    return count, oldest


register_check("audit", findings, title=_NAME)
