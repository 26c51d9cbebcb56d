"""One alert for all that is new (L2): somebody is told of every item, nobody of each apart."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet

from practice_hub.alerts.actions import close_alerts
from practice_hub.alerts.chain import raise_chain
from practice_hub.alerts.kinds import Kind
from practice_hub.alerts.models import Alert
from practice_hub.practices.models import Practice
from practice_hub.ready import ready

PATH = "/inbox/"


def note_new_items(practice_id: int, count: int, at: datetime, *, path: str = PATH) -> None:
    """`count` more items wait for an answer; who is on duty is told once until they are seen.

    Runs in the caller's transaction and locks the one open alert of the practice until it
    commits: call it last. Nothing happens for a count below one.
    """
    if count < 1:
        return
    alert = raise_chain(
        Kind.NEW_ITEM, practice_id=practice_id, subject=Practice(pk=practice_id), path=path, at=at
    )
    Alert.objects.filter(pk=alert.pk).update(item_count=F("item_count") + count)


def close_new_items(practice_id: int, at: datetime) -> None:
    """Somebody who may answer has opened the list of what waits: the alert has done its work.

    One cheap query while none is open, so that every view of the list may call it.
    """
    if _told(practice_id):
        with transaction.atomic():
            close_alerts(
                Kind.NEW_ITEM, practice_id=practice_id, subject=Practice(pk=practice_id), at=at
            )


@ready
def _told(practice_id: int, /) -> QuerySet[Alert, int]:
    found = Alert.objects.open().filter(practice_id=practice_id, kind=Kind.NEW_ITEM)
    return found.values_list("pk", flat=True)[:1]
