"""Who hears an alert, and the rows that say so. Runs in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from practice_hub.alerts.bookings import rows_for
from practice_hub.alerts.models import Alert, AlertDelivery
from practice_hub.alerts.preferences import preferences_of
from practice_hub.bulk import insert_rows
from practice_hub.practices.models import Membership
from practice_hub.ready import one_of, ready
from practice_hub.roles import ROLE_ACTS, Act


def tell(alert: Alert, user_ids: Iterable[int], at: datetime, *, is_new: bool = False) -> list[int]:
    """Book deliveries for those of `user_ids` who hear alerts and have none of this one yet.

    Falls back to whoever manages the practice when nobody would hear it, unless it is one
    person's own matter. Returns the new user ids. The caller holds the alert's lock, and nudges;
    of one that `is_new` nobody was told.
    """
    wanted = hearers(alert.practice_id, user_ids=user_ids)
    told = () if is_new else alert.deliveries.values_list("user_id", flat=True)
    have = set(hearers(alert.practice_id, user_ids=told))
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
    if user_ids is None:
        return _members(practice_id, roles)
    among = list(set(user_ids))
    return _members_among(practice_id, roles, among) if among else []


@ready
def _members(practice_id: int, roles: list[str], /) -> QuerySet[Membership, int]:
    members = Membership.objects.active().filter(one_of("role", roles), practice_id=practice_id)
    return members.order_by("user_id").values_list("user_id", flat=True)


@ready
def _members_among(
    practice_id: int, roles: list[str], user_ids: list[int], /
) -> QuerySet[Membership, int]:
    members = Membership.objects.active().filter(one_of("role", roles), practice_id=practice_id)
    found = members.filter(one_of("user_id", user_ids))
    return found.order_by("user_id").values_list("user_id", flat=True)
