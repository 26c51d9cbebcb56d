"""The network's clock and ours are hours apart: durations, windows and limits stay right."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from inbox.models import Conversation, Reply
from listening.connectors.base import FeedKind, Page
from listening.models import Mention
from listening.skew import in_our_time, shift_of
from practice_hub.practices.models import User
from tests.contract.fault_table import FACEBOOK, X
from tests.contract.hub import deliver, feed_of, heard, settle, write
from tests.listening.builders import NOW, page, post
from tests.town import Town, limits_are_over, look

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


# Newest item and `Date`, both as hours from our clock; what is added to all times, in hours.
@pytest.mark.parametrize(
    ("posted", "told", "shift"),
    [
        (-0.01, 0, 0),
        (-5, 0, 0),  # late, not skewed
        (3, 3, -3),  # the network is ahead
        (2.5, 3, -3),
        (3, 0, -3),  # ahead, though its header does not say so
        (3, None, -3),
        (-3, -3, 3),  # the network is behind
        (-3.5, -3, 3),
        (0, -3, 0),  # only the header is behind: an item is newer than it
        (0, 3, 0),  # only the header is ahead
        (-1, None, 0),
        (None, 5, 0),
        (0.01, 0, 0),  # within what clocks differ by
        (-5, -24 * 365, 0),  # a header that lies by more than clocks differ
        (-5, 24 * 365, 0),
        (24 * 365, 24 * 365, 0),
    ],
)
def test_how_far_the_clocks_are_apart(
    posted: float | None, told: float | None, shift: float
) -> None:
    items = [] if posted is None else [post("1", posted_at=NOW + posted * HOUR)]
    found: Page = page(*items, network_at=None if told is None else NOW + told * HOUR)
    assert shift_of(found, NOW) == shift * HOUR


def test_the_order_of_a_page_stays_and_edits_move_along() -> None:
    times = [NOW + 3 * HOUR - each * SECOND for each in range(3)]
    items = [post(str(n), posted_at=at, edited_at=at + SECOND) for n, at in enumerate(times)]
    found = in_our_time(page(*items, network_at=NOW + 3 * HOUR), NOW)
    assert [item.posted_at for item in found.items] == [at - 3 * HOUR for at in times]
    assert all(item.edited_at == item.posted_at + SECOND for item in found.items)


def test_one_item_that_lies_moves_no_other() -> None:
    """It was written now, as far as anybody can tell; the rest of the page stays as it is."""
    honest = post("1", posted_at=NOW - HOUR, edited_at=NOW - HOUR / 2)
    far = post("2", posted_at=NOW + 24 * 365 * HOUR, edited_at=NOW + 24 * 366 * HOUR)
    found = in_our_time(page(honest, far, network_at=NOW - 24 * 365 * HOUR), NOW)
    assert found.items[0] == honest
    assert (found.items[1].posted_at, found.items[1].edited_at) == (NOW, NOW)


def first_answer(reply: Reply) -> timedelta:
    assert reply.sent_at is not None
    mention = Mention.objects.get(pk=reply.target_id)
    return reply.sent_at - mention.posted_at


@pytest.mark.django_db
@pytest.mark.parametrize("hours", [-30, -3, 3, 30])
@pytest.mark.parametrize("network", [X, FACEBOOK])
def test_waiting_times_are_what_people_waited(
    hub: Town, ana: User, network: str, hours: int
) -> None:
    hub.server.advance(hours * 3600)
    before = timezone.now()
    kind = FeedKind.MENTIONS if network == X else FeedKind.COMMENTS
    row = heard(hub, network, kind)
    mention = row.items.get().mention
    assert before - 2 * SECOND <= mention.posted_at <= mention.first_seen_at + 2 * SECOND
    assert row.due_at > timezone.now() and row.last_inbound_at == mention.posted_at
    reply = write(row, ana)
    hub.server.fault("drop", match={"method": "POST"}, when="after")
    settle(deliver(reply))  # found by its time, which is the network's
    assert reply.status == "SENT"
    assert -2 * SECOND <= first_answer(reply) <= timezone.now() - before + 2 * SECOND
    look(feed_of(hub, network, kind))
    assert Conversation.objects.count() == 1 and Reply.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("hours", [-30, 30])
def test_the_private_window_is_the_networks_own(hub: Town, ana: User, hours: int) -> None:
    """A day after the last message by the network's clock; ours may show any time."""
    hub.server.advance(hours * 3600)
    row = heard(hub, FACEBOOK, FeedKind.MESSAGES)
    leg = row.legs.get()
    assert leg.last_inbound_at is not None
    assert abs(timezone.now() - leg.last_inbound_at) < timedelta(minutes=1)
    assert deliver(write(row, ana, "PRIVATE")).status == "SENT"
    (sent,) = hub.server.requests(method="POST")
    assert "HUMAN_AGENT" not in str(sent["body"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "date",
    ["", "yesterday", "Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT"],
)
def test_a_date_that_is_none_moves_no_mark_and_closes_nothing_for_long(
    hub: Town, date: str
) -> None:
    for network, kind in ((X, FeedKind.MENTIONS), (FACEBOOK, FeedKind.COMMENTS)):
        feed = feed_of(hub, network, kind)
        anything: dict[str, Any] = {"match": {"method": "GET"}, "times": None}
        hub.server.fault("clock_skew", **anything, value=date)
        look(feed)  # empty: the mark is where it began
        row = heard(hub, network, kind)
        assert abs(row.started_at - timezone.now()) < timedelta(minutes=1)
        hub.server.fault("rate_limit", match={"method": "GET"}, reset_seconds=60, code=32)
        look(feed)
        assert feed.last_error_kind == "RATE_LIMIT"
        assert timezone.now() < feed.next_run_at <= timezone.now() + timedelta(minutes=17)
        hub.server.clear_faults()
        limits_are_over()
