"""Failure injection: every kind strikes real clients the way the network would."""

from __future__ import annotations

import json
import time
from typing import Any

import facebook
import pytest
import requests
import tweepy

from tests.support.loopback import GRAPH_HOST, X_HOST, graph_client, session_to, x_client
from tests.support.sandbox_server import SandboxServer

HANDLE = "@lumenlakeside"
MENTIONS = {"host": "x", "path_regex": "/mentions$"}


def say(town: SandboxServer, text: str, person: str = "wren", **more: Any) -> str:
    post_id: str = town.act("x_post", person=person, text=text, **more)["id"]
    return post_id


def mention(town: SandboxServer, count: int) -> list[str]:
    return [say(town, f"{HANDLE} number {index}") for index in range(count)]


def posts_by_us(town: SandboxServer) -> list[dict[str, Any]]:
    return [post for post in town.state()["x_posts"] if post["author"] == "practice"]


def graph_code(caught: pytest.ExceptionInfo[facebook.GraphAPIError]) -> tuple[int, int | None]:
    error = caught.value.result["error"]
    return error["code"], error.get("error_subcode")


# -- refusals --------------------------------------------------------------------------------


def test_x_rate_limit_with_and_without_reset_and_legacy(
    x: tweepy.Client, town: SandboxServer, account: dict[str, Any]
) -> None:
    town.fault("rate_limit", match=MENTIONS, reset_seconds=60)
    town.fault("rate_limit", match=MENTIONS)
    town.fault("rate_limit", match=MENTIONS, legacy=True)
    with pytest.raises(tweepy.TooManyRequests) as caught:
        x.get_users_mentions(account["x_user_id"])
    assert caught.value.reset_time == pytest.approx(time.time() + 60, abs=5)
    with pytest.raises(tweepy.TooManyRequests) as caught:
        x.get_users_mentions(account["x_user_id"])
    assert caught.value.reset_time is None
    with pytest.raises(tweepy.TooManyRequests) as caught:
        x.get_users_mentions(account["x_user_id"])
    assert caught.value.api_codes == [88]
    assert x.get_users_mentions(account["x_user_id"])["meta"]["result_count"] == 0


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("token_expired", tweepy.Unauthorized),
        ("revoked", tweepy.Unauthorized),
        ("scope_missing", tweepy.Forbidden),
        ("server_error", tweepy.TwitterServerError),
    ],
)
def test_x_refusals(
    x: tweepy.Client,
    town: SandboxServer,
    account: dict[str, Any],
    kind: str,
    error: type[tweepy.HTTPException],
) -> None:
    town.fault(kind, match=MENTIONS)
    with pytest.raises(error):
        x.get_users_mentions(account["x_user_id"])


def test_x_credits(x: tweepy.Client, town: SandboxServer) -> None:
    town.fault("credits", match={"host": "x", "method": "POST"})
    with pytest.raises(tweepy.HTTPException) as caught:
        x.create_tweet(text="hello")
    assert caught.value.response.status_code == 402
    assert posts_by_us(town) == []


@pytest.mark.parametrize(
    ("kind", "details", "expected"),
    [
        ("rate_limit", {"code": 4}, (4, None)),
        ("rate_limit", {"code": 80001, "minutes": 7}, (80001, None)),
        ("rate_limit", {}, (32, None)),
        ("token_expired", {}, (190, 463)),
        ("revoked", {}, (190, 460)),
        ("revoked", {"subcode": 458}, (190, 458)),
        ("scope_missing", {"code": 10}, (10, None)),
        ("server_error", {"status": 500}, (2, None)),
        ("server_error", {"status": 500, "code": 1}, (1, None)),
    ],
)
def test_graph_refusals(
    graph: facebook.GraphAPI,
    town: SandboxServer,
    kind: str,
    details: dict[str, Any],
    expected: tuple[int, int | None],
) -> None:
    town.fault(kind, match={"host": "graph"}, **details)
    with pytest.raises(facebook.GraphAPIError) as caught:
        graph.get_connections("me", "feed")
    assert graph_code(caught) == expected
    assert graph.get_connections("me", "feed") == {"data": []}


def test_graph_throttling_says_how_long_in_a_header(
    town: SandboxServer, account: dict[str, Any]
) -> None:
    town.fault("rate_limit", code=80001, minutes=7)
    answer = session_to(town.base_url, GRAPH_HOST).get(
        f"{GRAPH_HOST}/v26.0/me/feed", params={"access_token": account["graph_page_token"]}
    )
    usage = json.loads(answer.headers["x-business-use-case-usage"])
    entry = usage[account["page_id"]][0]
    assert (entry["call_count"], entry["estimated_time_to_regain_access"]) == (100, 7)


def test_an_html_error_page_is_what_facebook_sdk_cannot_read(
    graph: facebook.GraphAPI, town: SandboxServer
) -> None:
    town.fault("server_error", status=502, html=True)
    with pytest.raises(facebook.GraphAPIError, match="Maintype was not text"):
        graph.get_object("me")


# -- the connection --------------------------------------------------------------------------


def test_dropped_before_applying_nothing_was_written(x: tweepy.Client, town: SandboxServer) -> None:
    town.fault("drop", match={"host": "x", "method": "POST"}, when="before")
    with pytest.raises(requests.ConnectionError):
        x.create_tweet(text="hello")
    assert posts_by_us(town) == []
    assert [call["status"] for call in town.requests("/2/tweets", "POST")] == [0]


