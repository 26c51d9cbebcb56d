"""What X is asked for, walk by walk."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from listening.connectors.base import Cursor, FeedKind, FeedSpec
from listening.connectors.x import XConnector
from listening.connectors.x_ids import first_id_at, time_of
from listening.connectors.x_walk import DEEP_EVERY, Walk
from tests.listening.connectors.conftest import NOW, x_connector
from tests.support.canned_server import Canned, CannedServer

MENTIONS, SEARCH = FeedSpec(FeedKind.MENTIONS), FeedSpec(FeedKind.SEARCH, query="veins")
EMPTY = {"meta": {"result_count": 0}}
NEWEST = str(first_id_at(NOW - timedelta(hours=1)) + 7)


def page(*ids: str, token: str = "") -> dict[str, Any]:
    meta = {"result_count": len(ids)} | ({"next_token": token} if token else {})
    return {"data": [{"id": post_id, "text": "t"} for post_id in ids], "meta": meta}


def run(x: XConnector, feed: FeedSpec, cursor: Cursor) -> list[Cursor]:
    return [each.next_cursor for each in x.fetch(feed, cursor, now=NOW)]


def test_a_first_look_goes_as_far_as_it_is_told(server: CannedServer, x: XConnector) -> None:
    server.push(EMPTY, EMPTY, EMPTY)
    run(x, MENTIONS, {})
    run(x, SEARCH, {})
    run(x, FeedSpec(FeedKind.SEARCH, query="veins", backfill_days=2), {})
    starts = [asked.query.get("start_time") for asked in server.asked]
    assert starts == ["2026-10-22T12:00:00Z", None, "2026-11-19T12:00:00Z"]
    assert not any("since_id" in asked.query for asked in server.asked)


def test_a_walk_keeps_its_floor_until_its_end(server: CannedServer, x: XConnector) -> None:
    mark = str(first_id_at(NOW - timedelta(hours=3)))
    low = str(int(mark) + 5)
    server.push(page(NEWEST, token="t2"), page(token="t3"), page(low))
    first, second, last = run(x, MENTIONS, {"since_id": mark, "runs": 4})
    since = {asked.query["since_id"] for asked in server.asked}
    assert len(since) == 1 and time_of(since.pop()) == time_of(mark) - timedelta(minutes=2)
    assert [asked.query.get("pagination_token") for asked in server.asked] == [None, "t2", "t3"]
    assert (first["since_id"], first["next_token"], first["max_seen"]) == (mark, "t2", NEWEST)
    assert (second["since_id"], second["next_token"]) == (mark, "t3")
    assert last == {"since_id": NEWEST, "runs": 5}


def test_a_resumed_walk_asks_the_same_again(server: CannedServer, x: XConnector) -> None:
    mark = str(first_id_at(NOW - timedelta(hours=3)))
    server.push(page(NEWEST, token="t2"), EMPTY)
    walk = x.fetch(MENTIONS, {"since_id": mark}, now=NOW)
    kept = next(iter(walk)).next_cursor
    last = run(x, MENTIONS, kept)
    first, second = server.asked
    assert first.query["since_id"] == second.query["since_id"]
    assert last[-1]["since_id"] == NEWEST


def test_every_twentieth_walk_looks_deeper(server: CannedServer, x: XConnector) -> None:
    server.push(EMPTY)
    run(x, MENTIONS, {"since_id": NEWEST, "runs": DEEP_EVERY - 1})
    assert time_of(server.asked[0].query["since_id"]) == time_of(NEWEST) - timedelta(hours=1)


def test_what_was_missed_is_looked_for_as_deep(server: CannedServer, x: XConnector) -> None:
    server.push(EMPTY)
    run(x, replace(MENTIONS, is_thorough=True), {"since_id": NEWEST, "runs": 1})
    assert time_of(server.asked[0].query["since_id"]) == time_of(NEWEST) - timedelta(hours=1)


def test_ids_are_compared_as_numbers_and_kept_as_text(server: CannedServer, x: XConnector) -> None:
    server.push(page("999999999999999999", "1000000000000000001"))
    (last,) = run(x, MENTIONS, {"since_id": "999999999999999990"})
    assert last["since_id"] == "1000000000000000001"


def test_a_token_that_repeats_ends_the_walk(server: CannedServer, x: XConnector) -> None:
    server.push(page(NEWEST, token="t2"), page(NEWEST, token="t2"))
    assert run(x, MENTIONS, {})[-1]["since_id"] == NEWEST


def test_only_a_walk_that_ended_settles_a_quiet_search() -> None:
    old = first_id_at(NOW - timedelta(days=5))
    walk = Walk.begun({"since_id": str(old)}, None).seen([], "t", NOW - timedelta(days=3))
    resumed = Walk.resumed(walk.in_the_middle())
    assert resumed is not None
    ended = resumed.seen([], "", NOW)  # the walk rested for three days
    since = time_of(ended.finished(settles=True)["since_id"])
    assert since == NOW - timedelta(days=4)  # a day before it began, not a day before it ended
    assert ended.finished(settles=False)["since_id"] == str(old)


@pytest.mark.parametrize("bearer", [True, False])
def test_searches_use_the_apps_token_when_there_is_one(server: CannedServer, bearer: bool) -> None:
    more = {"bearer_token": "canary-bearer"} if bearer else {}
    server.push(EMPTY)
    run(x_connector(server.base_url, **more), SEARCH, {})
    assert server.asked[0].headers["authorization"].startswith("Bearer" if bearer else "OAuth")


def test_an_unreadable_start_is_dropped_once(server: CannedServer, x: XConnector) -> None:
    refused = {
        "title": "Invalid Request",
        "type": "https://api.x.com/2/problems/invalid-request",
        "errors": [{"message": "bad", "parameters": {"start_time": ["x"]}}],
    }
    server.push(Canned(refused, 400), page(NEWEST))
    assert run(x, MENTIONS, {})[-1]["since_id"] == NEWEST
    assert "start_time" not in server.asked[1].query
