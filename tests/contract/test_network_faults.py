"""Reading while the network misbehaves, through the real clients: rows and the network's own log.

Whatever happens to a look, the next good one has everything once, and no look asks again by itself.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone

from listening.connectors.base import FeedKind
from listening.models import Feed, Mention, NetworkAccount
from tests.contract.drivers import PEOPLE
from tests.contract.fault_table import CREDITS, DEAD_TOKENS, FACEBOOK, LIMITS, READS, Row, X
from tests.contract.hub import BY_NETWORK, PUBLIC, feed_of, say
from tests.town import Town, limits_are_over, look

pytestmark = pytest.mark.django_db
# Every feed kind, and the path that its pages come from.
PATHS = {
    (X, FeedKind.MENTIONS): "/mentions$",
    (X, FeedKind.OWN_POSTS): "/tweets$",
    (X, FeedKind.SEARCH): "/search/recent$",
    (X, FeedKind.MESSAGES): "/dm_events$",
    (FACEBOOK, FeedKind.PAGE_FEED): "/feed$",
    (FACEBOOK, FeedKind.TAGGED): "/tagged$",
    (FACEBOOK, FeedKind.COMMENTS): "/comments$|/feed$",
    (FACEBOOK, FeedKind.MESSAGES): "/conversations$",
}


def texts() -> list[str]:
    """External ids of what we hold, each as often as we hold it; the practice's own left out."""
    return sorted(Mention.objects.filter(is_own=False).values_list("external_id", flat=True))


@pytest.mark.parametrize("row", READS, ids=lambda row: row.name)
def test_a_look_that_fails_loses_nothing_and_repeats_nothing(hub: Town, row: Row) -> None:
    kind = PUBLIC[row.network]
    expected, feed = say(hub, row.network, kind), feed_of(hub, row.network, kind)
    path = PATHS[row.network, kind]
    hub.server.fault(row.kind, match={"method": "GET", "path_regex": path}, **row.details)
    before = timezone.now()
    with override_settings(HTTP_READ_TIMEOUT_SECONDS=row.patience):
        look(feed)
    assert feed.last_error_kind == row.becomes
    struck = [call for call in hub.server.requests() if row.kind in call["faults"]]
    assert len(struck) == len(hub.server.requests()) == 1  # nobody asked again by himself
    assert texts() == [] and feed.cursor == {} and feed.failures == 1
    _waits(feed, row, before)
    _account_waits(feed, row)
    limits_are_over()
    NetworkAccount.objects.update(status="CONNECTED")
    look(feed)
    assert texts() == sorted(expected)
    assert (feed.failures, feed.last_error_kind) == (0, "")


def _waits(feed: Feed, row: Row, before: datetime) -> None:
    """Told or lied to: the next look is neither at once nor much later than an hour."""
    wait = feed.next_run_at - before
    if row in LIMITS:
        assert timedelta(0) < wait <= timedelta(hours=1, seconds=30)
        told = {300: 300, -7200: 60, 365 * 24 * 3600: 960}.get(row.details.get("reset_seconds"))
        told = told or (7 * 60 if row.details.get("minutes") == 7 else None)
        assert told is None or abs(wait.total_seconds() - told) < 30
        assert feed.account.rate_windows.filter(remaining=0, reset_at__gt=before).exists()
    elif row.becomes != "UNSUPPORTED":
        assert wait < timedelta(minutes=16)


def _account_waits(feed: Feed, row: Row) -> None:
    status = NetworkAccount.objects.get(pk=feed.account_id).status
    wanted = "NEEDS_RECONNECT" if row in DEAD_TOKENS else "CONNECTED"
    assert status == ("OUT_OF_CREDITS" if row in CREDITS else wanted)


# What bends a page without being an error: one of these after the other, page by page, in one walk.
PAGES: list[tuple[str, dict[str, Any]]] = [
    ("clock_skew", {"seconds": 3 * 3600}),
    ("repeated_item", {}),
    ("empty_page_with_next", {}),
    ("repeated_item", {}),
    ("out_of_order", {}),
    ("clock_skew", {"value": "some time ago"}),
    ("usage", {"remaining": 4, "reset_seconds": 500, "percent": 80}),
    ("dialect", {}),
    ("clock_skew", {"seconds": -3 * 3600}),
]


@pytest.mark.parametrize("where", PATHS, ids=lambda where: f"{where[0]}-{where[1].value}")
def test_strange_pages_lose_nothing_and_bring_nothing_twice(
    hub: Town, where: tuple[str, FeedKind]
) -> None:
    network, kind = where
    match = {"method": "GET", "path_regex": PATHS[where]}
    for pages in (PAGES, PAGES[::-1]):
        hub.server.reset(PEOPLE)
        Mention.objects.all().delete()
        Feed.objects.update(cursor={})
        expected, feed = say(hub, network, kind, 11), feed_of(hub, network, kind)
        hub.server.fault("short_page", match={"method": "GET"}, times=None, size=2)
        for skip, (fault, details) in enumerate(pages):
            hub.server.fault(fault, match=match, skip=skip, **details)
        look(feed)
        assert feed.last_error_kind == ""
        since = {BY_NETWORK[network].say(hub.server, kind, "written since")}
        look(feed)
        held = Mention.objects.values_list("external_id", flat=True)
        assert set(held) >= expected | since and len(held) == len(set(held))
        assert hub.server.faults()[0]["hits"] >= 5  # pages


@pytest.mark.parametrize("network", [X, FACEBOOK])
def test_what_changes_between_two_pages(hub: Town, network: str) -> None:
    """A new item, a late one below the mark, an edit and a removal, all in the middle of a walk."""
    kind, driver = PUBLIC[network], BY_NETWORK[network]
    hub.server.fault("short_page", match={"method": "GET"}, times=None, size=3)
    expected, feed = say(hub, network, kind, 8), feed_of(hub, network, kind)
    look(feed)
    newest, second = sorted(expected, key=lambda each: each)[-1], sorted(expected)[-2]
    late = (datetime.now(UTC) - timedelta(seconds=50)).isoformat()
    driver.say(hub.server, kind, "the mark is here now")
    look(feed)
    mark = dict(feed.cursor)
    verb, args = _speech(hub, network, "between two pages")
    match = {"method": "GET", "path_regex": PATHS[network, kind]}
    hub.server.fault("page_shift", match=match, verb=verb, args=args)
    verb, args = _speech(hub, network, "late, and older than the mark", at=late)
    hub.server.fault("late_arrival", match=match, verb=verb, args=args)
    hub.server.fault("edited", match=match, id=newest, text=_addressed(network, "changed words"))
    hub.server.fault("deleted", match=match, id=second, when="after")
    look(feed)
    look(feed)
    assert feed.cursor != mark
    held = Mention.objects.filter(is_own=False, deleted_at=None)
    said = [text.rpartition("@lumenlakeside ")[2] for text in held.values_list("text", flat=True)]
    assert said.count("between two pages") == said.count("late, and older than the mark") == 1
    if network == X:  # a comment edited long after is met by the next deep look only
        edited = Mention.objects.filter(external_id=newest).first()
        assert edited is None or edited.version_id == newest or "changed words" in edited.text


def _speech(hub: Town, network: str, text: str, **more: Any) -> tuple[str, dict[str, Any]]:
    if network == X:
        return "x_post", {"person": "ona", "text": _addressed(X, text), **more}
    parent = hub.act("fb_page_timeline", limit=1)[0]["id"]
    return "fb_comment", {"person": "ona", "parent_id": parent, "text": text, **more}


def _addressed(network: str, text: str) -> str:
    return f"@lumenlakeside {text}" if network == X else text
