"""What became of requests for a go-ahead, and how long they waited (P4)."""

from __future__ import annotations

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Extract
from django.utils.translation import gettext as _

from inbox.models import Approval
from inbox.reports.filters import Filters
from inbox.reports.happened import requests
from inbox.reports.results import Approvals, Reason, Times
from inbox.reports.selection import times_of_values

_Status = Approval.Status
# What a decision was is told by who decided: an approval that was void later was given all the
# same, and counts as void here, because it was of no use.
OUTCOMES: dict[str, Q] = {
    "asked": Q(),
    "approved": Q(status=_Status.APPROVED),
    "edited": Q(status=_Status.APPROVED, is_edited=True),
    "rejected": Q(status=_Status.REJECTED),
    "voided": Q(status=_Status.VOID),
    "expired": Q(status=_Status.EXPIRED),
    "withdrawn": Q(status=_Status.WITHDRAWN),
    "open": Q(status=_Status.WAITING),
}


def approvals(f: Filters) -> Approvals:
    """Requests handed in within the period. Four queries."""
    found = requests(f)
    counts = found.aggregate(
        **{name: Count("pk", filter=condition) for name, condition in OUTCOMES.items()}
    )
    return Approvals(**counts, times=_lags(found), void_reasons=_void_reasons(found))


def _lags(found: QuerySet[Approval]) -> Times:
    """Handed in to decided, whatever became of the decision afterwards."""
    lag = Extract(F("decided_at") - F("requested_at"), "epoch")
    decided = found.exclude(decided_at=None).annotate(lag=lag).values_list("lag", flat=True)
    return times_of_values([int(seconds) for seconds in decided])


def lag_of(approval: Approval) -> int | None:
    """Seconds from handed in to decided; None while nobody has."""
    if approval.decided_at is None:
        return None
    return int((approval.decided_at - approval.requested_at).total_seconds())


def _void_reasons(found: QuerySet[Approval]) -> list[Reason]:
    labels = {key: str(label) for key, label in Approval.VoidReason.choices}
    rows = (
        found.filter(OUTCOMES["voided"])
        .values_list("void_reason")
        .annotate(number=Count("pk"))
        .order_by("-number", "void_reason")
    )
    return [Reason(key, labels.get(key, _("no reason was kept")), number) for key, number in rows]
