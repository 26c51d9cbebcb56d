"""Every connector: nothing is lost, whatever the network does between two pages."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest

from listening.connectors.base import (
    Audience,
    Connector,
    Cursor,
    FeedKind,
    FeedSpec,
    MentionData,
    Page,
)
from listening.connectors.registry import NETWORKS, build
from tests.contract.drivers import DRIVERS, Driver, settings_for
from tests.support.sandbox_server import SandboxServer


def feeds_but(*kinds: tuple[str, FeedKind]) -> pytest.MarkDecorator:
    """Every feed of every network, without those where the case cannot come up."""
    return pytest.mark.parametrize(
        ("driver", "feed"),
        [
            pytest.param(driver, feed, id=f"{driver.network.value}-{feed.kind.value}")
            for driver in DRIVERS
            for feed in driver.feeds
            if (driver.network.value, feed.kind) not in kinds
        ],
    )


every_feed = feeds_but()


def connector_of(driver: Driver, town: SandboxServer) -> Connector:
    return build(driver.network, driver.credentials(town), settings_for(town))


def read(
    connector: Connector, feed: FeedSpec, cursor: Cursor, now: datetime
) -> tuple[list[MentionData], Cursor]:
    pages = list(connector.fetch(feed, cursor, now=now))
    assert [page.is_last for page in pages] == [False] * (len(pages) - 1) + [True]
    return [item for page in pages for item in page.items], pages[-1].next_cursor


def ids(items: Iterable[MentionData]) -> set[str]:
    return {item.external_id for item in items}


def many(driver: Driver, town: SandboxServer, feed: FeedSpec, count: int) -> set[str]:
    """Items of the last day, a minute apart, by two people in turns."""
    start = datetime.now(UTC) - timedelta(hours=20)
    return {
        driver.say(
            town,
            feed.kind,
            f"number {index}",
            person=("ona", "ravi")[index % 2],
            at=(start + timedelta(minutes=index)).isoformat(),
        )
        for index in range(count)
    }


def test_every_network_has_a_driver() -> None:
    assert {driver.network for driver in DRIVERS} == set(NETWORKS)
    for driver in DRIVERS:
        kinds = {feed.kind for feed in driver.feeds}
        assert kinds == set(NETWORKS[driver.network].capabilities.feed_kinds)


@every_feed
def test_all_items_arrive_once(
    driver: Driver, feed: FeedSpec, town: SandboxServer, now: datetime
) -> None:
    expected = many(driver, town, feed, 230)
    items, _ = read(connector_of(driver, town), feed, {}, now)
    found = [item.external_id for item in items if item.text]
    assert expected <= set(found)
    assert len(found) == len(set(found))


@every_feed
def test_an_empty_feed_is_one_last_page(
    driver: Driver, feed: FeedSpec, town: SandboxServer, now: datetime
) -> None:
    (page,) = connector_of(driver, town).fetch(feed, {}, now=now)
    assert page.is_last and page.items == ()


@every_feed
def test_the_next_run_brings_what_is_new_and_little_else(
    driver: Driver, feed: FeedSpec, town: SandboxServer, now: datetime
) -> None:
    old = many(driver, town, feed, 130)
    connector = connector_of(driver, town)
    _, cursor = read(connector, feed, {}, now)
    new = driver.say(town, feed.kind, "something new")
    items, cursor = read(connector, feed, cursor, now)
    assert new in ids(items)
    assert len(ids(items) & old) < 30  # the overlap, not everything
    items, _ = read(connector, feed, cursor, now)
    assert ids(items) - old <= {new}


@every_feed
def test_stopping_after_any_page_loses_nothing(
    driver: Driver, feed: FeedSpec, town: SandboxServer, now: datetime
) -> None:
    expected = many(driver, town, feed, 230)
    whole = list(connector_of(driver, town).fetch(feed, {}, now=now))
    for stop in range(len(whole)):
        seen: set[str] = set()
        cursor: Cursor = {}
        for index, page in enumerate(connector_of(driver, town).fetch(feed, {}, now=now)):
            seen |= ids(page.items)
            cursor = page.next_cursor
            if index == stop:
                break
        late = driver.say(town, feed.kind, f"written in the pause {stop}")
        connector = connector_of(driver, town)
        items, cursor = read(connector, feed, cursor, now)
        more, _ = read(connector, feed, cursor, now)
        expected.add(late)
        assert expected <= seen | ids(items) | ids(more)


@every_feed
def test_an_item_that_comes_between_two_pages(
    driver: Driver, feed: FeedSpec, town: SandboxServer, now: datetime
) -> None:
    expected = many(driver, town, feed, 230)
    connector = connector_of(driver, town)
    seen: set[str] = set()
    cursor: Cursor = {}
    for index, page in enumerate(connector.fetch(feed, {}, now=now)):
        if index == 0:
            expected.add(driver.say(town, feed.kind, "in between"))
        seen |= ids(page.items)
        cursor = page.next_cursor
    items, _ = read(connector, feed, cursor, now)
    assert expected <= seen | ids(items)


@every_feed
def test_a_late_arrival_below_the_mark_is_found(
    driver: Driver, feed: FeedSpec, town: SandboxServer, now: datetime
) -> None:
    driver.say(town, feed.kind, "the newest")
    connector = connector_of(driver, town)
    _, cursor = read(connector, feed, {}, now)
    earlier = (datetime.now(UTC) - timedelta(seconds=45)).isoformat()
    late = driver.say(town, feed.kind, "older than the mark", at=earlier)
    items, _ = read(connector, feed, cursor, now)
    assert late in ids(items)


# A search finds words, and the town sends no pictures by X message.
@feeds_but(("X", FeedKind.SEARCH), ("X", FeedKind.MESSAGES))
def test_a_photo_without_words(
    driver: Driver, feed: FeedSpec, town: SandboxServer, now: datetime
) -> None:
    driver.say(town, feed.kind, "", photo="cat|Our cat")
    items, _ = read(connector_of(driver, town), feed, {}, now)
    (item,) = [item for item in items if item.media]
    assert item.text == "" or item.text.startswith("@")
    assert item.media[0].url.startswith("http")


@pytest.mark.parametrize(
    "driver",
    [driver for driver in DRIVERS if driver.has_anonymous],
    ids=lambda driver: driver.network.value,
)
def test_a_missing_author(
    driver: Driver, connector: Connector, town: SandboxServer, now: datetime
) -> None:
    item_id = driver.say_anonymous(town, "nobody knows me")
    items, _ = read(connector, driver.public, {}, now)
    (item,) = items
    assert (item.external_id, item.author, item.is_own) == (item_id, None, False)


def test_an_edit_keeps_the_id(
    driver: Driver, connector: Connector, town: SandboxServer, now: datetime
) -> None:
    item_id = driver.say(town, driver.public.kind, "first words")
    first, cursor = read(connector, driver.public, {}, now)
    driver.edit(town, item_id, "second words")
    second, _ = read(connector, driver.public, cursor, now)
    before = next(item for item in first if item.external_id == item_id)
    after = next(item for item in second if item.external_id == item_id)
    assert before.text.endswith("first words") and after.text.endswith("second words")
    assert abs(after.posted_at - before.posted_at) < timedelta(seconds=1)


# Nobody mentions or tags himself, and X's own posts are nobody else's.
@feeds_but(("X", FeedKind.MENTIONS), ("X", FeedKind.OWN_POSTS), ("FACEBOOK", FeedKind.TAGGED))
def test_our_own_words_are_marked(
    driver: Driver, feed: FeedSpec, town: SandboxServer, now: datetime
) -> None:
    theirs = driver.say(town, feed.kind, "theirs")
    ours = driver.say_own(town, feed.kind, "ours")
    items, _ = read(connector_of(driver, town), feed, {}, now)
    own = {item.external_id: item.is_own for item in items}
    assert own[ours] is True and own[theirs] is False


def test_messages_are_private_and_name_the_other_person(
    driver: Driver, connector: Connector, town: SandboxServer, now: datetime
) -> None:
    driver.say(town, FeedKind.MESSAGES, "between us")
    driver.say_own(town, FeedKind.MESSAGES, "of course")
    items, _ = read(connector, driver.private, {}, now)
    assert {item.audience for item in items} == {Audience.PRIVATE}
    assert len({item.thread_id for item in items}) == 1
    people = {item.counterpart.display_name for item in items if item.counterpart}
    assert people == {"Ona Birk"} and all(item.counterpart for item in items)


@every_feed
def test_a_cursor_is_json(
    driver: Driver, feed: FeedSpec, town: SandboxServer, now: datetime
) -> None:
    many(driver, town, feed, 120)
    page: Page
    for page in connector_of(driver, town).fetch(feed, {}, now=now):
        assert json.loads(json.dumps(page.next_cursor)) == page.next_cursor
        token = driver.credentials(town).values
        assert not any(secret in json.dumps(page.next_cursor) for secret in token.values())
        for item in page.items:
            stored = json.dumps(item.raw)
            assert not any(f"access_token={secret}" in stored for secret in token.values())


@every_feed
def test_a_clock_that_is_days_ahead(
    driver: Driver, feed: FeedSpec, town: SandboxServer, now: datetime
) -> None:
    """The network's time and ours need not agree: marks are made of the network's own times."""
    town.advance(5 * 24 * 3600)
    connector = connector_of(driver, town)
    first = driver.say(town, feed.kind, "from the future")
    items, cursor = read(connector, feed, {}, now)
    second = driver.say(town, feed.kind, "and another")
    more, _ = read(connector, feed, cursor, now)
    assert first in ids(items) and second in ids(more)
