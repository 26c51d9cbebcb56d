"""Telling people: each delivery is taken for a while, sent outside any transaction, then booked.

At least once: a worker that dies between sending and booking leaves the row taken, its lease runs
out, and it is sent again with the same Message-ID. For an alert, twice is harmless and never is
not. (The outbox of answers does the opposite, see inbox/outbox.py.)
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from practice_hub.alerts.actions import TOPIC
from practice_hub.alerts.bookings import due_for
from practice_hub.alerts.channels import SENDERS, Trouble
from practice_hub.alerts.letters import alert_letter
from practice_hub.alerts.models import Alert, AlertDelivery
from practice_hub.alerts.preferences import preferences_of
from practice_hub.alerts.telling import hearers, tell
from practice_hub.alerts.timing import Due
from practice_hub.audit.record import record
from practice_hub.realtime.publish import publish_on_commit
from practice_hub.roles import Act

logger = logging.getLogger(__name__)

# Longer than a mail server may take: each step of the conversation has EMAIL_TIMEOUT.
LEASE = timedelta(minutes=2)
FIRST_RETRY_SECONDS = 15
LONGEST_RETRY_SECONDS = 300
HOURLY_SECONDS = 3600
# After so many mails about the same thing (an hour of red flag) one an hour is enough.
MAILS_BEFORE_HOURLY = 12
# Looked at in one transaction for the next to send; the rest comes with the next look.
MOST_AT_ONCE = 50


def deliver(*, alert_id: int, now: datetime) -> None:
    """Send what is due of one alert. A repeated or late nudge does nothing.

    When a channel itself is down, the rest of its deliveries is put off without trying each.
    """
    keep_reachable(alert_id=alert_id, now=now)
    while delivery := take_next(alert_id=alert_id, now=now):
        sender = SENDERS[delivery.channel]
        try:
            sender.send(alert_letter(delivery))
        except Exception as error:  # any server, any library: the row must survive all of them
            trouble = sender.explain(error)
            put_off(delivery=delivery, trouble=trouble, now=_by_now(now))
        else:
            book_sent(delivery=delivery, now=_by_now(now))


@transaction.atomic(durable=True)
def keep_reachable(*, alert_id: int, now: datetime) -> None:
    """Who left, or lost the role, is told no more; when nobody is left, managers are told."""
    alert = (
        Alert.objects.open()
        .filter(pk=alert_id)
        .select_for_update(of=("self",), no_key=True)
        .first()
    )
    if alert is None:
        return
    gone = alert.deliveries.exclude(user_id__in=hearers(alert.practice_id))
    if not gone.filter(next_try_at__isnull=False).update(next_try_at=None):
        return
    told = tell(alert, [], now)
    if told:
        record(
            "alert.recipients_added",
            practice=alert.practice_id,
            subject=alert,
            actor=None,
            at=now,
            kind=alert.kind,
            recipients=told,
        )
        publish_on_commit(alert.practice_id, TOPIC, [alert.pk], heard_by=Act.READ_ALERTS)


@transaction.atomic(durable=True)
def take_next(*, alert_id: int, now: datetime) -> AlertDelivery | None:
    """The next due delivery, ours until its lease ends; committed before anything is sent.

    Whose quiet hours began meanwhile (the channel was down, or they were set just now) is told
    when they are over.
    """
    due = AlertDelivery.objects.due(now).filter(alert_id=alert_id)
    free = due.select_for_update(skip_locked=True, of=("self",)).select_related(
        "alert__practice", "user"
    )
    for row in free.order_by("pk")[:MOST_AT_ONCE]:
        later = _when(row, now)
        if later.hold:
            row.due_at, row.next_try_at, row.hold = later.at, later.at, later.hold
            row.save(update_fields=["due_at", "next_try_at", "hold"])
            continue
        row.next_try_at = _by_now(now) + LEASE
        row.save(update_fields=["next_try_at"])
        return row
    return None


def _when(row: AlertDelivery, at: datetime) -> Due:
    """When the person of `row` is told of something that comes up (again) at `at`."""
    found = preferences_of(row.alert.practice_id, [row.user_id])
    if row.user_id not in found:
        return Due(at)
    return due_for(row.alert.kind, row.channel, found[row.user_id], at)


@transaction.atomic(durable=True)
def book_sent(*, delivery: AlertDelivery, now: datetime) -> None:
    """It went out. A repeating alert is due again, unless somebody has it meanwhile."""
    count = delivery.sent_count + 1
    alert = delivery.alert
    record(
        "alert.sent",
        practice=alert.practice_id,
        subject=alert,
        actor=None,
        at=now,
        channel=delivery.channel,
        recipient=delivery.user_id,
        number=count,
    )
    rows = AlertDelivery.objects.filter(pk=delivery.pk)
    rows.update(sent_at=now, sent_count=F("sent_count") + 1, attempts=0, error="")
    ours = rows.filter(next_try_at=delivery.next_try_at)  # acknowledged meanwhile: it is None
    if alert.is_repeating:
        pause = timedelta(seconds=pause_seconds(alert.repeat_every_seconds, count))
        again = _when(delivery, now + pause)
        ours.update(due_at=again.at, next_try_at=again.at, hold=again.hold, digest=None)
    else:
        ours.update(next_try_at=None)
    if delivery.error:  # the page says that mail does not go out: no longer
        publish_on_commit(alert.practice_id, TOPIC, [alert.pk], heard_by=Act.READ_ALERTS)


@transaction.atomic(durable=True)
def put_off(*, delivery: AlertDelivery, trouble: Trouble, now: datetime) -> None:
    """It did not go out: try again later, and say why. Nothing is ever given up."""
    logger.warning("alert %s: %s", delivery.alert_id, trouble.sentence)
    ours = AlertDelivery.objects.filter(pk=delivery.pk, next_try_at=delivery.next_try_at)
    next_try_at = now + timedelta(seconds=retry_seconds(delivery.attempts, trouble))
    failed = {"attempts": F("attempts") + 1, "error": trouble.sentence}
    ours.update(next_try_at=next_try_at, **failed)
    if not trouble.is_this_person:
        rest = AlertDelivery.objects.due(now).filter(alert_id=delivery.alert_id)
        rest.filter(channel=delivery.channel).update(next_try_at=next_try_at, **failed)
    publish_on_commit(
        delivery.alert.practice_id, TOPIC, [delivery.alert_id], heard_by=Act.READ_ALERTS
    )


def pause_seconds(repeat_every_seconds: int, sent_count: int) -> int:
    """Until the next mail, after `sent_count` of them."""
    if sent_count < MAILS_BEFORE_HOURLY:
        return repeat_every_seconds
    return max(repeat_every_seconds, HOURLY_SECONDS)


def retry_seconds(attempts: int, trouble: Trouble) -> int:
    """Until the next try, after `attempts` earlier ones failed: 15 s, doubling, 5 minutes at most.

    An address that is refused for good is tried hourly: somebody may repair the mailbox.
    """
    if trouble.is_permanent:
        return HOURLY_SECONDS
    return int(min(FIRST_RETRY_SECONDS * 2 ** min(attempts, 10), LONGEST_RETRY_SECONDS))


def _by_now(now: datetime) -> datetime:
    """Sending takes its time, so the clock is read again; `now` wins where it runs ahead."""
    return max(now, timezone.now())
