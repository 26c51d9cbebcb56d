"""Thin: translate, one domain call."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from inbox import outbox
from inbox.actions import wake_due


@shared_task(name="inbox.deliver_reply")
def deliver_reply(reply_id: int) -> None:
    outbox.deliver(reply_id=reply_id, now=timezone.now())


@shared_task(name="inbox.settle_reply")
def settle_reply(reply_id: int) -> None:
    outbox.settle(reply_id=reply_id, now=timezone.now())


@shared_task(name="inbox.sweep_outbox")
def sweep_outbox() -> None:
    outbox.sweep(now=timezone.now())


@shared_task(name="inbox.wake_snoozed")
def wake_snoozed() -> None:
    wake_due(now=timezone.now())
