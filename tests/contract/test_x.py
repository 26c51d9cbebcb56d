"""What only X has: edits with new ids, the reply rule, stale marks, direct messages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from listening.connectors.base import (
    Audience,
    CannotReply,
    Connector,
    ConnectorError,
    Cursor,
    ErrorKind,
    FeedKind,
    FeedSpec,
    GoneWhy,
    MentionData,
    Page,
    Target,
    TargetState,
)
from listening.connectors.registry import build
from listening.connectors.x import XConnector
from tests.contract.drivers import SEARCHED, XDriver, settings_for, target_of
from tests.support.sandbox_server import SandboxServer

MENTIONS, SEARCH = FeedSpec(FeedKind.MENTIONS), FeedSpec(FeedKind.SEARCH, query=SEARCHED)
MESSAGES = FeedSpec(FeedKind.MESSAGES)


@pytest.fixture
def driver() -> XDriver:
    return XDriver()


@pytest.fixture
def handle(town: SandboxServer) -> str:
    return f"@{town.credentials()['x_username']}"


@pytest.fixture
def x(driver: XDriver, town: SandboxServer) -> XConnector:
    connector = build(driver.network, driver.credentials(town), settings_for(town))
    assert isinstance(connector, XConnector)
    return connector


def read(x: Connector, feed: FeedSpec, cursor: Cursor, now: datetime) -> list[Page]:
    return list(x.fetch(feed, cursor, now=now))


def only(pages: list[Page], external_id: str) -> MentionData:
    (found,) = [item for page in pages for item in page.items if item.external_id == external_id]
    return found


@pytest.mark.parametrize("dialect", ["2.166", "2.167"])
def test_both_spellings_of_the_wire(
    driver: XDriver, x: XConnector, town: SandboxServer, handle: str, now: datetime, dialect: str
) -> None:
    town.configure(x_dialect=dialect)
    ours = town.act("x_post", person="practice", text="open on Sunday")["id"]
    quote = town.act("x_post", person="ona", text=f"{SEARCHED} news", quote_of=ours)["id"]
    long_text = f"{handle} " + "a very long story " * 30 + "with its end"
    long = town.act("x_post", person="ravi", text=long_text)["id"]
    town.act("x_edit", post_id=long, text=long_text + "!")
    mention = only(read(x, MENTIONS, {}, now), long)
    assert mention.text.endswith("with its end!") and mention.version_id != long
    assert only(read(x, SEARCH, {}, now), quote).cannot_reply is CannotReply.NO
    target = target_of(mention)
    sent = x.publish_reply(target, "Read to the end", now=now)
    assert only(read(x, MENTIONS, {}, now), long).reply_count == 1
    found = x.find_reply(target, "Read to the end", audience=Audience.PUBLIC, since=now)
    assert found is not None and found.external_id == sent.external_id


def test_dialects_mixed_between_two_pages(
    driver: XDriver, x: XConnector, town: SandboxServer, now: datetime
) -> None:
    ids = {driver.say(town, FeedKind.MENTIONS, f"n {index}") for index in range(120)}
    town.fault("dialect", match={"method": "GET"}, skip=1)
    found = {item.external_id for page in read(x, MENTIONS, {}, now) for item in page.items}
    assert found == ids


def test_the_reply_rule(driver: XDriver, x: XConnector, town: SandboxServer, now: datetime) -> None:
    post_id = driver.say(town, FeedKind.SEARCH, "skin, but no names named")
    item = only(read(x, SEARCH, {}, now), post_id)
    assert item.cannot_reply is CannotReply.NOT_MENTIONED
    with pytest.raises(ConnectorError) as caught:
        x.publish_reply(target_of(item), "May we help?", now=now)
    assert (caught.value.kind, caught.value.code) == (ErrorKind.REFUSED, "not-mentioned")


def test_a_repost_counts_on_the_original(
    driver: XDriver, x: XConnector, town: SandboxServer, now: datetime
) -> None:
    town.configure(x_retweets_in_mentions=True)
    original = driver.say(town, FeedKind.MENTIONS, "lovely place")
    repost = town.act("x_repost", person="ravi", post_id=original)["id"]
    pages = read(x, MENTIONS, {}, now)
    assert only(pages, repost).share_of == original
    assert only(pages, original).share_count == 1


def test_partial_errors_name_what_is_gone(
    driver: XDriver, x: XConnector, town: SandboxServer, now: datetime
) -> None:
    parent = town.act("x_post", person="ravi", text="where to go?")["id"]
    reply = driver.say(town, FeedKind.MENTIONS, "try them", reply_to=parent)
    town.act("x_delete", post_id=parent)
    pages = read(x, MENTIONS, {}, now)
    assert only(pages, reply).parent_id == parent
    assert pages[0].gone == {parent: GoneWhy.DELETED}


@pytest.mark.parametrize(
    ("act", "state"),
    [
        (("set_person", {"person": "ona", "is_protected": True}), TargetState.AUTHOR_GONE),
        (("x_withhold", {}), TargetState.GONE),
    ],
)
def test_targets_that_may_not_be_seen(
    driver: XDriver,
    x: XConnector,
    town: SandboxServer,
    now: datetime,
    act: tuple[str, dict[str, object]],
    state: TargetState,
) -> None:
    post_id = driver.say(town, FeedKind.MENTIONS, "hi")
    item = only(read(x, MENTIONS, {}, now), post_id)
    verb, args = act
    town.act(verb, **(args or {"post_id": post_id}))
    assert x.check_target(target_of(item)) is state


def test_a_post_withheld_everywhere_is_gone(
    driver: XDriver, x: XConnector, town: SandboxServer, now: datetime
) -> None:
    post_id = driver.say(town, FeedKind.MENTIONS, "hi")
    town.act("x_withhold", post_id=post_id)
    assert read(x, MENTIONS, {}, now)[0].gone == {post_id: GoneWhy.WITHHELD}


def test_a_stale_mark_leaves_a_visible_gap(
    driver: XDriver, x: XConnector, town: SandboxServer, now: datetime
) -> None:
    driver.say(town, FeedKind.SEARCH, "long ago")
    cursor = read(x, SEARCH, {}, now)[-1].next_cursor
    town.advance(9 * 24 * 3600)
    new = driver.say(town, FeedKind.SEARCH, "after the holidays")
    pages = read(x, SEARCH, cursor, now + timedelta(days=9))
    assert only(pages, new).text.endswith("after the holidays")
    (gap,) = [page.gap for page in pages if page.gap]
    assert gap.since is not None and gap.since < gap.until
    asked = town.requests(path="/2/tweets/search/recent")[-1]
    assert "start_time" in str(asked) and "since_id" not in str(asked)
    again = read(x, SEARCH, pages[-1].next_cursor, now + timedelta(days=9))
    assert not [page.gap for page in again if page.gap]


def test_a_quiet_search_never_becomes_stale(
    driver: XDriver, x: XConnector, town: SandboxServer, now: datetime
) -> None:
    driver.say(town, FeedKind.SEARCH, "the only one")
    cursor = read(x, SEARCH, {}, now)[-1].next_cursor
    for step in range(1, 5):
        town.advance(3 * 24 * 3600)
        pages = read(x, SEARCH, cursor, now + timedelta(days=3 * step))
        assert not [page.gap for page in pages if page.gap]
        cursor = pages[-1].next_cursor
    assert len(town.requests(path="/2/tweets/search/recent")) == 5


@pytest.mark.parametrize("feed", [MENTIONS, SEARCH, MESSAGES], ids=lambda feed: feed.kind.value)
def test_a_token_that_ran_out(
    driver: XDriver, x: XConnector, town: SandboxServer, now: datetime, feed: FeedSpec
) -> None:
    ids = {driver.say(town, feed.kind, f"n {index}") for index in range(110)}
    first = next(iter(x.fetch(feed, {}, now=now)))
    cursor = {**first.next_cursor, "next_token": "no-token-of-this-year"}
    found = {item.external_id for page in read(x, feed, cursor, now) for item in page.items}
    assert found >= ids


def test_more_mentions_than_x_shows(
    driver: XDriver, x: XConnector, town: SandboxServer, now: datetime
) -> None:
    driver.say(town, FeedKind.MENTIONS, "n 0")
    cursor = read(x, MENTIONS, {}, now)[-1].next_cursor
    town.advance(3600)
    for index in range(830):
        driver.say(town, FeedKind.MENTIONS, f"n {index}")
    pages = read(x, MENTIONS, cursor, now)
    assert sum(len(page.items) for page in pages) == 800
    gap = pages[-1].gap
    assert gap is not None and gap.since is not None and gap.since < gap.until


def test_a_quiet_inbox_costs_one_call(
    driver: XDriver, x: XConnector, town: SandboxServer, now: datetime
) -> None:
    old = (datetime.now(UTC) - timedelta(hours=3)).isoformat()
    for index in range(20):
        driver.say(town, FeedKind.MESSAGES, f"n {index}", at=old)
    driver.say(town, FeedKind.MESSAGES, "the newest")
    cursor = read(x, MESSAGES, {}, now)[-1].next_cursor
    town.clear_requests()
    (page,) = read(x, MESSAGES, cursor, now)
    assert len(town.requests(path="dm_events")) == 1
    assert [item.text for item in page.items] == ["the newest"] and page.posts_read == 0


def test_what_x_bills_is_counted_once(
    driver: XDriver, x: XConnector, town: SandboxServer, now: datetime
) -> None:
    for index in range(3):
        driver.say(town, FeedKind.MENTIONS, f"n {index}")
    first = read(x, MENTIONS, {}, now)
    again = read(x, MENTIONS, first[-1].next_cursor, now)
    assert [sum(page.posts_read for page in pages) for pages in (first, again)] == [3, 0]
    assert len(again[0].items) == 3  # the overlap


def test_reads_that_x_counted(x: XConnector, town: SandboxServer, now: datetime) -> None:
    usage = x.usage(now=now)
    assert usage is not None and usage.cap == 3_000_000 and usage.used >= 0


def test_somebody_who_takes_no_messages(
    driver: XDriver, x: XConnector, town: SandboxServer, now: datetime
) -> None:
    town.act("set_person", person="ona", accepts_dms=False)
    post_id = driver.say(town, FeedKind.MENTIONS, "hello")
    item = only(read(x, MENTIONS, {}, now), post_id)
    assert not item.can_reply_privately
    with pytest.raises(ConnectorError) as caught:
        x.send_private(target_of(item), "Hello", now=now)
    assert (caught.value.kind, caught.value.code) == (ErrorKind.REFUSED, "cannot-message")


def test_hiding_a_reply_to_our_post(
    driver: XDriver, x: XConnector, town: SandboxServer, now: datetime
) -> None:
    ours = town.act("x_post", person="practice", text="open on Sunday")["id"]
    reply = driver.say(town, FeedKind.MENTIONS, "spam spam", reply_to=ours)
    target = target_of(only(read(x, MENTIONS, {}, now), reply))
    for hidden in (True, False):
        x.hide(target, hidden=hidden)
        assert town.act("x_get", post_id=reply)["is_hidden"] is hidden


def test_likes_are_not_offered(x: XConnector, town: SandboxServer) -> None:
    assert x.capabilities.can_like is False
    with pytest.raises(ConnectorError) as caught:
        x.like(Target("1"))
    assert caught.value.kind is ErrorKind.UNSUPPORTED
    assert town.requests() == []
