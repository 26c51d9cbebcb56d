"""Reading while the network misbehaves, through the real clients: rows and the network's own log.

Whatever happens to a look, the next good one has everything once, and no look asks again by itself.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone

from listening.connectors.base import FeedKind
from listening.connectors.x_ids import first_id_at
from listening.models import Feed, FeedGap, Mention, NetworkAccount
from sandbox.faults import KINDS
from tests.contract.drivers import PEOPLE
from tests.contract.fault_table import (
    CREDITS,
    DEAD_TOKENS,
    FACEBOOK,
    LIMITS,
    READS,
    REFUSALS,
    Row,
    X,
)
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


@pytest.mark.parametrize("network", [X, FACEBOOK])
def test_a_look_that_fails_loses_nothing_and_repeats_nothing(hub: Town, network: str) -> None:
    """One failure after the other on one feed, and then a good look: everything is there once."""
    kind = PUBLIC[network]
    expected, feed = say(hub, network, kind), feed_of(hub, network, kind)
    for row in [row for row in READS if row.network == network]:
        _fails(hub, feed, row)
        assert feed.cursor == {} and texts() == [], row.name
        limits_are_over()
        NetworkAccount.objects.update(status="CONNECTED")
        Feed.objects.update(failures=0)
    look(feed)
    assert texts() == sorted(expected)
    assert (feed.failures, feed.last_error_kind) == (0, "")


def _fails(hub: Town, feed: Feed, row: Row) -> None:
    hub.server.clear_requests()
    match = {"method": "GET", "path_regex": PATHS[row.network, PUBLIC[row.network]]}
    hub.server.fault(row.kind, match=match, **row.details)
    before = timezone.now()
    with override_settings(HTTP_READ_TIMEOUT_SECONDS=row.patience):
        look(feed)
    assert (feed.last_error_kind, feed.failures) == (row.becomes, 1), row.name
    (call,) = hub.server.requests()  # nobody asked again by himself
    assert call["faults"] == [row.kind]
    _waits(feed, row, before)
    _account_waits(feed, row)


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
    """A new item, a late one with an id below the mark, and an edit, in the middle of a walk."""
    kind, driver = PUBLIC[network], BY_NETWORK[network]
    hub.server.fault("short_page", match={"method": "GET"}, times=None, size=3)
    say(hub, network, kind, 6)
    feed = feed_of(hub, network, kind)
    newest = driver.say(hub.server, kind, "the mark is here now")
    late = (datetime.now(UTC) - timedelta(seconds=50)).isoformat()
    look(feed)
    mark = dict(feed.cursor)
    verb, args = _speech(hub, network, "between two pages")
    match = {"method": "GET", "path_regex": PATHS[network, kind]}
    hub.server.fault("page_shift", match=match, verb=verb, args=args)
    verb, args = _speech(hub, network, "late, and older than the mark", at=late)
    hub.server.fault("late_arrival", match=match, verb=verb, args=args)
    hub.server.fault("edited", match=match, id=newest, text=_addressed(network, "changed words"))
    look(feed)
    look(feed)
    assert feed.cursor != mark
    held = Mention.objects.filter(is_own=False).values_list("text", flat=True)
    said = [text.rpartition("@lumenlakeside ")[2] for text in held]
    for once in ("between two pages", "late, and older than the mark", "changed words"):
        assert said.count(once) == 1
    assert Mention.objects.get(external_id=newest).revisions.count() == 1
    assert texts() == sorted(set(texts()))


def _speech(hub: Town, network: str, text: str, **more: Any) -> tuple[str, dict[str, Any]]:
    if network == X:
        return "x_post", {"person": "ona", "text": _addressed(X, text), **more}
    parent = hub.act("fb_page_timeline", limit=1)[0]["id"]
    return "fb_comment", {"person": "ona", "parent_id": parent, "text": text, **more}


def _addressed(network: str, text: str) -> str:
    return f"@lumenlakeside {text}" if network == X else text


def test_what_the_network_takes_back_leaves_with_the_page_that_says_so(hub: Town) -> None:
    """Partial errors beside good data, withheld everywhere, hidden by hand, one after the other."""
    feed = feed_of(hub, X, FeedKind.MENTIONS)
    root = BY_NETWORK[X].say(hub.server, FeedKind.MENTIONS, "the first word", person="ravi")
    look(feed)
    hub.act("set_person", person="ravi", is_protected=True)
    reply = BY_NETWORK[X].say(hub.server, FeedKind.MENTIONS, "I agree", reply_to=root)
    kept = BY_NETWORK[X].say(hub.server, FeedKind.MENTIONS, "not in some countries")
    look(feed)
    assert feed.last_error_kind == "" and {reply, kept} <= set(texts())
    gone = Mention.objects.get(external_id=root)
    assert (gone.text, _name(gone)) == ("", "") and gone.deleted_at is not None
    hub.act("x_withhold", post_id=kept)
    look(feed)
    gone = Mention.objects.get(external_id=kept)
    assert gone.text == "" and gone.deleted_at is not None

    comments = feed_of(hub, FACEBOOK, FeedKind.COMMENTS)
    comment = BY_NETWORK[FACEBOOK].say(hub.server, FeedKind.COMMENTS, "spam")
    look(comments)
    match = {"host": "graph", "method": "GET"}
    hub.server.fault("hidden_natively", match=match, id=comment)
    look(comments)
    assert Mention.objects.get(external_id=comment).is_hidden is True


def _name(mention: Mention) -> str:
    author = mention.author
    return author.handle + author.display_name if author else ""


def test_partial_errors_never_cost_the_page(hub: Town) -> None:
    feed = feed_of(hub, X, FeedKind.MENTIONS)
    roots = [BY_NETWORK[X].say(hub.server, FeedKind.OWN_POSTS, f"root {n}") for n in range(3)]
    said = [
        BY_NETWORK[X].say(hub.server, FeedKind.MENTIONS, "see there", reply_to=root)
        for root in roots
    ]
    hub.server.fault("partial_errors", match={"host": "x"}, count=2)
    look(feed)
    assert feed.last_error_kind == "" and texts() == sorted(said)


def test_a_stale_mark_falls_back_to_time_and_leaves_a_visible_gap(hub: Town) -> None:
    feed = feed_of(hub, X, FeedKind.SEARCH)
    nine_days_ago = timezone.now() - timedelta(days=9)
    stale = {"since_id": str(first_id_at(nine_days_ago)), "runs": 5}
    Feed.objects.filter(pk=feed.pk).update(cursor=stale)
    expected = say(hub, X, FeedKind.SEARCH, 4)
    look(feed)
    first, second = hub.server.requests()
    assert (first["status"], second["status"]) == (400, 200)
    assert "since_id" in first["query"] and "start_time" in second["query"]
    assert "since_id" not in second["query"]  # X refuses both together
    assert texts() == sorted(expected) and feed.last_error_kind == ""
    gap = FeedGap.objects.get(feed=feed)
    assert gap.since is not None and abs(gap.since - nine_days_ago) < timedelta(minutes=5)
    assert abs(gap.until - (timezone.now() - timedelta(days=7))) < timedelta(minutes=5)
    look(feed)
    assert FeedGap.objects.count() == 1


@pytest.mark.parametrize("network", [X, FACEBOOK])
def test_no_sentence_decides_over_real_http(hub: Town, network: str) -> None:
    """A refusal of each kind in words that mean something else: the kind is the same."""
    said = "Rate limit exceeded, duplicate content, session expired, not been mentioned (#4)"
    feed = feed_of(hub, network, PUBLIC[network])
    rows = [row for row in [*LIMITS, *DEAD_TOKENS, *CREDITS, *REFUSALS] if row.network == network]
    for row in {row.becomes: row for row in rows if "body" not in row.details}.values():
        hub.server.fault(row.kind, match={"method": "GET"}, **row.details, sentence=said)
        look(feed)
        assert feed.last_error_kind == row.becomes, row.name
        limits_are_over()
        NetworkAccount.objects.update(status="CONNECTED")


def test_every_fault_of_the_sandbox_is_told_of() -> None:
    """The table for people names every kind, so a new one cannot be forgotten there."""
    folder = Path(__file__).resolve().parents[2] / "docs"
    for name in ("network-faults.md", "sandbox.md"):
        told = (folder / name).read_text(encoding="utf-8")
        assert [kind for kind in sorted(KINDS) if f"`{kind}`" not in told] == []
