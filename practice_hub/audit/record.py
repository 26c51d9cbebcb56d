"""The only writer of audit rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models

from practice_hub.audit.models import AuditEvent
from practice_hub.bulk import as_json, insert_rows
from practice_hub.practices.models import Practice, User


def record(
    name: str,
    *,
    practice: Practice | int,
    subject: models.Model,
    actor: User | None,
    at: datetime,
    **details: Any,
) -> AuditEvent:
    """Write one audit row in the caller's transaction.

    `name` is a past fact in dotted form ("conversation.claimed"); `details` must be JSON and must
    not hold the text of a post, an answer or a secret.
    """
    event = build(name, practice=practice, subject=subject, actor=actor, at=at, **details)
    [(event.pk,)] = insert_rows(AuditEvent, [_row(event)], returning=("id",))
    return event


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
