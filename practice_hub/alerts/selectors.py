"""What the strip on every page shows, one query; and the list of what somebody was told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, TypedDict, cast

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from practice_hub.alerts.kinds import PERSONAL, URGENT, Channel
from practice_hub.alerts.models import Alert, AlertDelivery
from practice_hub.practices.models import Membership
from practice_hub.ready import one_of, ready
from practice_hub.roles import Act, may

if TYPE_CHECKING:  # the stubs' package is no part of a running hub
    from django_stubs_ext import WithAnnotations

    class _Mailing(TypedDict):
        is_mail_waiting: bool
        is_in_strip: bool

    OpenAlert = WithAnnotations[Alert, _Mailing]

MOST = 50


def open_alerts(
    membership: Membership, now: datetime, *, elsewhere: Iterable[Membership] = ()
) -> list[OpenAlert]:
    """The open alerts that stand in this person's strip: urgent ones first, then those that wait
    longest. See `told_alerts`."""
    found = told_alerts(membership, now, elsewhere=elsewhere)
    return [alert for alert in found if alert.is_in_strip]


def told_alerts(
    membership: Membership, now: datetime, *, elsewhere: Iterable[Membership] = ()
) -> list[OpenAlert]:
    """The open alerts of the strip, and behind them those of the list that were not seen yet.

    `elsewhere`: the same person's other memberships; an emergency there is shown here too. Each
    alert has `is_in_strip`, and `is_mail_waiting`: somebody has not been told by mail, because it
    does not go out. At most MOST; none, and no query, for a role that hears no alerts.
    """
    here, there = _hearing([membership]), _hearing(elsewhere)
    if not here and not there:
        return []
    return cast("list[OpenAlert]", _told(here, there, membership.user_id, now))


@ready
def _told(here: list[int], there: list[int], user_id: int, now: datetime, /) -> QuerySet[Alert]:
    failing = AlertDelivery.objects.filter(alert=OuterRef("pk"), channel=Channel.MAIL)
    unread = Q(deliveries__read_at=None)
    found = Alert.objects.open().filter(
        one_of("practice_id", here) | Q(one_of("practice_id", there), kind__in=URGENT),
        Q(deliveries__is_in_strip=True) & ~Q(kind__in=PERSONAL) | unread,
        deliveries__user_id=user_id,
        deliveries__channel=Channel.PAGE,
        deliveries__due_at__lte=now,
    )
    in_strip = ExpressionWrapper(Q(deliveries__is_in_strip=True), output_field=BooleanField())
    rows = (
        found.select_related("practice")
        .annotate(
            is_mail_waiting=Exists(failing.filter(next_try_at__isnull=False).exclude(error="")),
            is_in_strip=in_strip,
            rank=Case(
                When(kind__in=URGENT, then=Value(0)),
                When(deliveries__is_in_strip=True, then=Value(1)),
                default=Value(2),
            ),
        )
        .order_by("rank", "created_at", "pk")
    )
    return rows[:MOST]


def _hearing(memberships: Iterable[Membership]) -> list[int]:
    return [each.practice_id for each in memberships if may(each.role, Act.READ_ALERTS)]


def alert_for(memberships: list[Membership], alert_id: int) -> tuple[Alert, Membership] | None:
    """The alert and the one of a person's memberships that may open it, whichever practice the
    person works for right now; None for everybody else."""
    alert = Alert.objects.filter(pk=alert_id).first()
    if alert is None:
        return None
    for membership in memberships:
        is_theirs = membership.practice_id == alert.practice_id
        if is_theirs and may(membership.role, Act.READ_ALERTS):
            return alert, membership
    return None
