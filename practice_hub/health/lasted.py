"""How long what an alert told of has lasted: from when it began, not from when it was noticed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Q

from practice_hub.alerts.kinds import Kind
from practice_hub.alerts.models import Alert
from practice_hub.health.models import Outage

_KINDS = (Kind.SOURCE_DOWN, Kind.SYSTEM_DOWN)


def lasted_seconds(alerts: Iterable[Alert]) -> dict[int, float]:
    """By alert, of outages that are over; one query, none where no alert tells of one."""
    told = [alert for alert in alerts if alert.kind in _KINDS and alert.closed_at]
    if not told:
        return {}
    groups = [alert.subject_id for alert in told if alert.kind == Kind.SOURCE_DOWN]
    parts = [alert.subject_id for alert in told if alert.kind == Kind.SYSTEM_DOWN]
    over = Outage.objects.filter(
        Q(group_id__in=groups, practice_id=told[0].practice_id) | Q(pk__in=parts),
        ended_at__isnull=False,
    )
    rows = list(over.order_by("since"))
    found = {alert.pk: _seconds([row for row in rows if _is_about(alert, row)]) for alert in told}
    return {pk: seconds for pk, seconds in found.items() if seconds is not None}


def _is_about(alert: Alert, row: Outage) -> bool:
    if alert.kind == Kind.SYSTEM_DOWN:
        return row.pk == alert.subject_id
    ends = row.ended_at, alert.closed_at
    if row.group_id != alert.subject_id or ends[0] is None or ends[1] is None:
        return False
    return row.noticed_at <= ends[1] and ends[0] >= alert.created_at


def _seconds(rows: Sequence[Outage]) -> float | None:
    """Feeds of one account fall silent and come back one by one: it is one outage to people."""
    ends = [row.ended_at for row in rows if row.ended_at is not None]
    return (max(ends) - min(row.since for row in rows)).total_seconds() if ends else None
