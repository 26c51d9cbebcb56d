"""Thin: translate, one domain call."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from listening import (
    catch_up_end,
    catch_up_reading,
    catching_up,
    clock_steps,
    health,
    reading,
    rechecks,
    schedule,
    voice_days,
    watch,
)


@shared_task(name="listening.hand_out_due_feeds")
def hand_out_due_feeds() -> None:
    clock_steps.pull_back(now=timezone.now())
    schedule.hand_out_due_feeds(now=timezone.now())


@shared_task(name=schedule.READ_FEED)
def read_feed(feed_id: int, lease_token: int) -> None:
    reading.read_feed(feed_id=feed_id, lease_token=lease_token)


@shared_task(name=catching_up.READ)
def read_catch_up(part_id: int, lease_token: int) -> None:
    catch_up_reading.read_slice(part_id=part_id, lease_token=lease_token)


@shared_task(name="listening.refresh_account_health")
def refresh_account_health() -> None:
    health.refresh_all(now=timezone.now())


@shared_task(name="listening.watch_sources")
def watch_sources() -> None:
    watch.watch_sources(now=timezone.now())
    catch_up_end.finish_done(now=timezone.now())


@shared_task(name="listening.count_voice_days")
def count_voice_days() -> None:
    voice_days.count_changed_days()


@shared_task(name="listening.hand_out_rechecks")
def hand_out_rechecks() -> None:
    rechecks.hand_out(now=timezone.now())


@shared_task(name=rechecks.LOOK_AGAIN)
def look_again(account_id: int) -> None:
    rechecks.look_again(account_id=account_id, now=timezone.now())
