"""What the acts on alerts ask and change, as statements made once a process."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from practice_hub.alerts.kinds import PERSONAL, Channel
from practice_hub.alerts.models import Alert, AlertDelivery
from practice_hub.ready import one_of, ready
from practice_hub.ready_changes import Change, ready_change


@ready
def told_about(practice_id: int, path: str, user_id: int, /) -> QuerySet[Alert, int]:
    told = Alert.objects.open().filter(
        practice_id=practice_id,
        kind__in=PERSONAL,
        path=path,
        deliveries__user_id=user_id,
        deliveries__channel=Channel.PAGE,
        deliveries__read_at=None,
    )
    return told.order_by("pk").values_list("pk", flat=True)


@ready
def open_about(
    practice_id: int, kinds: list[str], subject_type: str, subject_id: int, /
) -> QuerySet[Alert, Alert]:
    found = Alert.objects.open().filter(one_of("kind", kinds), practice_id=practice_id)
    found = found.filter(subject_type=subject_type, subject_id=subject_id)
    return found.select_for_update(of=("self",), no_key=True).order_by("pk")


@ready
def open_one(
    practice_id: int, kind: str, subject_type: str, subject_id: int, /
) -> QuerySet[Alert, Alert]:
    found = Alert.objects.open().filter(practice_id=practice_id, kind=kind)
    found = found.filter(subject_type=subject_type, subject_id=subject_id)
    return found.select_for_update(of=("self",), no_key=True).order_by("pk")[:1]


@ready_change
def end(alert_ids: list[int], at: datetime, /) -> Change:
    return Alert.objects.filter(one_of("pk", alert_ids)), {"closed_at": at}


@ready_change
def stop_telling(alert_ids: list[int], /) -> Change:
    return AlertDelivery.objects.filter(one_of("alert_id", alert_ids)), {"next_try_at": None}
