"""Reading the page through real facebook-sdk: feeds, comments, conversations, tokens, paging."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import facebook
import pytest

from tests.support.loopback import GRAPH_HOST
from tests.support.patience import PATIENCE_SECONDS
from tests.support.sandbox_server import SandboxServer


def error_of(caught: pytest.ExceptionInfo[facebook.GraphAPIError]) -> dict[str, Any]:
    error: dict[str, Any] = caught.value.result["error"]
    return error


def ids(answer: dict[str, Any]) -> list[str]:
    return [each["id"] for each in answer["data"]]


def post(town: SandboxServer, text: str, **more: Any) -> str:
    post_id: str = town.act("fb_page_post", text=text, **more)["id"]
    return post_id


def comment(town: SandboxServer, parent: str, text: str, person: str = "wren", **more: Any) -> str:
    args = {"person": person, "parent_id": parent, "text": text, **more}
    comment_id: str = town.act("fb_comment", **args)["id"]
    return comment_id


def test_feeds_divide_posts_by_kind(graph: facebook.GraphAPI, town: SandboxServer) -> None:
    own = post(town, "Good morning Lakeside")
    visitor = town.act("fb_visitor_post", person="odo", text="Do you validate parking?")["id"]
    tagged = town.act("fb_tagged_post", person="pia", text="My day at Lumen Aesthetics")["id"]
    assert set(ids(graph.get_connections("me", "feed"))) == {own, visitor}
    assert ids(graph.get_connections("me", "posts")) == [own]
    assert ids(graph.get_connections("me", "published_posts")) == [own]
    assert ids(graph.get_connections("me", "visitor_posts")) == [visitor]
    found = graph.get_connections("me", "tagged", fields="message,tagged_time,from,permalink_url")
    assert ids(found) == [tagged] and found["data"][0]["from"]["name"] == "Pia Lund"
    assert found["data"][0]["tagged_time"].endswith("+0000")


def test_default_fields_and_missing_text_and_author(
    graph: facebook.GraphAPI, town: SandboxServer
) -> None:
    town.act("fb_visitor_post", person="odo", text="", photo="lake|Fog", anonymous=True)
    found = graph.get_connections("me", "feed")["data"][0]
    assert set(found) == {"id", "created_time"}
    fields = "from,message,full_picture,attachments{media_type,description,media}"
    found = graph.get_connections("me", "feed", fields=fields)["data"][0]
    assert set(found) == {"id", "full_picture", "attachments"}
    assert found["attachments"]["data"][0]["description"] == "Fog"
    assert set(found["attachments"]["data"][0]) == {"media_type", "description", "media"}


def test_permalinks_open_in_town(graph: facebook.GraphAPI, town: SandboxServer) -> None:
    top = comment(town, post(town, "Hello"), "hello back")
    found = graph.get_object(top, fields="permalink_url")["permalink_url"]
    number = top.rpartition("_")[2]
    assert found.startswith(town.base_url + "/fb/") and found.endswith(f"comment_id={number}")
    assert graph.session.get(found, timeout=PATIENCE_SECONDS).status_code == 200


def test_all_pages_are_walked_by_next(
    graph: facebook.GraphAPI, town: SandboxServer, account: dict[str, Any]
) -> None:
    made = [post(town, f"post {index}") for index in range(7)]
    first = graph.get_connections("me", "feed", fields="message", limit=3)
    address = urlsplit(first["paging"]["next"])
    query = parse_qs(address.query)
    assert f"{address.scheme}://{address.netloc}" == GRAPH_HOST
    assert query["access_token"] == [account["graph_page_token"]]
    assert query["after"] == [first["paging"]["cursors"]["after"]]
    assert "previous" not in first["paging"]
    walked = list(graph.get_all_connections("me", "feed", fields="message", limit=3))
    assert [each["id"] for each in walked] == made[::-1]
    second = graph.get_connections("me", "feed", limit=3, after=query["after"][0])
    back = graph.get_connections(
        "me", "feed", limit=3, before=second["paging"]["cursors"]["before"]
    )
    assert ids(back) == ids(first)


def test_since_and_until(graph: facebook.GraphAPI, town: SandboxServer) -> None:
    old = post(town, "old", at="2026-10-01T08:00:00Z")
    new = post(town, "new", at="2026-10-02T08:00:00Z")
    middle = 1790884800  # 2026-10-01T20:00:00Z
    assert ids(graph.get_connections("me", "feed", since=middle)) == [new]
    assert ids(graph.get_connections("me", "feed", until=middle)) == [old]


@pytest.mark.parametrize("limit", [101, "many"])
def test_limit_is_at_most_a_hundred(graph: facebook.GraphAPI, limit: Any) -> None:
    with pytest.raises(facebook.GraphAPIError) as caught:
        graph.get_connections("me", "feed", limit=limit)
    assert error_of(caught)["code"] == 100


def test_comments_by_level_and_order(graph: facebook.GraphAPI, town: SandboxServer) -> None:
    parent = post(town, "Hello")
    top = comment(town, parent, "first")
    below = comment(town, top, "below", "odo")
    deep = comment(town, below, "deep", "practice")
    last = comment(town, parent, "last", "pia")
    assert ids(graph.get_connections(parent, "comments")) == [top, last]
    stream = graph.get_connections(
        parent,
        "comments",
        filter="stream",
        order="reverse_chronological",
        summary="true",
        fields="parent{id},message",
    )
    assert ids(stream) == [last, deep, below, top]
    assert [each.get("parent", {}).get("id") for each in stream["data"]] == [None, below, top, None]
    assert stream["summary"] == {
        "order": "reverse_chronological",
        "total_count": 4,
        "can_comment": True,
    }
    assert ids(graph.get_connections(top, "comments")) == [below]
    assert top.partition("_")[0] == parent.partition("_")[2]


def test_comment_fields(graph: facebook.GraphAPI, town: SandboxServer) -> None:
    top = comment(town, post(town, "Hello"), "look, Lumen Aesthetics, Lakeside", photo="cake|Tart")
    comment(town, top, "yes", "practice")
    town.act("fb_like", person="odo", object_id=top)
    fields = (
        "id,from,message,created_time,parent{id},attachment,permalink_url,like_count,comment_count,"
        "is_hidden,can_hide,can_comment,can_reply_privately,message_tags,user_likes"
    )
    found = graph.get_object(top, fields=fields)
    assert found["from"]["name"] == "Wren Abbot"
    assert (found["like_count"], found["comment_count"]) == (1, 1)
    assert found["can_hide"] and found["can_reply_privately"] and not found["is_hidden"]
    assert found["attachment"]["media"]["image"]["src"].startswith(town.base_url)
    tag = found["message_tags"][0]
    assert found["message"][tag["offset"] : tag["offset"] + tag["length"]] == tag["name"]
    assert "parent" not in found


def test_an_anonymous_comment_has_no_from(graph: facebook.GraphAPI, town: SandboxServer) -> None:
    top = comment(town, post(town, "Hello"), "psst", anonymous=True)
    found = graph.get_object(top)
    assert "from" not in found and found["message"] == "psst"


def test_nested_fields_with_limits_and_summary(
    graph: facebook.GraphAPI, town: SandboxServer
) -> None:
    parent = post(town, "Hello")
    made = [comment(town, parent, f"number {index}") for index in range(4)]
    fields = (
        "comments.limit(2).order(reverse_chronological).summary(true){message,from{name}},likes"
    )
    found = graph.get_object(parent, fields=fields)
    assert ids(found["comments"]) == made[:1:-1]
    assert found["comments"]["summary"]["total_count"] == 4
    assert set(found["comments"]["data"][0]) == {"id", "message", "from"}
    assert "likes" not in found
    query = parse_qs(urlsplit(found["comments"]["paging"]["next"]).query)
    rest = graph.get_connections(
        parent, "comments", **{name: value[0] for name, value in query.items()}
    )
    assert ids(rest) == made[1::-1]


def test_an_edit_keeps_the_id_and_deletion_is_100_33(
    graph: facebook.GraphAPI, town: SandboxServer
) -> None:
    parent = post(town, "Hello")
    top = comment(town, parent, "aweful")
    below = comment(town, top, "agreed", "odo")
    town.act("fb_edit", object_id=top, text="awful")
    assert graph.get_object(top)["message"] == "awful"
    town.act("fb_delete", object_id=top)
    for gone in (top, below, "104000000000042_1"):
        with pytest.raises(facebook.GraphAPIError) as caught:
            graph.get_object(gone)
        assert (error_of(caught)["code"], error_of(caught)["error_subcode"]) == (100, 33)
    assert ids(graph.get_connections(parent, "comments", filter="stream")) == []


def test_a_cursor_of_a_deleted_comment_is_invalid(
    graph: facebook.GraphAPI, town: SandboxServer
) -> None:
    parent = post(town, "Hello")
    made = [comment(town, parent, f"{index}") for index in range(3)]
    page = graph.get_connections(parent, "comments", limit=2)
    town.act("fb_delete", object_id=made[1])
    with pytest.raises(facebook.GraphAPIError, match="Invalid cursors"):
        graph.get_connections(parent, "comments", after=page["paging"]["cursors"]["after"])


def test_unknown_fields_edges_and_syntax(graph: facebook.GraphAPI, town: SandboxServer) -> None:
    parent = post(town, "Hello")
    for target, fields, code in (
        ("me", "mood", 100),
        (parent, "comments{mood}", 100 if comment(town, parent, "hi") else 0),
        ("me", "name,,id", 2500),
        ("me", "picture{url", 2500),
    ):
        with pytest.raises(facebook.GraphAPIError) as caught:
            graph.get_object(target, fields=fields)
        assert error_of(caught)["code"] == code
    with pytest.raises(facebook.GraphAPIError, match="nonexisting field \\(mood\\) on node type"):
        graph.get_object("me", fields="mood")
    with pytest.raises(facebook.GraphAPIError) as caught:
        graph.get_connections("me", "friends")
    assert error_of(caught)["code"] == 2500


def test_conversations_newest_first_with_messages(
    graph: facebook.GraphAPI, town: SandboxServer
) -> None:
    town.act("fb_message", person="wren", text="hello?", at="2026-11-01T09:00:00Z")
    town.act("fb_message", person="odo", text="a question", at="2026-11-02T09:00:00Z")
    town.act("fb_page_message", person="wren", text="hi Wren", at="2026-11-03T09:00:00Z")
    fields = "id,updated_time,participants,unread_count,message_count,can_reply,snippet"
    found = graph.get_connections("me", "conversations", fields=fields, platform="messenger")
    first, second = found["data"]
    people = {person["key"]: person for person in town.state()["people"]}
    assert first["participants"]["data"][0]["id"] == people["wren"]["psid"]
    assert people["wren"]["psid"] != people["wren"]["fb_user_id"]
    assert first["snippet"] == "hi Wren" and first["message_count"] == 2
    assert (first["unread_count"], second["unread_count"]) == (0, 1)
    messages = graph.get_connections(
        first["id"], "messages", fields="id,created_time,from,to,message"
    )["data"]
    assert [each["message"] for each in messages] == ["hi Wren", "hello?"]
    assert messages[1]["from"]["id"] == people["wren"]["psid"]
    assert messages[1]["to"]["data"][0]["id"] == people["practice"]["fb_user_id"]
    assert messages[0]["created_time"] == "2026-11-03T09:00:00+0000"
    alone = graph.get_object(messages[0]["id"], fields="message")
    assert alone["message"] == "hi Wren"
    inside = graph.get_object(first["id"], fields="messages.limit(1){message}")
    assert [each["message"] for each in inside["messages"]["data"]] == ["hi Wren"]
    profile = graph.get_object(people["wren"]["psid"])
    assert (profile["first_name"], profile["last_name"]) == ("Wren", "Abbot")
    one = graph.get_connections("me", "conversations", user_id=people["odo"]["psid"])
    assert ids(one) == [second["id"]]
    assert ids(graph.get_connections("me", "conversations", platform="instagram")) == []


def test_an_unsent_message_is_gone(graph: facebook.GraphAPI, town: SandboxServer) -> None:
    message = town.act("fb_message", person="wren", text="oops")
    town.act("fb_delete", object_id=message["id"])
    assert ids(graph.get_connections(message["thread_id"], "messages")) == []
    with pytest.raises(facebook.GraphAPIError):
        graph.get_object(message["id"])


def test_ratings_are_gone_or_empty(graph: facebook.GraphAPI, town: SandboxServer) -> None:
    with pytest.raises(facebook.GraphAPIError) as caught:
        graph.get_connections("me", "ratings")
    assert error_of(caught)["code"] == 12
    town.configure(graph_ratings_gone=False)
    assert graph.get_connections("me", "ratings") == {"data": []}


def test_several_objects_at_once(graph: facebook.GraphAPI, town: SandboxServer) -> None:
    one, other = post(town, "one"), post(town, "other")
    found = graph.get_objects([one, other], fields="message")
    assert {key: value["message"] for key, value in found.items()} == {one: "one", other: "other"}


def test_a_ranked_feed_is_in_another_order(graph: facebook.GraphAPI, town: SandboxServer) -> None:
    made = [post(town, f"post {index}") for index in range(8)]
    town.configure(graph_ranked_feed=True)
    found = ids(graph.get_connections("me", "feed"))
    assert set(found) == set(made) and found != made[::-1]
