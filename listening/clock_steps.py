"""When the machine's clock stepped back: no feed rests for an hour that is lived twice."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Least

from listening import catching_up
from listening.ingest import LEASE
from listening.models import CatchUp, CatchUpFeed, Feed
from listening.pacing import DEFAULT_LIMIT_WAIT
from practice_hub.clock import SLACK

logger = logging.getLogger(__name__)


@transaction.atomic(durable=True)
def pull_back(*, now: datetime) -> int:
    """Leases and next looks of the time to come; gives how many feeds were pulled back.

    A feed that a limit slows keeps a window's distance: the network's clock did not step.
    """
    later = now + SLACK
    feeds = Feed.objects.filter(is_active=True)
    pulled = feeds.filter(lease_expires_at__gt=later + LEASE).update(lease_expires_at=now + LEASE)
    looked_later = feeds.filter(last_run_at__gt=later)
    waiting = looked_later.filter(slowed_reason="", next_run_at__gt=later)
    pulled += waiting.update(next_run_at=now)
    slowed_until = now + DEFAULT_LIMIT_WAIT
    slowed = looked_later.exclude(slowed_reason="").filter(next_run_at__gt=slowed_until + SLACK)
    pulled += slowed.update(next_run_at=slowed_until)
    pulled += _returns(now)
    if pulled:
        logger.warning("the clock stepped back: %d feeds were pulled back", pulled)
    return pulled


def _returns(now: datetime) -> int:
    """Sources that came back in the time to come have come back now, and what they missed is read
    soon; yet not before their next live look, as after every return."""
    later = now + SLACK
    parts = CatchUpFeed.objects.open()
    ahead = parts.filter(feed__last_run_at__gt=later) | parts.filter(catch_up__began_at__gt=later)
    ids = list(ahead.filter(next_run_at__gt=later).values_list("pk", flat=True))
    pulled = CatchUpFeed.objects.filter(pk__in=ids).update(next_run_at=now)
    pulled += parts.filter(lease_expires_at__gt=later + LEASE).update(lease_expires_at=now + LEASE)
    returned = CatchUp.objects.filter(finished_at=None, began_at__gt=later)
    pulled += returned.update(began_at=now, since=Least("since", Value(now)))
    Feed.objects.filter(last_success_at__gt=later).update(last_success_at=now - SLACK)
    live = Feed.objects.filter(live_from__gt=later)
    return pulled + live.update(live_from=now - catching_up.LIVE_OVERLAP)
