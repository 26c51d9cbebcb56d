"""Faults that bend pages, and things that happen on the network between two calls."""

from __future__ import annotations

from typing import Any

import facebook
import pytest
import tweepy

from tests.support.sandbox_server import SandboxServer

HANDLE = "@lumenlakeside"


MENTIONS = {"host": "x", "path_regex": "/mentions$"}


def say(town: SandboxServer, text: str, person: str = "wren", **more: Any) -> str:
    post_id: str = town.act("x_post", person=person, text=text, **more)["id"]
    return post_id


def mention(town: SandboxServer, count: int) -> list[str]:
    return [say(town, f"{HANDLE} number {index}") for index in range(count)]


def walk(x: tweepy.Client, account: dict[str, Any], **options: Any) -> list[str]:
    """All mentions, page by page, as a client that trusts only next_token."""
    found: list[str] = []
    token: str | None = None
    for _ in range(20):
        answer = x.get_users_mentions(account["x_user_id"], pagination_token=token, **options)
        found += [post["id"] for post in answer.get("data", [])]
        token = answer["meta"].get("next_token")
        if token is None:
            return found
    raise AssertionError("the pages never end")


def graph_code(caught: pytest.ExceptionInfo[facebook.GraphAPIError]) -> tuple[int, int | None]:
    error = caught.value.result["error"]
    return error["code"], error.get("error_subcode")


@pytest.mark.parametrize("kind", ["short_page", "empty_page_with_next"])
def test_short_and_empty_pages_lose_nothing(
    x: tweepy.Client,
    graph: facebook.GraphAPI,
    town: SandboxServer,
    account: dict[str, Any],
    kind: str,
) -> None:
    made = mention(town, 11)
    town.fault(kind, match=MENTIONS, skip=1)
    assert walk(x, account, max_results=5) == made[::-1]
    posts = [town.act("fb_page_post", text=f"{index}")["id"] for index in range(6)]
    for skip in (0, 1):
        town.fault(kind, match={"path_regex": "/feed$"}, skip=skip)
        walked = graph.get_all_connections("me", "feed", limit=3)
        assert [each["id"] for each in walked] == posts[::-1]
        town.clear_faults()


def test_an_empty_page_of_comments(graph: facebook.GraphAPI, town: SandboxServer) -> None:
    parent = town.act("fb_page_post", text="Hello")["id"]
    made = [
        town.act("fb_comment", person="odo", parent_id=parent, text=f"{index}")["id"]
        for index in range(4)
    ]
    town.fault("empty_page_with_next", match={"path_regex": "/comments$"})
    walked = graph.get_all_connections(parent, "comments", limit=2)
    assert [each["id"] for each in walked] == made


def test_an_item_repeated_on_the_next_page(
    x: tweepy.Client, town: SandboxServer, account: dict[str, Any]
) -> None:
    made = mention(town, 10)
    town.fault("repeated_item", match=MENTIONS, times=2)
    found = walk(x, account, max_results=5)
    assert len(found) == 11 and set(found) == set(made)
    assert found[4] == found[5]


def test_out_of_order(x: tweepy.Client, town: SandboxServer, account: dict[str, Any]) -> None:
    made = mention(town, 5)
    town.fault("out_of_order", match=MENTIONS)
    assert walk(x, account) == made


def test_a_new_item_between_two_pages(
    graph: facebook.GraphAPI, x: tweepy.Client, town: SandboxServer, account: dict[str, Any]
) -> None:
    made = mention(town, 10)
    args = {"person": "odo", "text": f"{HANDLE} me too"}
    town.fault("page_shift", match=MENTIONS, skip=1, verb="x_post", args=args)
    assert walk(x, account, max_results=5) == made[::-1]
    assert len(walk(x, account, max_results=5)) == 11


def test_an_item_that_arrives_late_is_older_than_the_newest(
    x: tweepy.Client, town: SandboxServer, account: dict[str, Any]
) -> None:
    newest = mention(town, 1)[0]
    args = {"person": "odo", "text": f"{HANDLE} late", "at": "2026-11-20T08:00:00Z"}
    town.fault("late_arrival", match=MENTIONS, verb="x_post", args=args, when="after")
    assert walk(x, account) == [newest]
    found = walk(x, account)
    assert found[0] == newest and int(found[1]) < int(newest)
    assert walk(x, account, since_id=newest) == []


def test_references_break_beside_good_data(
    x: tweepy.Client, town: SandboxServer, account: dict[str, Any]
) -> None:
    for index in range(3):
        say(town, f"{HANDLE} see", reply_to=say(town, f"root {index}", "odo"))
    town.fault("partial_errors", match=MENTIONS, count=2)
    answer = x.get_users_mentions(account["x_user_id"], expansions=["referenced_tweets.id"])
    assert len(answer["data"]) == 3 and len(answer["errors"]) == 2
    assert len(answer["includes"]["tweets"]) == 1


def test_a_dialect_for_one_call(
    x: tweepy.Client, town: SandboxServer, account: dict[str, Any]
) -> None:
    mention(town, 1)
    town.fault("dialect", match=MENTIONS, value="2.167")
    new, old = (x.get_users_mentions(account["x_user_id"])["data"][0] for _ in range(2))
    assert "edit_history_post_ids" in new and "edit_history_tweet_ids" in old


def test_edited_deleted_hidden_withheld_and_protected(
    x: tweepy.Client, graph: facebook.GraphAPI, town: SandboxServer
) -> None:
    post, other, third = say(town, "one"), say(town, "two"), say(town, "three", "odo")
    parent = town.act("fb_visitor_post", person="pia", text="hello")["id"]
    comment = town.act("fb_comment", person="pia", parent_id=parent, text="hm")["id"]
    before = {"host": "x"}
    town.fault("edited", match=before, id=post, text="one, better")
    town.fault("deleted", match=before, id=other)
    town.fault("protected", match=before, person="odo")
    town.fault("withheld", match=before, id=post)
    answer = x.get_tweets([post, other, third], tweet_fields=["withheld"])
    assert [each["withheld"]["country_codes"] for each in answer["data"]] == [["XX"]]
    assert len(answer["data"][0]["edit_history_tweet_ids"]) == 2
    reasons = {each["value"]: each["title"] for each in answer["errors"]}
    assert reasons == {other: "Not Found Error", third: "Authorization Error"}
    town.fault("hidden_natively", match={"host": "graph"}, id=comment)
    assert graph.get_object(comment, fields="is_hidden")["is_hidden"] is True
    town.fault("deleted", match={"host": "graph"}, id=parent)
    with pytest.raises(facebook.GraphAPIError) as caught:
        graph.get_object(comment)
    assert graph_code(caught) == (100, 33)
