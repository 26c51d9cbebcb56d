"""When the machine's clock stepped back: an emergency is not told an hour late."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from practice_hub.alerts.models import AlertDelivery
from practice_hub.clock import SLACK

LONGEST_SEND = timedelta(minutes=2)  # of one that is being sent at this moment
logger = logging.getLogger(__name__)


@transaction.atomic(durable=True)
def pull_back(*, now: datetime) -> int:
    """What was due in a time to come is due now; gives how many. Telling twice hurts nobody.

    What somebody wished for later (quiet hours, summaries) stays where they put it.
    """
    later = now + SLACK
    untold = Q(alert__created_at__gt=later, sent_count=0, attempts=0)
    waiting = AlertDelivery.objects.filter(
        untold | Q(sent_at__gt=later), hold="", next_try_at__gt=later + LONGEST_SEND
    )
    ids = list(waiting.filter(alert__closed_at=None).values_list("pk", flat=True))
    pulled = AlertDelivery.objects.filter(pk__in=ids).update(due_at=now, next_try_at=now)
    if pulled:
        logger.warning("the clock stepped back: %d alerts were pulled back", pulled)
    return pulled
