"""Who hears an alert, and the rows that say so. Runs in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from practice_hub.alerts.bookings import rows_for
from practice_hub.alerts.models import Alert, AlertDelivery
from practice_hub.alerts.preferences import preferences_of
from practice_hub.bulk import insert_rows
from practice_hub.practices.models import Membership
from practice_hub.roles import ROLE_ACTS, Act


def tell(alert: Alert, user_ids: Iterable[int], at: datetime) -> list[int]:
    """Book deliveries for those of `user_ids` who hear alerts and have none of this one yet.

    Falls back to whoever manages the practice when nobody would hear it, unless it is one
    person's own matter. Returns the new user
    ids. The caller holds the alert's lock, and nudges.
    """
    wanted = hearers(alert.practice_id, user_ids=user_ids)
    have = set(
        hearers(alert.practice_id, user_ids=alert.deliveries.values_list("user_id", flat=True))
    )
    if not wanted and not have and not alert.is_personal:
        wanted = hearers(alert.practice_id, act=Act.MANAGE_PRACTICE)
    new = [user_id for user_id in wanted if user_id not in have]
    if new:
        people = preferences_of(alert.practice_id, new)
        rows = [row for user_id in new for row in rows_for(alert, people[user_id], at)]
        insert_rows(AlertDelivery, rows, ignore_conflicts=True)  # somebody left and came back
    return new


def hearers(
    practice_id: int, *, act: Act = Act.READ_ALERTS, user_ids: Iterable[int] | None = None
) -> list[int]:
    """User ids of today's members (among `user_ids`, if given) whose role may do `act`."""
    roles = [role for role, acts in ROLE_ACTS.items() if act in acts]
    members = Membership.objects.active().filter(practice_id=practice_id, role__in=roles)
    if user_ids is not None:
        members = members.filter(user_id__in=set(user_ids))
    return list(members.order_by("user_id").values_list("user_id", flat=True))
