"""What Prometheus is told of answers on their way out and of approvals: counts and ages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Case, Count, F, Min, Q, When

from inbox.models import Approval, Reply
from practice_hub.monitoring.measures import Measure, Values, register, seconds_since

Status = Reply.Status
AWAITING = Status.AWAITING_APPROVAL.value
# HELD: queued, and waiting for a person to connect the account again.
STATES = (AWAITING, Status.QUEUED.value, Reply.HELD, Status.SENDING.value, Status.UNCERTAIN.value)
_IS_HELD = Q(status=Status.QUEUED, error_kind=Reply.HELD)
_STATE = Case(When(_IS_HELD, then=F("error_kind")), default=F("status"))
_SINCE = Case(
    When(_IS_HELD, then=F("held_at")),
    When(status=Status.QUEUED, then=F("send_after")),
    default=F("sending_at"),
)


def measures(now: datetime) -> Iterator[Measure]:
    """Two queries, both on indexes of what is open."""
    on_the_way = Reply.objects.in_flight().annotate(state=_STATE, since=_SINCE).values_list("state")
    rows = list(on_the_way.annotate(count=Count("pk"), oldest=Min("since")))
    asked = Approval.objects.waiting().aggregate(count=Count("pk"), oldest=Min("requested_at"))
    rows.append((AWAITING, asked["count"], asked["oldest"]))
    counts: Values = dict.fromkeys(((state,) for state in STATES), 0.0)
    ages: Values = dict(counts)
    counts |= {(state,): float(count) for state, count, _ in rows}
    ages |= {(state,): seconds_since(oldest, now) for state, _, oldest in rows}
    yield Measure("practice_hub_replies_waiting", "Not out yet", counts, ("status",))
    yield Measure(
        "practice_hub_replies_oldest_seconds", "Since it was due or begun", ages, ("status",)
    )


register("answers", measures)
