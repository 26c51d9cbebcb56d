"""What is down and what is back: each outage begins once and ends once, and so do its alerts.

Called in web processes and in beat's sweeps alike; whoever comes second waits for nobody, because
the next look does the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection, transaction
from django.urls import reverse

from practice_hub.alerts.actions import close_alerts, raise_alert
from practice_hub.alerts.kinds import Kind
from practice_hub.alerts.models import Alert
from practice_hub.alerts.telling import hearers
from practice_hub.health.models import Outage
from practice_hub.practices.models import Practice
from practice_hub.roles import Act

# Any number will do, as long as nobody else uses it.
SYSTEM_LOCK: Final = 7_301_001
SOURCES_LOCK: Final = 7_301_002


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing of several that is down (see Outage)."""

    practice_id: int
    group_id: int
    subject_id: int
    since: datetime


def is_first(lock: int) -> bool:
    """True for one process at a time, until its transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [lock])
        row = cursor.fetchone()
    return bool(row and row[0])


@transaction.atomic(durable=True)
def settle_system(*, down: Mapping[str, datetime], alive: Iterable[str], now: datetime) -> None:
    """Parts of the machine that are `down` (since when) raise an alert for every practice's
    managers and owners, once; parts that are `alive` again close it."""
    if not is_first(SYSTEM_LOCK):
        return
    known = Outage.objects.open().filter(practice=None)
    for part in sorted(set(down) - set(known.values_list("part", flat=True))):
        since = min(down[part], now)
        _tell_managers(Outage.objects.create(part=part, since=since, noticed_at=now), now)
    for outage in known.filter(part__in=set(alive)):
        _end(outage, now)


def _tell_managers(outage: Outage, now: datetime) -> None:
    for practice_id in Practice.objects.order_by("pk").values_list("pk", flat=True):
        managers = hearers(practice_id, act=Act.MANAGE_PRACTICE)
        if managers:
            raise_alert(
                Kind.SYSTEM_DOWN,
                practice_id=practice_id,
                subject=outage,
                path=reverse("health:page"),
                recipients=managers,
                at=now,
            )


def _end(outage: Outage, now: datetime) -> None:
    Outage.objects.filter(pk=outage.pk).update(ended_at=now)
    about = Alert.objects.open().filter(
        kind=Kind.SYSTEM_DOWN, subject_type=outage._meta.model_name, subject_id=outage.pk
    )
    for practice_id in list(about.values_list("practice_id", flat=True)):
        close_alerts(Kind.SYSTEM_DOWN, practice_id=practice_id, subject=outage, at=now)


def note_troubles(
    part: str, troubles: Iterable[Trouble], *, now: datetime
) -> tuple[set[int], set[int]]:
    """Compare what is down of `part` with what is known, in the caller's transaction.

    Returns the groups with something newly down, and those where all is well again.
    """
    found = {trouble.subject_id: trouble for trouble in troubles}
    known = {row.subject_id: row for row in Outage.objects.open().filter(part=part)}
    fresh = [found[key] for key in sorted(set(found) - set(known))]
    gone = [known[key] for key in sorted(set(known) - set(found))]
    Outage.objects.bulk_create(_begun(part, trouble, now) for trouble in fresh)
    Outage.objects.filter(pk__in=[row.pk for row in gone]).update(ended_at=now)
    still = {trouble.group_id for trouble in found.values()}
    return {trouble.group_id for trouble in fresh}, {row.group_id for row in gone} - still


def _begun(part: str, trouble: Trouble, now: datetime) -> Outage:
    return Outage(
        part=part,
        practice_id=trouble.practice_id,
        group_id=trouble.group_id,
        subject_id=trouble.subject_id,
        since=min(trouble.since, now),
        noticed_at=now,
    )