def test_dropped_after_applying_it_was_written_once(
    x: tweepy.Client, graph: facebook.GraphAPI, town: SandboxServer
) -> None:
    parent = town.act("fb_page_post", text="Hello")["id"]
    town.fault("drop", match={"method": "POST"}, when="after", times=2)
    with pytest.raises(requests.ConnectionError):
        x.create_tweet(text="hello")
    with pytest.raises(requests.ConnectionError):
        graph.put_object(parent, "comments", message="hello")
    assert [post["text"] for post in posts_by_us(town)] == ["hello"]
    assert [each["text"] for each in town.act("fb_comments", post_id=parent)] == ["hello"]


def test_slow_before_the_headers_times_out_though_applied(
    town: SandboxServer, account: dict[str, Any]
) -> None:
    client = x_client(town.base_url, account, timeout=0.4)
    town.fault("slow", match={"method": "POST"}, seconds=1.2)
    with pytest.raises(requests.ReadTimeout):
        client.create_tweet(text="hello")
    assert len(posts_by_us(town)) == 1


def test_slow_before_applying_and_given_up_writes_nothing(
    town: SandboxServer, account: dict[str, Any]
) -> None:
    client = x_client(town.base_url, account, timeout=0.3)
    town.fault("slow", match={"method": "POST"}, seconds=0.8, when="before_apply")
    with pytest.raises(requests.ReadTimeout):
        client.create_tweet(text="hello")
    time.sleep(0.8)
    assert posts_by_us(town) == []


def test_slow_in_the_middle_of_the_body(town: SandboxServer, account: dict[str, Any]) -> None:
    client = x_client(town.base_url, account, timeout=0.4)
    mention(town, 5)
    town.fault("slow", match=MENTIONS, seconds=1.0, when="mid_body")
    with pytest.raises(requests.exceptions.ConnectionError):
        client.get_users_mentions(account["x_user_id"])
    patient = x_client(town.base_url, account)
    town.fault("slow", match=MENTIONS, seconds=0.3, when="mid_body")
    assert len(patient.get_users_mentions(account["x_user_id"])["data"]) == 5


def test_truncated_json_and_a_wrong_content_type(
    x: tweepy.Client, graph: facebook.GraphAPI, town: SandboxServer, account: dict[str, Any]
) -> None:
    mention(town, 3)
    town.fault("truncated_json", match=MENTIONS)
    with pytest.raises(requests.JSONDecodeError):
        x.get_users_mentions(account["x_user_id"])
    town.fault("wrong_content_type", match={"host": "graph"})
    with pytest.raises(facebook.GraphAPIError, match="Maintype"):
        graph.get_object("me")


def test_a_skewed_clock_shows_in_the_date(town: SandboxServer, account: dict[str, Any]) -> None:
    session = session_to(town.base_url, X_HOST)
    header = {"Authorization": f"Bearer {account['x_bearer_token']}"}
    straight = session.get(f"{X_HOST}/2/users/by/username/wrenabbot", headers=header)
    town.fault("clock_skew", seconds=3600)
    skewed = session.get(f"{X_HOST}/2/users/by/username/wrenabbot", headers=header)
    resets = [int(each.headers["x-rate-limit-reset"]) for each in (straight, skewed)]
    assert resets[1] - resets[0] == 3600
    assert straight.headers["date"] != skewed.headers["date"]


# -- the rules themselves ----------------------------------------------------------------------


def test_matching_by_method_token_and_query(
    x: tweepy.Client, town: SandboxServer, account: dict[str, Any]
) -> None:
    town.fault("server_error", match={"method": "POST"})
    town.fault("server_error", match={"token": account["graph_page_token"]})
    town.fault("server_error", match={"path_regex": "max_results=50"})
    me = account["x_user_id"]
    x.get_users_mentions(me)
    with pytest.raises(tweepy.TwitterServerError):
        x.get_users_mentions(me, max_results=50)
    with pytest.raises(facebook.GraphAPIError):
        graph_client(town.base_url, account["graph_page_token"]).get_object("me")
    with pytest.raises(tweepy.TwitterServerError):
        x.create_tweet(text="hello")
    assert [fault["hits"] for fault in town.faults()] == [1, 1, 1]


def test_probability_strikes_some(x: tweepy.Client, town: SandboxServer) -> None:
    body = {"probability": 0.5, "fault": {"kind": "server_error"}, "match": {"host": "x"}}
    town.control("POST", "faults", body)
    failed = 0
    for _ in range(30):
        try:
            x.get_user(username="wrenabbot")
        except tweepy.TwitterServerError:
            failed += 1
    assert 3 < failed < 27


@pytest.mark.parametrize(
    "body",
    [
        {"fault": {"kind": "gremlins"}},
        {"fault": {"kind": "drop"}, "match": {"weather": "rain"}},
        {"fault": {"kind": "drop"}, "match": {"path_regex": "("}},
        {"fault": {"kind": "drop"}, "often": True},
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(town: SandboxServer, body: dict[str, Any]) -> None:
    with pytest.raises(AssertionError, match="400"):
        town.control("POST", "faults", body)
    assert town.faults() == []
