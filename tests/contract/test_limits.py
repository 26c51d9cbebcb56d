"""No call goes out while a limit is used up: by the networks' own log, whoever would call.

The limit is a row, so what one connector heard counts for every other one, in whatever process.
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from listening import health
from listening.clients import connector_for
from listening.connectors.base import ConnectorError, ErrorKind, FeedKind, RateWindow
from listening.limits import AccountLimits, store_windows
from listening.models import Feed, Mention, NetworkAccount, RateWindowRow
from practice_hub.practices.models import User
from tests.contract.fault_table import FACEBOOK, X
from tests.contract.hub import (
    all_was_read,
    deliver,
    feed_of,
    heard,
    our_words,
    posts,
    say,
    write,
)
from tests.town import Town, limits_are_over, look

pytestmark = pytest.mark.django_db
# What closes, the feed that hears of it, and the feeds of the account that are still looked at.
CLOSINGS: list[tuple[str, FeedKind, str, dict[str, Any], set[str]]] = [
    (X, FeedKind.MENTIONS, "rate_limit", {}, {"SEARCH", "MESSAGES", "OWN_POSTS"}),
    (X, FeedKind.MENTIONS, "usage", {"remaining": 0, "reset_seconds": 90},
     {"SEARCH", "MESSAGES", "OWN_POSTS"}),
    (FACEBOOK, FeedKind.TAGGED, "rate_limit", {"code": 4}, set()),
    (FACEBOOK, FeedKind.TAGGED, "rate_limit", {"code": 17}, set()),
    (FACEBOOK, FeedKind.TAGGED, "rate_limit", {"code": 32}, {"MESSAGES"}),
    (FACEBOOK, FeedKind.TAGGED, "rate_limit", {"code": 80001}, {"MESSAGES"}),
    (FACEBOOK, FeedKind.MESSAGES, "rate_limit", {"code": 80006},
     {"PAGE_FEED", "TAGGED", "COMMENTS"}),
    (FACEBOOK, FeedKind.TAGGED, "usage", {"percent": 100, "minutes": 9}, {"MESSAGES"}),
    (FACEBOOK, FeedKind.TAGGED, "usage", {"percent": 100, "bucket": "app"}, set()),
]  # fmt: skip


@pytest.mark.parametrize("case", CLOSINGS, ids=lambda case: f"{case[0]}-{case[2]}-{case[3]}")
def test_what_one_feed_hears_stops_every_call_that_counts_with_it(
    hub: Town, case: tuple[str, FeedKind, str, dict[str, Any], set[str]]
) -> None:
    network, kind, fault, details, goes_on = case
    hub.server.fault(fault, match={"method": "GET"}, **details)
    look(feed_of(hub, network, kind))
    hub.server.clear_requests()
    looked = set()
    for feed in Feed.objects.filter(account__network=network):
        before = len(hub.server.requests())
        look(feed)
        if len(hub.server.requests()) > before:
            looked.add(feed.kind)
        else:
            assert (feed.last_error_kind, feed.last_error_code) == ("RATE_LIMIT", "closed")
            assert timezone.now() < feed.next_run_at < timezone.now() + timedelta(minutes=17)
    assert looked == goes_on
    limits_are_over()
    look(feed_of(hub, network, kind))
    assert feed_of(hub, network, kind).failures == 0


def test_a_walk_stops_at_the_page_where_the_limit_ends_and_goes_on_there(hub: Town) -> None:
    expected, feed = say(hub, X, FeedKind.MENTIONS, 9), feed_of(hub, X, FeedKind.MENTIONS)
    hub.server.fault("short_page", match={"method": "GET"}, times=None, size=3)
    hub.server.fault("usage", match={"method": "GET"}, skip=1, remaining=0, reset_seconds=200)
    look(feed)
    assert (len(hub.server.requests()), feed.last_error_kind) == (2, "RATE_LIMIT")
    assert Mention.objects.count() == 6
    limits_are_over()
    look(feed)
    assert set(Mention.objects.values_list("external_id", flat=True)) == expected
    assert "next_token" in str(hub.server.requests()[2]["query"]) or "pagination_token" in str(
        hub.server.requests()[2]["query"]
    )


def test_writes_of_other_conversations_wait_too(hub: Town, ana: User) -> None:
    replies = [write(heard(hub, X, FeedKind.MENTIONS, f"word {n}"), ana) for n in range(3)]
    hub.server.fault("rate_limit", match={"method": "POST"}, reset_seconds=400)
    for reply in replies:
        deliver(reply)
    assert [reply.status for reply in replies] == ["QUEUED"] * 3 and len(posts(hub)) == 1
    assert len({reply.send_after.replace(second=0, microsecond=0) for reply in replies}) <= 2
    limits_are_over()
    all_was_read(max(reply.send_after for reply in replies))
    for reply in replies:
        deliver(reply, reply.send_after)
    assert [reply.status for reply in replies] == ["SENT"] * 3
    assert sorted(our_words(hub)) == sorted(reply.external_id for reply in replies)


def test_the_limit_is_a_row_and_not_memory(hub: Town) -> None:
    """Another connector, as in another process, keeps it; without the row it calls."""
    one, other = connector_for(hub.x), connector_for(hub.x)
    hub.server.fault("rate_limit", match={"path_regex": "/users/me$"})
    for connector in (one, other):
        with pytest.raises(ConnectorError) as caught:
            connector.verify(now=timezone.now())
        assert caught.value.kind is ErrorKind.RATE_LIMIT
    assert len(hub.server.requests()) == 1
    health.refresh(hub.x, timezone.now())  # asks by itself every few minutes, but not now
    assert len(hub.server.requests()) == 1
    RateWindowRow.objects.all().delete()
    assert other.verify(now=timezone.now()).external_id == hub.x.external_id


def test_a_look_that_ends_late_does_not_open_what_another_call_found_closed(hub: Town) -> None:
    now = timezone.now()
    limits = AccountLimits(hub.x.pk)
    closed = RateWindow("b", remaining=0, reset_at=now + timedelta(minutes=5), seen_at=now)
    limits.close([closed])
    store_windows(hub.x, [RateWindow("b", remaining=7, seen_at=now)], timezone.now())
    assert limits.closed_until(["b"]) == closed.reset_at
    limits_are_over()
    store_windows(hub.x, [RateWindow("b", remaining=7, seen_at=now)], timezone.now())
    assert RateWindowRow.objects.get().remaining == 7


def test_no_reset_and_no_clock_can_close_a_limit_for_long(hub: Town) -> None:
    now = timezone.now()
    at = {"now": now}
    limits = AccountLimits(hub.x.pk, clock=lambda: at["now"])
    for reset_at in (None, now - timedelta(hours=9), now + timedelta(days=400)):
        limits.close([RateWindow("b", used_percent=100.0, reset_at=reset_at, seen_at=now)])
        at["now"] = now + timedelta(hours=1, seconds=1)
        assert limits.closed_until(["b"]) is None
        at["now"] = now
    at["now"] = now - timedelta(hours=3)  # our own clock goes back
    assert limits.closed_until(["b"]) is None
    NetworkAccount.objects.all().delete()
    limits.close([RateWindow("b", remaining=0)])  # removed meanwhile: nothing to remember
    assert not RateWindowRow.objects.exists()


def test_three_quarters_slow_down(hub: Town) -> None:
    feed = feed_of(hub, FACEBOOK, FeedKind.TAGGED)
    hub.server.fault("usage", match={"method": "GET"}, percent=75)
    before = timezone.now()
    look(feed)
    assert feed.next_run_at - before >= timedelta(seconds=feed.interval_seconds * 4)
    assert "75 %" in feed.slowed_reason
    look(feed)
    assert len(hub.server.requests()) == 2  # slower, and not stopped


def test_no_client_sleeps_in_a_worker_or_tries_again_by_itself(
    hub: Town, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`time.sleep` is watched for the whole look and the whole send; every call is made once."""
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    for account, fault, body in (
        (hub.x, "rate_limit", "We ring you this afternoon. Ana"),
        (hub.facebook, "server_error", "Of course: come by on Monday, whenever you like"),
    ):
        connector: Any = connector_for(account)
        client = connector._client
        assert getattr(getattr(client, "api", None), "wait_on_rate_limit", False) is False
        adapters = client.wire.session.adapters
        assert {adapter.max_retries.total for adapter in adapters.values()} == {0}
        network = account.network
        kind = FeedKind.MENTIONS if network == X else FeedKind.COMMENTS
        reply = write(heard(hub, network, kind), ana, body=body)
        for method in ("GET", "POST"):
            hub.server.clear_requests()
            hub.server.fault(fault, match={"method": method})
            if method == "GET":
                look(feed_of(hub, network, kind))
            else:
                limits_are_over()
                deliver(reply)
            struck = [each for each in hub.server.requests() if fault in each["faults"]]
            assert len(struck) == len(hub.server.requests(method=method)) or method == "POST"
            assert len(struck) == 1
    assert slept == []
