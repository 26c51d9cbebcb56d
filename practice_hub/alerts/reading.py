"""What a reader has seen: acts of their own, that change nothing for anybody else."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from practice_hub.alerts.kinds import PERSONAL, Channel
from practice_hub.alerts.models import AlertDelivery
from practice_hub.practices.models import Membership


@transaction.atomic(durable=True)
def mark_read(alert_id: int, *, reader: Membership, now: datetime) -> None:
    """The reader opened the alert; the first time counts."""
    AlertDelivery.objects.filter(
        alert_id=alert_id,
        alert__practice_id=reader.practice_id,
        user_id=reader.user_id,
        channel=Channel.PAGE,
        read_at=None,
    ).update(read_at=now)


@transaction.atomic(durable=True)
def mark_list_read(*, reader: Membership, now: datetime) -> None:
    """The reader opened the list: what stands only there is seen, and its number goes.

    What happened to one person stays open until they open it or say that they saw it.
    """
    AlertDelivery.objects.filter(
        alert__practice_id=reader.practice_id,
        alert__acknowledged_at=None,
        alert__closed_at=None,
        user_id=reader.user_id,
        channel=Channel.PAGE,
        is_in_strip=False,
        read_at=None,
    ).exclude(alert__kind__in=PERSONAL).update(read_at=now)
