"""Writing to the page through real facebook-sdk: comments, hiding, likes, private messages."""

from __future__ import annotations

import json
from typing import Any

import facebook
import pytest

from tests.support.sandbox_server import SandboxServer

DAY = 24 * 3600


def codes(caught: pytest.ExceptionInfo[facebook.GraphAPIError]) -> tuple[int, int | None]:
    error = caught.value.result["error"]
    return error["code"], error.get("error_subcode")


def send(
    graph: facebook.GraphAPI, recipient: dict[str, str], text: str = "Hello", **more: str
) -> dict[str, Any]:
    answer: dict[str, Any] = graph.put_object(
        "me",
        "messages",
        recipient=json.dumps(recipient),
        message=json.dumps({"text": text}),
        **({"messaging_type": "RESPONSE"} | more),
    )
    return answer


@pytest.fixture
def top(town: SandboxServer) -> str:
    """Wren's comment under a post of the page."""
    parent = town.act("fb_page_post", text="Hello Lakeside")["id"]
    comment = town.act("fb_comment", person="wren", parent_id=parent, text="was it you?")
    comment_id: str = comment["id"]
    return comment_id


def test_a_comment_is_answered_in_public(
    graph: facebook.GraphAPI, town: SandboxServer, top: str
) -> None:
    made = graph.put_object(top, "comments", message="It was us, hello!")
    found = town.act("fb_get", object_id=made["id"])
    assert (found["author"], found["parent_id"]) == ("practice", top)
    assert found["text"] == "It was us, hello!"
    assert made["id"].partition("_")[0] == top.partition("_")[0]


def test_the_same_answer_twice_is_blocked(graph: facebook.GraphAPI, top: str) -> None:
    graph.put_object(top, "comments", message="Thank you!")
    with pytest.raises(facebook.GraphAPIError) as caught:
        graph.put_object(top, "comments", message="Thank you!")
    assert codes(caught)[0] == 368
    graph.put_object(top, "comments", message="Thank you, Wren!")


def test_the_same_answer_everywhere_is_blocked(
    graph: facebook.GraphAPI, town: SandboxServer
) -> None:
    parents = [
        town.act("fb_visitor_post", person="odo", text=f"praise {index}")["id"]
        for index in range(5)
    ]
    for parent in parents[:4]:
        graph.put_object(parent, "comments", message="Thank you so much!")
    with pytest.raises(facebook.GraphAPIError) as caught:
        graph.put_object(parents[4], "comments", message="Thank you so much!")
    assert codes(caught)[0] == 368


def test_a_comment_on_something_gone(
    graph: facebook.GraphAPI, town: SandboxServer, top: str
) -> None:
    town.act("fb_delete", object_id=top)
    with pytest.raises(facebook.GraphAPIError) as caught:
        graph.put_object(top, "comments", message="Hello")
    assert codes(caught) == (100, 33)


def test_hide_edit_like_and_delete(graph: facebook.GraphAPI, town: SandboxServer, top: str) -> None:
    address = f"{graph.version}/{top}"
    assert graph.request(address, post_args={"is_hidden": "true"}) == {"success": True}
    assert town.act("fb_get", object_id=top)["is_hidden"] is True
    graph.request(address, post_args={"is_hidden": "false"})
    assert graph.get_object(top, fields="is_hidden")["is_hidden"] is False
    assert graph.put_like(top) == {"success": True}
    assert graph.get_object(top, fields="user_likes")["user_likes"] is True
    ours = graph.put_object(top, "comments", message="Helo")["id"]
    graph.request(f"{graph.version}/{ours}", post_args={"message": "Hello"})
    changed = town.act("fb_get", object_id=ours)
    assert (changed["text"], changed["earlier_texts"]) == ("Hello", ["Helo"])
    for unfit in (" ", "x" * 8001):
        with pytest.raises(facebook.GraphAPIError) as caught:
            graph.request(f"{graph.version}/{ours}", post_args={"message": unfit})
        assert codes(caught)[0] == 100
    with pytest.raises(facebook.GraphAPIError) as caught:
        graph.request(address, post_args={"message": "not mine to change"})
    assert codes(caught)[0] == 200
    assert graph.delete_object(ours) == {"success": True}
    with pytest.raises(facebook.GraphAPIError):
        graph.get_object(ours)


