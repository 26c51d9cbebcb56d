"""Due feeds are handed out once, none starves, and what a look cost is always booked."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from listening.connectors.base import ConnectorError, ErrorKind, FeedKind, RateWindow
from listening.ingest import LEASE
from listening.models import Feed, NetworkAccount, RateWindowRow, WatchTerm
from listening.schedule import Lease, Look, fail_run, finish_run, hand_out_due_feeds
from practice_hub.audit.models import AuditEvent
from tests.listening.builders import NOW, account, feed
from tests.support.patience import PATIENCE_SECONDS

pytestmark = pytest.mark.django_db
Status = NetworkAccount.Status


def due_feeds(number: int) -> list[Feed]:
    here = account()
    terms = [
        WatchTerm.objects.create(practice=here.practice, query=f"word {n}") for n in range(number)
    ]
    return [
        feed(here, FeedKind.SEARCH, term=term, lease_expires_at=None, next_run_at=NOW)
        for term in terms
    ]


def test_only_due_active_free_feeds_of_connected_accounts() -> None:
    free = {"lease_expires_at": None}
    here = account()
    due = feed(here, FeedKind.MENTIONS, **free)
    crashed = feed(here, FeedKind.MESSAGES, lease_expires_at=NOW, lease_token=7)
    feed(here, FeedKind.TAGGED, lease_expires_at=NOW + timedelta(seconds=1))
    feed(here, FeedKind.COMMENTS, next_run_at=NOW + timedelta(seconds=1), **free)
    feed(here, FeedKind.PAGE_FEED, is_active=False, **free)
    for status in set(Status.values) - {Status.CONNECTED}:
        feed(account(status=status), **free)
    leases = hand_out_due_feeds(now=NOW)
    assert sorted(leases, key=lambda lease: lease.feed_id) == [
        Lease(due.pk, 2),
        Lease(crashed.pk, 8),
    ]
    due.refresh_from_db()
    assert (due.lease_token, due.lease_expires_at, due.last_run_at) == (2, NOW + LEASE, NOW)
    assert hand_out_due_feeds(now=NOW) == []


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_hand_each_feed_out_once() -> None:
    feeds = due_feeds(24)
    ready = threading.Barrier(2)
    taken: list[list[Lease]] = []

    def sweep() -> None:
        ready.wait(PATIENCE_SECONDS)
        mine: list[Lease] = []
        for _ in range(8):
            mine += hand_out_due_feeds(now=NOW, limit=3)
        taken.append(mine)
        connection.close()

    threads = [threading.Thread(target=sweep) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    ids = [lease.feed_id for leases in taken for lease in leases]
    assert sorted(ids) == sorted(one.pk for one in feeds)
    assert set(Feed.objects.values_list("lease_token", flat=True)) == {2}


@hypothesis_settings(max_examples=12, deadline=None)
@given(
    limit=st.integers(1, 4),
    busy=st.sets(st.integers(0, 7), max_size=6),
    failing=st.sets(st.integers(0, 7), max_size=4),
)
def test_no_feed_starves(limit: int, busy: set[int], failing: set[int]) -> None:
    """Feeds that always have more and feeds that always fail leave everybody their turn."""
    Feed.objects.all().delete()
    WatchTerm.objects.all().delete()
    feeds = due_feeds(8)
    order = {one.pk: index for index, one in enumerate(feeds)}
    turns = dict.fromkeys(range(8), 0)
    now = NOW
    for _ in range(8 * 4):
        for lease in hand_out_due_feeds(now=now, limit=limit):
            index = order[lease.feed_id]
            turns[index] += 1
            now += timedelta(seconds=1)
            one = Feed.objects.select_related("account").get(pk=lease.feed_id)
            if index in failing:
                fault = ConnectorError(ErrorKind.TRANSIENT, "no")
                fail_run(feed=one, lease_token=lease.token, error=fault, look=Look(), now=now)
            else:
                look = Look(is_complete=index not in busy)
                finish_run(feed=one, lease_token=lease.token, look=look, now=now)
        now += timedelta(seconds=30)
    assert min(turns.values()) >= 1
    calm = [turns[index] for index in turns if index not in failing]
    assert all(count >= 2 for count in calm)


def test_a_success_books_limits_reads_and_the_next_look() -> None:
    one = feed(failures=2, last_error_kind="TRANSIENT", last_error="x", last_error_code="y")
    seen = RateWindow("GET /2/x", limit=300, remaining=299, reset_at=NOW + timedelta(minutes=15))
    finish_run(feed=one, lease_token=1, look=Look(posts_read=40, windows=[seen]), now=NOW)
    one.refresh_from_db()
    assert (one.failures, one.last_error_kind, one.last_error, one.last_error_code) == (
        0,
        "",
        "",
        "",
    )
    assert (one.last_success_at, one.next_run_at) == (NOW, NOW + timedelta(seconds=60))
    assert one.lease_expires_at is None
    row = NetworkAccount.objects.get(pk=one.account_id)
    assert (row.reads_month, row.reads_count) == ("2026-11", 40)
    assert RateWindowRow.objects.get().remaining == 299
    finish_run(feed=one, lease_token=1, look=Look(posts_read=2, windows=[seen]), now=NOW)
    assert RateWindowRow.objects.count() == 1
    assert NetworkAccount.objects.get(pk=one.account_id).reads_count == 42


def test_reads_start_anew_with_the_month() -> None:
    one = feed(account(reads_month="2026-10", reads_count=500))
    finish_run(feed=one, lease_token=1, look=Look(posts_read=3), now=NOW)
    row = NetworkAccount.objects.get(pk=one.account_id)
    assert (row.reads_month, row.reads_count) == ("2026-11", 3)


def test_a_spent_budget_slows_and_says_so() -> None:
    one = feed(account(read_budget=100, reads_month="2026-11", reads_count=99))
    finish_run(feed=one, lease_token=1, look=Look(posts_read=1), now=NOW)
    one.refresh_from_db()
    assert one.next_run_at == NOW + timedelta(minutes=30)
    assert "budget is spent" in one.slowed_reason


def test_an_incomplete_look_is_due_again_at_once() -> None:
    one = feed()
    finish_run(feed=one, lease_token=1, look=Look(is_complete=False), now=NOW)
    one.refresh_from_db()
    assert one.next_run_at == NOW


def test_a_failure_is_booked_with_what_it_cost() -> None:
    one = feed(last_success_at=NOW)
    error = ConnectorError(ErrorKind.TRANSIENT, "no answer", code="ReadTimeout")
    fail_run(feed=one, lease_token=1, error=error, look=Look(posts_read=7), now=NOW)
    one.refresh_from_db()
    assert (one.failures, one.last_error_kind, one.last_error_code) == (
        1,
        "TRANSIENT",
        "ReadTimeout",
    )
    assert (one.last_success_at, one.lease_expires_at) == (NOW, None)
    row = NetworkAccount.objects.get(pk=one.account_id)
    assert (row.reads_count, row.status) == (7, Status.CONNECTED)


@pytest.mark.parametrize(
    ("kind", "status"),
    [(ErrorKind.AUTH, "NEEDS_RECONNECT"), (ErrorKind.QUOTA, "OUT_OF_CREDITS")],
)
def test_what_a_person_must_mend_stops_the_account_once(kind: ErrorKind, status: str) -> None:
    one = feed()
    for _ in range(2):
        error = ConnectorError(kind, "dead")
        fail_run(feed=one, lease_token=1, error=error, look=Look(), now=NOW)
    assert NetworkAccount.objects.get(pk=one.account_id).status == status
    assert AuditEvent.objects.filter(name="account.status_changed").count() == 1


@pytest.mark.parametrize("status", ["PAUSED", "DISCONNECTED"])
def test_what_a_person_decided_stands(status: str) -> None:
    one = feed(account(status=status))
    error = ConnectorError(ErrorKind.AUTH, "dead")
    fail_run(feed=one, lease_token=1, error=error, look=Look(), now=NOW)
    assert NetworkAccount.objects.get(pk=one.account_id).status == status


def test_a_reader_that_lost_its_lease_changes_nothing_but_the_bill() -> None:
    one = feed(lease_token=5)
    error = ConnectorError(ErrorKind.AUTH, "dead")
    fail_run(feed=one, lease_token=4, error=error, look=Look(posts_read=3), now=NOW)
    finish_run(feed=one, lease_token=4, look=Look(posts_read=3), now=NOW)
    after = Feed.objects.select_related("account").get()
    assert (after.failures, after.last_success_at) == (0, None)
    assert after.lease_expires_at == one.lease_expires_at
    assert (after.account.status, after.account.reads_count) == (Status.CONNECTED, 6)


def test_what_old_secrets_were_refused_says_nothing_of_new_ones() -> None:
    """Somebody connected the account again while a look with the old token was under way."""
    one = feed()
    assert one.account.status == Status.CONNECTED
    NetworkAccount.objects.update(credentials=b"new ones")
    error = ConnectorError(ErrorKind.AUTH, "The token is dead.")
    fail_run(feed=one, lease_token=1, error=error, look=Look(posts_read=2), now=NOW)
    here = NetworkAccount.objects.get()
    one.refresh_from_db()
    assert (here.status, here.reads_count) == (Status.CONNECTED, 2)
    assert (one.failures, one.last_error_kind, one.next_run_at) == (0, "", NOW)
    assert [lease.token for lease in hand_out_due_feeds(now=NOW)] == [2]  # at once, with the new
