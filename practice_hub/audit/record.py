"""The only writer of audit rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.db import models

from practice_hub.audit.models import AuditEvent
from practice_hub.bulk import as_json, insert_rows
from practice_hub.practices.models import Practice, User
from practice_hub.ready_statements import Slot, Statement

_RECORDED: Final = Statement(
    """
    INSERT INTO audit_auditevent
        (practice_id, actor_id, name, subject_type, subject_id, details, at)
    VALUES (%s, %s, %s, %s, %s, %s, %s)
    """,
    [Slot(place) for place in range(7)],
)


def record(
    name: str,
    *,
    practice: Practice | int,
    subject: models.Model,
    actor: User | None,
    at: datetime,
    **details: Any,
) -> None:
    """Write one audit row in the caller's transaction.

    `name` is a past fact in dotted form ("conversation.claimed"); `details` must be JSON and must
    not hold the text of a post, an answer or a secret.
    """
    practice_id = practice if isinstance(practice, int) else practice.pk
    about = [subject._meta.model_name or "", subject.pk]
    _RECORDED.changed([practice_id, actor and actor.pk, name, *about, as_json(details), at])


def build(
    name: str,
    *,
    practice: Practice | int,
    subject: models.Model,
    actor: User | None,
    at: datetime,
    **details: Any,
) -> AuditEvent:
    """An unsaved audit row, for `record_many`."""
    practice_id = practice if isinstance(practice, int) else practice.pk
    return AuditEvent(
        name=name,
        practice_id=practice_id,
        actor=actor,
        subject_type=subject._meta.model_name or "",
        subject_id=subject.pk,
        details=details,
        at=at,
    )


def record_many(events: Iterable[AuditEvent]) -> None:
    """Write rows made by `build` in one statement."""
    insert_rows(AuditEvent, [_row(event) for event in events])


def _row(event: AuditEvent) -> dict[str, Any]:
    return {
        "practice_id": event.practice_id,
        "actor_id": event.actor_id,
        "name": event.name,
        "subject_type": event.subject_type,
        "subject_id": event.subject_id,
        "details": as_json(event.details),
        "at": event.at,
    }
