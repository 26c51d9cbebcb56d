"""Thin: translate, one domain call."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from practice_hub.alerts import delivery
from practice_hub.alerts.actions import DELIVER


@shared_task(name=DELIVER)
def deliver(alert_id: int) -> None:
    delivery.deliver(alert_id=alert_id, now=timezone.now())


@shared_task(name="alerts.sweep")
def sweep() -> None:
    delivery.sweep(now=timezone.now())
