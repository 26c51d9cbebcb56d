"""Thin: translate, one domain call."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from practice_hub.alerts import delivery, digests, sweeping
from practice_hub.alerts.actions import DELIVER


@shared_task(name=DELIVER)
def deliver(alert_id: int) -> None:
    delivery.deliver(alert_id=alert_id, now=timezone.now())


@shared_task(name=sweeping.DELIVER_DIGEST)
def deliver_digest(digest_id: int) -> None:
    digests.deliver_digest(digest_id=digest_id, now=timezone.now())


@shared_task(name="alerts.sweep")
def sweep() -> None:
    sweeping.sweep(now=timezone.now())
