"""When the machine's clock stepped back: nothing waits for an hour that is lived twice.

A lease is never longer than its length, and nothing can have been begun in the future. What says
otherwise was written before the step, and is pulled back to what it meant. Nothing is sent early
or twice by it: a send is decided by its state, a claim by its token, and the time to undo is given
anew.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from inbox.holding import LOOK_AGAIN
from inbox.models import Conversation, Reply
from practice_hub.clock import SLACK

logger = logging.getLogger(__name__)


@transaction.atomic(durable=True)
def pull_back(*, now: datetime) -> int:
    """Claims and replies of the time to come; gives how many rows were pulled back."""
    pulled = _claims(now) + _sending(now) + _queued(now) + _held(now) + _uncertain(now)
    if pulled:
        logger.warning("the clock stepped back: %d claims and replies were pulled back", pulled)
    return pulled


def _claims(now: datetime) -> int:
    """A claim lasts as long as one that is taken or renewed now."""
    end = now + timedelta(seconds=settings.CLAIM_LEASE_SECONDS)
    claims = Conversation.objects.exclude(claimed_by=None)
    return claims.filter(claim_expires_at__gt=end + SLACK).update(claim_expires_at=end)


def _sending(now: datetime) -> int:
    """The lease of a sender that may be dead runs from now on."""
    begun_later = Reply.objects.filter(status=Reply.Status.SENDING, sending_at__gt=now + SLACK)
    return begun_later.update(sending_at=now)


def _queued(now: datetime) -> int:
    """What waits to go out has its time to undo again, and goes then."""
    due = now + timedelta(seconds=settings.UNDO_SECONDS)
    later = now + SLACK
    written_later = Q(created_at__gt=later, attempts=0) | Q(sending_at__gt=later)
    queued = Reply.objects.filter(written_later, status=Reply.Status.QUEUED)
    soon = queued.filter(Q(goes_out_at=None) | Q(goes_out_at__lte=due))
    pulled = soon.filter(send_after__gt=due + SLACK).update(send_after=due)
    # What its author gave a time of its own goes at that time, whatever the clock said before.
    chosen = queued.filter(goes_out_at__gt=due, send_after__gt=F("goes_out_at") + SLACK)
    return pulled + chosen.update(send_after=F("goes_out_at"))


def _held(now: datetime) -> int:
    """What waits for its account is asked for every minute, and has waited since now at most."""
    held = Reply.objects.filter(status=Reply.Status.QUEUED, error_kind=Reply.HELD)
    again_at = now + LOOK_AGAIN
    pulled = held.filter(send_after__gt=again_at + SLACK).update(send_after=again_at)
    return pulled + held.filter(held_at__gt=now + SLACK).update(held_at=now)


def _uncertain(now: datetime) -> int:
    """It is looked for at once, and from this moment on: the network knows the real time."""
    later = now + SLACK
    sent_later = Reply.objects.filter(status=Reply.Status.UNCERTAIN, sending_at__gt=later)
    pulled = sent_later.filter(settle_after__gt=later).update(settle_after=now)
    return pulled + sent_later.update(sending_at=now)
