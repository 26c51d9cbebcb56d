"""Notifications of the computer: an open page comes for them, shows them, and says that it did.

At least once: a page that is closed between showing and saying so leaves the row waiting. Over
several tabs and browsers the notification of one alert carries the same tag, so it is one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.urls import reverse

from practice_hub.alerts.groups import GROUP_OF, Group
from practice_hub.alerts.kinds import Channel
from practice_hub.alerts.models import AlertDelivery
from practice_hub.audit.record import build, record_many
from practice_hub.practices.models import Membership

MOST_AT_ONCE = 3
URGENT_KINDS = [kind for kind, group in GROUP_OF.items() if group == Group.EMERGENCY]


def waiting(reader: Membership, *, now: datetime) -> dict[str, Any]:
    """What this person is to be shown now: three at most, newest first; `rest` are older ones."""
    rows = _due(reader, now).select_related("alert").order_by("-alert__created_at", "-pk")
    found = [row.alert for row in rows[:100]]
    return {
        "alerts": [
            {
                "id": alert.pk,
                "label": alert.words.label,
                "url": reverse("alerts:open", args=[alert.pk]),
                "is_urgent": alert.is_urgent,
                "breaks_in": reader.user.is_undisturbed(now),
            }
            for alert in found[:MOST_AT_ONCE]
        ],
        "rest": [alert.pk for alert in found[MOST_AT_ONCE:]],
    }


@transaction.atomic(durable=True)
def note_shown(reader: Membership, alert_ids: Sequence[int], *, now: datetime) -> None:
    """It stood on the screen; the first to say so is booked."""
    due = _due(reader, now).filter(alert_id__in=alert_ids)
    rows = list(due.select_for_update(skip_locked=True, of=("self",)).select_related("alert"))
    AlertDelivery.objects.filter(pk__in=[row.pk for row in rows]).update(
        sent_at=now, sent_count=F("sent_count") + 1, next_try_at=None
    )
    record_many(
        build(
            "alert.sent",
            practice=reader.practice_id,
            subject=row.alert,
            actor=None,
            at=now,
            channel=row.channel,
            recipient=row.user_id,
            number=row.sent_count + 1,
        )
        for row in rows
    )


def _due(reader: Membership, now: datetime) -> QuerySet[AlertDelivery]:
    """What was booked before somebody asked not to be disturbed waits too, emergencies excepted."""
    rows = AlertDelivery.objects.filter(
        alert__practice_id=reader.practice_id,
        alert__acknowledged_at=None,
        alert__closed_at=None,
        user_id=reader.user_id,
        channel=Channel.DESKTOP,
        next_try_at__lte=now,
    )
    return rows.filter(alert__kind__in=URGENT_KINDS) if reader.user.is_undisturbed(now) else rows