def test_a_private_reply_once_opens_the_conversation(
    graph: facebook.GraphAPI, town: SandboxServer, top: str
) -> None:
    sent = send(graph, {"comment_id": top}, "Hello Wren, may we call you?")
    wren = next(person for person in town.state()["people"] if person["key"] == "wren")
    assert sent["recipient_id"] == wren["psid"]
    thread = graph.get_connections("me", "conversations", fields="participants,can_reply")["data"][
        0
    ]
    assert thread["participants"]["data"][0]["id"] == wren["psid"]
    assert thread["can_reply"] is False
    messages = graph.get_connections(thread["id"], "messages", fields="message")["data"]
    assert messages == [{"id": sent["message_id"], "message": "Hello Wren, may we call you?"}]
    with pytest.raises(facebook.GraphAPIError) as caught:
        send(graph, {"comment_id": top}, "And again")
    assert codes(caught)[0] == 10900
    assert graph.get_object(top, fields="can_reply_privately")["can_reply_privately"] is False
    with pytest.raises(facebook.GraphAPIError) as caught:
        send(graph, {"id": wren["psid"]}, "Before an answer")
    assert codes(caught) == (10, 2018278)
    town.act("fb_message", person="wren", text="yes please")
    assert send(graph, {"id": wren["psid"]}, "After it")["message_id"]


def test_a_private_reply_to_a_visitor_post(graph: facebook.GraphAPI, town: SandboxServer) -> None:
    visitor = town.act("fb_visitor_post", person="odo", text="nobody picks up the phone")["id"]
    assert send(graph, {"post_id": visitor})["recipient_id"]
    with pytest.raises(facebook.GraphAPIError) as caught:
        send(graph, {"post_id": visitor}, "again")
    assert codes(caught)[0] == 10900


def test_a_private_reply_after_seven_days_or_to_ourselves(
    graph: facebook.GraphAPI, town: SandboxServer, top: str
) -> None:
    ours = graph.put_object(top, "comments", message="Hello")["id"]
    with pytest.raises(facebook.GraphAPIError) as caught:
        send(graph, {"comment_id": ours})
    assert codes(caught)[0] == 10903
    town.advance(7 * DAY + 60)
    with pytest.raises(facebook.GraphAPIError) as caught:
        send(graph, {"comment_id": top})
    assert codes(caught) == (10, 2018278)


def test_the_windows_of_messenger(graph: facebook.GraphAPI, town: SandboxServer) -> None:
    psid = {"id": town.act("person", who="wren")["psid"]}
    with pytest.raises(facebook.GraphAPIError) as caught:
        send(graph, psid)
    assert codes(caught) == (100, 2018001)
    town.act("fb_message", person="wren", text="hello?")
    send(graph, psid, "within a day")
    town.advance(DAY + 60)
    with pytest.raises(facebook.GraphAPIError) as caught:
        send(graph, psid, "too late")
    assert codes(caught) == (10, 2018278)
    human = {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
    sent = send(graph, psid, "from a human", **human)
    state = {message["id"]: message for message in town.state()["fb_messages"]}
    assert state[sent["message_id"]]["tag"] == "HUMAN_AGENT"
    with pytest.raises(facebook.GraphAPIError) as caught:
        send(graph, psid, "old tag", messaging_type="MESSAGE_TAG", tag="ACCOUNT_UPDATE")
    assert codes(caught)[0] == 100
    town.advance(6 * DAY)
    with pytest.raises(facebook.GraphAPIError) as caught:
        send(graph, psid, "a week", **human)
    assert codes(caught) == (10, 2018278)


def test_who_cannot_receive(graph: facebook.GraphAPI, town: SandboxServer) -> None:
    town.act("fb_message", person="wren", text="hello?")
    town.act("set_person", person="wren", accepts_messages=False)
    with pytest.raises(facebook.GraphAPIError) as caught:
        send(graph, {"id": town.act("person", who="wren")["psid"]})
    assert codes(caught)[0] == 551


def test_a_mangled_recipient_is_refused(
    graph: facebook.GraphAPI, town: SandboxServer, top: str
) -> None:
    with pytest.raises(facebook.GraphAPIError) as caught:
        graph.put_object("me", "messages", recipient={"comment_id": top}, message={"text": "Hi"})
    assert codes(caught)[0] == 100
    assert town.requests("/messages$")[-1]["body"]["recipient"] == "comment_id"


def test_subscribed_apps(graph: facebook.GraphAPI) -> None:
    assert graph.get_connections("me", "subscribed_apps") == {"data": []}
    graph.put_object("me", "subscribed_apps", subscribed_fields="feed,messages")
    found = graph.get_connections("me", "subscribed_apps")["data"][0]
    assert found["subscribed_fields"] == ["feed", "messages"]


def test_a_post_of_the_page(graph: facebook.GraphAPI, town: SandboxServer) -> None:
    made = graph.put_object("me", "feed", message="Open on Monday")
    assert town.act("fb_get", object_id=made["id"])["kind"] == "page"
