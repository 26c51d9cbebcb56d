"""Checks that nobody has to ask for: each night what is new, each week all of it; and who hears."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.urls import reverse

from practice_hub.alerts.actions import close_alerts, raise_alert
from practice_hub.alerts.kinds import Kind
from practice_hub.alerts.telling import hearers
from practice_hub.audit.anchors import anchors_of, note_heads
from practice_hub.audit.models import AuditCheck
from practice_hub.audit.record import record
from practice_hub.audit.sealing import seal_waiting
from practice_hub.audit.verifying import MORE, Verdict, verify
from practice_hub.practices.models import Practice
from practice_hub.roles import Act

logger = logging.getLogger(__name__)
_NIGHT: Final = range(1, 5)  # hours of the practice's own clock
_NEW: Final = (timedelta(hours=20), timedelta(hours=30))  # from when at night, and in any case
_WHOLE: Final = (timedelta(days=6, hours=20), timedelta(days=8))


def check_due(*, now: datetime) -> None:
    """Seal, check what is due, note the heads outside the database. Beat asks now and then."""
    seal_waiting(now=now)
    for practice in Practice.objects.order_by("pk"):
        check = AuditCheck.objects.filter(practice=practice).first()
        is_night = now.astimezone(practice.zone).hour in _NIGHT
        if check is None or _is_due(check.whole_checked_at, _WHOLE, now, is_night=is_night):
            check_practice(practice.pk, now=now, is_whole=True)
        elif _is_due(check.checked_at, _NEW, now, is_night=is_night):
            check_practice(practice.pk, now=now, is_whole=False)
    note_heads(now=now)


def _is_due(
    last: datetime | None, spans: tuple[timedelta, timedelta], now: datetime, *, is_night: bool
) -> bool:
    at_night, in_any_case = spans
    return last is None or now - last >= (at_night if is_night else in_any_case)


def check_practice(practice_id: int, *, now: datetime, is_whole: bool) -> Verdict:
    """Check the chain, against the anchors of this machine too, and book what was found."""
    check = AuditCheck.objects.filter(practice_id=practice_id).first()
    after = check.checked_number if check is not None and not is_whole else 0
    anchors = anchors_of(practice_id).values()
    verdict = verify(practice_id, anchors=anchors, after=after)
    book(verdict, now=now, is_whole=is_whole)
    return verdict


@transaction.atomic(durable=True)
def book(verdict: Verdict, *, now: datetime, is_whole: bool) -> None:
    """What was found, an alert for managers and owners when it is newly broken, and the end of
    that alert when a check of the whole finds nothing any more."""
    practice_id = verdict.head.practice_id
    AuditCheck.objects.get_or_create(practice_id=practice_id)
    check = AuditCheck.objects.select_for_update().get(practice_id=practice_id)
    check.checked_at, check.checked_number = now, verdict.head.number
    if is_whole:
        check.whole_checked_at = now
    if not verdict.is_whole:
        _book_trouble(check, verdict, now)
    elif is_whole and check.broken_at is not None:
        check.broken_at, check.trouble = None, ""
        close_alerts(Kind.AUDIT_BROKEN, practice_id=practice_id, subject=check, at=now)
    check.save()


def _book_trouble(check: AuditCheck, verdict: Verdict, now: datetime) -> None:
    more = verdict.trouble_count - len(verdict.troubles)
    rest = [MORE % {"count": f"{more:,}"}] if more else []
    check.trouble = "\n".join([*verdict.troubles, *rest])
    logger.error("the audit of practice %s is broken: %s", check.practice_id, verdict.troubles[0])
    if check.broken_at is not None:
        return
    check.broken_at = now
    count = verdict.trouble_count
    record(
        "audit.broken",
        practice=check.practice_id,
        subject=check,
        actor=None,
        at=now,
        troubles=count,
    )
    raise_alert(
        Kind.AUDIT_BROKEN,
        practice_id=check.practice_id,
        subject=check,
        path=reverse("audit:page"),
        recipients=hearers(check.practice_id, act=Act.READ_AUDIT),
        at=now,
    )
