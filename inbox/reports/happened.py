"""What is counted by when it happened, not by a clock: days begin in the zone of the practice."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db.models import Q, QuerySet

from inbox.models import Approval, Conversation
from inbox.reports.filters import Filters
from practice_hub.audit.models import AuditEvent
from practice_hub.practices.models import Practice

_MATTER = ("network", "location_id", "sentiment", "category")


def moments(f: Filters) -> tuple[datetime, datetime]:
    """From when to before when the period lasts. One query."""
    zone = Practice.objects.only("time_zone").get(pk=f.practice_id).zone
    after = f.end + timedelta(days=1)
    return datetime.combine(f.start, time(), zone), datetime.combine(after, time(), zone)


def events(f: Filters, *names: str) -> QuerySet[AuditEvent]:
    """Acts on conversations in the period, by `staff_id` when asked for. Only names of
    `practice_hub.audit.models.COUNTED` are found quickly. One query to find the period."""
    begin, end = moments(f)
    found = AuditEvent.objects.filter(
        practice_id=f.practice_id,
        name__in=names,
        at__gte=begin,
        at__lt=end,
        subject_type="conversation",
    )
    if f.staff_id is not None:
        found = found.filter(actor_id=f.staff_id)
    matter = _matter(f, "")
    if not matter:
        return found
    matters = Conversation.objects.filter(matter, practice_id=f.practice_id)
    return found.filter(subject_id__in=matters.values("pk"))


def count_events(f: Filters, name: str) -> int:
    """Two queries."""
    return events(f, name).count()


def requests(f: Filters) -> QuerySet[Approval]:
    """Approvals that were asked for in the period, by `staff_id` when asked for. One query to find
    the period."""
    begin, end = moments(f)
    found = Approval.objects.filter(
        _matter(f, "conversation__"),
        practice_id=f.practice_id,
        requested_at__gte=begin,
        requested_at__lt=end,
    )
    return found if f.staff_id is None else found.filter(requested_by_id=f.staff_id)


def _matter(f: Filters, prefix: str) -> Q:
    """What narrows the conversation that it is about; empty when nothing does."""
    found = Q()
    for name in _MATTER:
        value = getattr(f, name)
        if value not in ("", None):
            found &= Q((prefix + name, value))
    if f.topic:
        found &= Q((f"{prefix}topics__contains", [f.topic]))
    return found
