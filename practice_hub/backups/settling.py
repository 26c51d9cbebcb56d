"""What must be true of a restored database before anybody uses it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from practice_hub.audit.record import record
from practice_hub.backups.hooks import steps
from practice_hub.practices.models import Practice


def settle(*, made_at: datetime, now: datetime) -> Iterator[str]:
    """Do it, and tell whoever restores in sentences. Each part is safe to be done again."""
    end_sessions()
    for step in steps().values():
        yield from step(made_at, now)
    note_restored(made_at=made_at, now=now)
    yield (
        "Everybody signs in again. Who left, or lost a role, after the backup was made has it "
        "back: look at People in every practice before you let anybody in."
    )


@transaction.atomic(durable=True)
def end_sessions() -> None:
    """Devices that were signed out after the backup are not signed in again."""
    UserSession.objects.all().delete()
    Session.objects.all().delete()


@transaction.atomic(durable=True)
def note_restored(*, made_at: datetime, now: datetime) -> None:
    """In the audit of every practice: what came after `made_at` is missing there."""
    for practice in Practice.objects.order_by("pk"):
        record(
            "backup.restored",
            practice=practice,
            subject=practice,
            actor=None,
            at=now,
            made_at=made_at.isoformat(),
        )
