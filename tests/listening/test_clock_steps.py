"""Feeds, alerts and signs of life when the machine's clock steps back an hour."""

from __future__ import annotations

from datetime import timedelta

from listening import catching_up, clock_steps
from listening.ingest import LEASE
from listening.models import CatchUpFeed, Feed
from listening.schedule import hand_out_due_feeds
from practice_hub.alerts import clock_steps as alert_steps
from practice_hub.alerts.actions import raise_alert
from practice_hub.alerts.delivery import book_sent, take_next
from practice_hub.alerts.kinds import Kind
from practice_hub.alerts.models import AlertDelivery
from practice_hub.health.heart import is_silent, show_life
from practice_hub.health.models import Heartbeat
from tests.builders import NOON, make_account, make_feed, make_member, make_practice

BACK = NOON - timedelta(hours=1)
A_SECOND = timedelta(seconds=1)


def test_feeds_are_looked_at_soon(db: None) -> None:
    """Read, being read, and slowed by a limit: the first two go on, the limit keeps its window."""
    account = make_account(make_practice())
    read, held, slowed = (make_feed(account, kind) for kind in ("MENTIONS", "SEARCH", "OWN_POSTS"))
    Feed.objects.update(last_run_at=NOON, next_run_at=NOON + timedelta(minutes=1))
    Feed.objects.filter(pk=held.pk).update(lease_expires_at=NOON + LEASE, lease_token=7)
    later = {"next_run_at": NOON + timedelta(minutes=10), "slowed_reason": "The limit is used up."}
    Feed.objects.filter(pk=slowed.pk).update(**later)
    assert hand_out_due_feeds(now=BACK) == []
    assert clock_steps.pull_back(now=BACK) == 4  # the lease, two feeds that wait, the slowed one
    assert [lease.feed_id for lease in hand_out_due_feeds(now=BACK)] == [read.pk]
    dead = BACK + LEASE + A_SECOND
    assert {lease.token for lease in hand_out_due_feeds(now=dead)} == {2, 8}  # nobody waits longer
    window = BACK + timedelta(minutes=15)
    Feed.objects.exclude(pk=slowed.pk).update(next_run_at=NOON)
    assert [lease.feed_id for lease in hand_out_due_feeds(now=window)] == [slowed.pk]
    assert clock_steps.pull_back(now=window) == 0


def test_what_was_missed_is_read_soon_and_never_before_the_live_look(db: None) -> None:
    """A source came back, and a slice was being read, while the clock was ahead."""
    account = make_account(make_practice())
    feed = make_feed(account, "MENTIONS")
    Feed.objects.update(cursor={"since_id": "5"}, last_success_at=BACK - timedelta(hours=3))
    Feed.objects.update(last_run_at=NOON, next_run_at=NOON + timedelta(minutes=1))
    assert catching_up.begin(account, actor=None, now=NOON) is not None
    part = CatchUpFeed.objects.get()
    Feed.objects.update(last_success_at=NOON - A_SECOND)  # not yet since it came back
    CatchUpFeed.objects.update(next_run_at=NOON, lease_expires_at=NOON + LEASE)
    assert clock_steps.pull_back(now=BACK) > 0
    assert clock_steps.pull_back(now=BACK) == 0
    feed.refresh_from_db()
    assert feed.live_from == BACK - catching_up.LIVE_OVERLAP
    dead = BACK + LEASE + A_SECOND
    ready = CatchUpFeed.objects.ready(dead)
    assert not ready.exists()
    Feed.objects.update(last_success_at=dead)
    assert ready.get() == part
    assert catching_up.is_caught_up(account, dead)  # what is written now waits for nothing


def test_an_alert_is_told_now_and_repeated_no_faster(db: None) -> None:
    practice = make_practice()
    ana = make_member(practice, "Ana Lind")
    about = make_account(practice)
    alert = raise_alert(
        Kind.RED_FLAG,
        practice_id=practice.pk,
        subject=about,
        path="/inbox/1/",
        recipients=[ana.user_id],
        at=NOON,
    )
    assert take_next(alert_id=alert.pk, now=BACK) is None
    assert alert_steps.pull_back(now=BACK) >= 1
    taken = take_next(alert_id=alert.pk, now=BACK)
    assert taken is not None
    book_sent(delivery=taken, now=BACK)
    again = AlertDelivery.objects.get(pk=taken.pk).next_try_at
    alert_steps.pull_back(now=BACK + A_SECOND)
    assert AlertDelivery.objects.get(pk=taken.pk).next_try_at == again
    assert again == BACK + timedelta(seconds=alert.repeat_every_seconds)


def test_a_sign_of_life_from_the_future_tells_nothing(db: None) -> None:
    show_life("beat", now=NOON)
    row = Heartbeat.objects.get()
    assert not is_silent(row, NOON + A_SECOND)
    assert is_silent(row, BACK)
    show_life("beat", now=BACK)
    assert not is_silent(Heartbeat.objects.get(), BACK + A_SECOND)
