"""Locks of a row that others point to keep nobody from pointing to it.

A foreign key is checked at commit, by a lock on the row it names. Where that row is held by
somebody who waits for ours in turn, PostgreSQL has to break the knot: the crash drill found it
between alerts that are closed and alerts that are told.
"""

from __future__ import annotations

import threading
from functools import partial

from django.db import connection, transaction
from django.utils import timezone

from practice_hub.alerts.actions import close_alerts, raise_alert
from practice_hub.alerts.kinds import Kind
from practice_hub.alerts.models import Alert, AlertDelivery
from practice_hub.practices.models import Membership, Practice
from tests.builders import make_account, make_member, make_practice
from tests.concurrency.together import at_once, bad


def close_and_wait(
    practice: Practice, subject: Practice, has: threading.Event, may_end: threading.Event
) -> None:
    with transaction.atomic():
        close_alerts(Kind.RED_FLAG, practice_id=practice.pk, subject=subject, at=timezone.now())
        has.set()
        assert may_end.wait(60)


def tell_another(
    alert: Alert, who: Membership, has: threading.Event, done: threading.Event
) -> None:
    assert has.wait(60)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '5s'")
            now = timezone.now()
            AlertDelivery.objects.create(
                alert=alert, user_id=who.user_id, channel="PAGE", due_at=now, next_try_at=None
            )
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    finally:
        done.set()


def test_an_alert_that_is_held_can_be_pointed_to(transactional_db: None) -> None:
    practice = make_practice()
    first, second = (make_member(practice, name) for name in ("Ana Lind", "Ben Okoro"))
    about = make_account(practice)
    with transaction.atomic():
        alert = raise_alert(
            Kind.RED_FLAG,
            practice_id=practice.pk,
            subject=about,
            path="/inbox/1/",
            recipients=[first.user_id],
            at=timezone.now(),
        )
    has, done = threading.Event(), threading.Event()
    holder = partial(close_and_wait, practice, about, has, done)
    assert bad(at_once([holder, partial(tell_another, alert, second, has, done)])) == []
    assert AlertDelivery.objects.filter(alert=alert, user_id=second.user_id).count() == 1
