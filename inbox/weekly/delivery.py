"""Sending: each letter is taken for a while, sent outside any transaction, then booked.

As with alerts, a worker that dies between sending and booking leaves it taken; it is sent again
with the same Message-ID, which mail programs show once. Nothing is given up while mail is down.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_noop

from inbox.exports.asked import filters_of
from inbox.models import ReportLetter
from inbox.weekly.booking import SEND
from inbox.weekly.content import contents
from inbox.weekly.mail import message
from inbox.weekly.wishes import readers
from practice_hub.alerts.channels import Trouble, explain_mail_error
from practice_hub.alerts.delivery import retry_seconds
from practice_hub.audit.record import record
from practice_hub.jobs import enqueue_on_commit
from practice_hub.languages import speaking

logger = logging.getLogger(__name__)
# Longer than reading a million posts, drawing a picture and a slow mail server.
LEASE: Final = timedelta(minutes=5)
_STRANGER: Final = gettext_noop("Does not read reports of this practice any more.")


def deliver(*, letter_id: int, now: datetime) -> bool:
    """Send it if it is due; True when it went out now. A repeated nudge does nothing."""
    letter = _take(letter_id, now)
    if letter is None:
        return False
    try:
        f = filters_of(letter.practice_id, letter.filters)
        with speaking(letter.user, letter.practice):
            mail = message(letter, contents(f, letter.practice))
        mail.send()
    except Exception as error:  # any server, any library: the row must survive all of them
        _put_off(letter, explain_mail_error(error), max(now, timezone.now()))
        return False
    _book_sent(letter, max(now, timezone.now()))
    return True


@transaction.atomic(durable=True)
def _take(letter_id: int, now: datetime) -> ReportLetter | None:
    """Ours until its lease ends; None when it is not due, or not the person's to read any more."""
    due = ReportLetter.objects.due(now).select_for_update(skip_locked=True, of=("self",))
    letter = due.select_related("practice", "user", "week").filter(pk=letter_id).first()
    if letter is None:
        return None
    if letter.user_id not in {one.user_id for one in readers(letter.practice_id)}:
        letter.next_try_at, letter.error = None, _STRANGER
        letter.save(update_fields=["next_try_at", "error"])
        return None
    letter.next_try_at = max(now, timezone.now()) + LEASE
    letter.save(update_fields=["next_try_at"])
    return letter


@transaction.atomic(durable=True)
def _book_sent(letter: ReportLetter, now: datetime) -> None:
    rows = ReportLetter.objects.filter(pk=letter.pk)
    rows.update(sent_at=now, next_try_at=None, attempts=F("attempts") + 1, error="")
    record(
        "weekly.sent",
        practice=letter.practice_id,
        subject=letter,
        actor=None,
        at=now,
        recipient=letter.user_id,
    )


@transaction.atomic(durable=True)
def _put_off(letter: ReportLetter, trouble: Trouble, now: datetime) -> None:
    logger.warning("report letter %s: %s", letter.pk, trouble.sentence)
    pause = timedelta(seconds=retry_seconds(letter.attempts, trouble))
    ReportLetter.objects.filter(pk=letter.pk, next_try_at=letter.next_try_at).update(
        next_try_at=now + pause, attempts=F("attempts") + 1, error=trouble.sentence
    )


def sweep_letters(*, now: datetime) -> None:
    """What is due: never nudged, put off, or left by a dead worker."""
    for letter_id in ReportLetter.objects.due(now).values_list("pk", flat=True):
        enqueue_on_commit(SEND, letter_id=letter_id)
