"""Thin: translate, one domain call."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from practice_hub.practices import letters
from practice_hub.practices.lockout import SEND_LETTER


@shared_task(name=SEND_LETTER)
def send_letter(letter_id: int) -> None:
    letters.send(letter_id, timezone.now())


@shared_task(name=letters.SWEEP)
def sweep_letters() -> None:
    letters.sweep(timezone.now())
