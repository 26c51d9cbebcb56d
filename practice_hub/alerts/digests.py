"""What was held, bundled: a summary, or all that waited for the end of quiet hours, as one message.

At least once, like single alerts: a worker that dies after sending leaves the digest leased, and it
is sent again with the same Message-ID. What settles before it goes out is left out; when nothing
remains, nothing goes out. Rows of alerts are written one at a time and never waited for in pairs,
so that nobody who acknowledges can meet us crosswise.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from practice_hub.alerts.channels import SENDERS, Trouble
from practice_hub.alerts.delivery import LEASE, book_sent, keep_reachable, retry_seconds
from practice_hub.alerts.letters import digest_letter
from practice_hub.alerts.models import AlertDelivery, Digest

logger = logging.getLogger(__name__)
MOST_LINES = 500


def bundle(*, now: datetime, limit: int = 100) -> None:
    """Make a digest of what is held no longer, for each person and channel."""
    due = AlertDelivery.objects.held_until(now)
    for alert_id in due.values_list("alert_id", flat=True).distinct()[:MOST_LINES]:
        keep_reachable(alert_id=alert_id, now=now)
    who = due.values_list("alert__practice_id", "user_id", "channel").distinct()
    for practice_id, user_id, channel in list(who[:limit]):
        _bundle(practice_id, user_id, channel, now)


@transaction.atomic(durable=True)
def _bundle(practice_id: int, user_id: int, channel: str, now: datetime) -> None:
    due = AlertDelivery.objects.held_until(now).filter(
        alert__practice_id=practice_id, user_id=user_id, channel=channel
    )
    rows = due.select_for_update(skip_locked=True, of=("self",)).order_by("pk")
    ids = [row.pk for row in rows[:MOST_LINES]]
    if not ids:
        return
    digest = Digest.objects.create(
        practice_id=practice_id, user_id=user_id, channel=channel, created_at=now, next_try_at=now
    )
    AlertDelivery.objects.filter(pk__in=ids).update(digest=digest)


def deliver_digest(*, digest_id: int, now: datetime) -> None:
    """Send one digest if it is due. A repeated or late nudge does nothing."""
    digest = take(digest_id=digest_id, now=now)
    if digest is None:
        return
    lines = list(_lines(digest))
    if lines and digest.sent_at is None:
        sender = SENDERS[digest.channel]
        try:
            sender.send(digest_letter(digest, [line.alert for line in lines]))
        except Exception as error:  # any server, any library: the row must survive all of them
            put_off(digest=digest, trouble=sender.explain(error), now=_by_now(now))
            return
        _note_sent(digest, _by_now(now))
    for line in lines:
        book_sent(delivery=line, now=_by_now(now))
    _finish(digest)


@transaction.atomic(durable=True)
def take(*, digest_id: int, now: datetime) -> Digest | None:
    """The digest, ours until its lease ends; committed before anything is sent."""
    due = Digest.objects.due(now).filter(pk=digest_id).select_related("user", "practice")
    digest = due.select_for_update(skip_locked=True, of=("self",)).first()
    if digest is not None:
        digest.next_try_at = _by_now(now) + LEASE
        digest.save(update_fields=["next_try_at"])
    return digest


@transaction.atomic(durable=True)
def put_off(*, digest: Digest, trouble: Trouble, now: datetime) -> None:
    """It did not go out: try again later, and say why. Nothing is ever given up."""
    logger.warning("digest %s: %s", digest.pk, trouble.sentence)
    again = now + timedelta(seconds=retry_seconds(digest.attempts, trouble))
    ours = Q(pk=digest.pk)
    if not trouble.is_this_person:  # the others would learn the same
        ours |= Q(channel=digest.channel, next_try_at__lte=now)
    Digest.objects.filter(ours, next_try_at__isnull=False).update(
        next_try_at=again, attempts=F("attempts") + 1, error=trouble.sentence
    )


@transaction.atomic(durable=True)
def _note_sent(digest: Digest, now: datetime) -> None:
    Digest.objects.filter(pk=digest.pk).update(sent_at=now, attempts=0, error="")


@transaction.atomic(durable=True)
def _finish(digest: Digest) -> None:
    Digest.objects.filter(pk=digest.pk).update(next_try_at=None)


def _lines(digest: Digest) -> list[AlertDelivery]:
    """What still stands: acknowledged and settled ones have nothing left to do."""
    waiting = digest.deliveries.filter(next_try_at__isnull=False)
    return list(waiting.select_related("alert", "user").order_by("alert__created_at", "pk"))


def _by_now(now: datetime) -> datetime:
    return max(now, timezone.now())
