"""An alert that goes on to others until somebody has it (issue 4, section 2; L2, L3)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import models

from practice_hub.alerts.actions import hearers, raise_alert
from practice_hub.alerts.kinds import Kind
from practice_hub.alerts.models import Alert
from practice_hub.practices.models import Membership
from practice_hub.roles import Role


def raise_chain(
    kind: Kind,
    *,
    practice_id: int,
    subject: models.Model,
    path: str,
    at: datetime,
    first: Iterable[int] = (),
) -> Alert:
    """Tell `first` (user ids: who holds or owns the matter) or, without any, who is on duty.

    While nobody acknowledges, the rest of the desk, then managers, then owners are told, after
    the times of the practice. Runs in the caller's transaction; lock your own rows first. As with
    `raise_alert`, an open alert of this kind about this subject is returned, not doubled.
    """
    told = list(first) or on_duty_users(practice_id, at)
    return raise_alert(
        kind, practice_id=practice_id, subject=subject, path=path, recipients=told, at=at
    )


def on_duty_users(practice_id: int, at: datetime) -> list[int]:
    """User ids of the front desk that is here."""
    here = Membership.objects.here(at).filter(practice_id=practice_id, role=Role.AGENT)
    return hearers(practice_id, user_ids=here.values_list("user_id", flat=True))
