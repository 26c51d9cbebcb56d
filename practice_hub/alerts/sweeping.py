"""What beat asks for: the chain goes on, what was held is bundled, what waits is nudged."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Min

from practice_hub.alerts.actions import DELIVER
from practice_hub.alerts.chain import escalate_due
from practice_hub.alerts.clock_steps import pull_back
from practice_hub.alerts.digests import bundle
from practice_hub.alerts.models import AlertDelivery, Digest
from practice_hub.jobs import enqueue_on_commit

DELIVER_DIGEST = "alerts.deliver_digest"


def sweep(*, now: datetime, limit: int = 100) -> None:
    """What nudges may have missed, what repeats, what failed: those that wait longest first."""
    pull_back(now=now)
    escalate_due(now=now, limit=limit)
    bundle(now=now, limit=limit)
    waiting = AlertDelivery.objects.due(now).values("alert_id").annotate(since=Min("next_try_at"))
    for alert_id in list(waiting.order_by("since").values_list("alert_id", flat=True)[:limit]):
        enqueue_on_commit(DELIVER, alert_id=alert_id)
    digests = Digest.objects.due(now).order_by("next_try_at").values_list("pk", flat=True)
    for digest_id in list(digests[:limit]):
        enqueue_on_commit(DELIVER_DIGEST, digest_id=digest_id)
