"""Writing to X through real tweepy: posts, replies, deletions, hiding, messages, tokens."""

from __future__ import annotations

from typing import Any

import pytest
import requests
import tweepy

from tests.support.loopback import X_HOST, session_to, x_client
from tests.support.sandbox_server import SandboxServer

HANDLE = "@lumenlakeside"


def say(town: SandboxServer, text: str, person: str = "wren", **more: Any) -> str:
    post_id: str = town.act("x_post", person=person, text=text, **more)["id"]
    return post_id


def posts_by_us(town: SandboxServer) -> list[dict[str, Any]]:
    return [post for post in town.state()["x_posts"] if post["author"] == "practice"]


def test_a_reply_to_a_mention_stands_in_the_thread(x: tweepy.Client, town: SandboxServer) -> None:
    asked = say(town, f"{HANDLE} do you open on Sunday?")
    answer = x.create_tweet(text="Not on Sundays, sorry!", in_reply_to_tweet_id=asked)
    sent = answer["data"]
    assert sent["edit_history_tweet_ids"] == [sent["id"]]
    thread = town.act("x_thread", post_id=asked)
    assert [post["id"] for post in thread] == [asked, sent["id"]]
    assert thread[1]["text"] == "@wrenabbot Not on Sundays, sorry!"


@pytest.mark.parametrize("engaged", ["mention", "quote", "reply"])
def test_who_engaged_us_may_be_answered(
    x: tweepy.Client, town: SandboxServer, engaged: str
) -> None:
    ours = town.act("x_post", person="practice", text="New opening hours")["id"]
    target = {
        "mention": lambda: say(town, f"hey {HANDLE}"),
        "quote": lambda: say(town, "look at this", quote_of=ours),
        "reply": lambda: say(town, "nice", reply_to=ours),
    }[engaged]()
    assert x.create_tweet(text="Thanks!", in_reply_to_tweet_id=target)["data"]["id"]


def test_who_did_not_may_not(x: tweepy.Client, town: SandboxServer) -> None:
    cold = say(town, "the laser place on Mill Lane is slow")
    with pytest.raises(tweepy.Forbidden, match="have not been mentioned"):
        x.create_tweet(text="Sorry to hear!", in_reply_to_tweet_id=cold)
    assert posts_by_us(town) == []
    town.configure(x_tier="enterprise")
    x.create_tweet(text="Sorry to hear!", in_reply_to_tweet_id=cold)


def test_the_same_text_twice_is_refused(x: tweepy.Client, town: SandboxServer) -> None:
    one, other = say(town, f"{HANDLE} a"), say(town, f"{HANDLE} b", "odo")
    x.create_tweet(text="Thank you!", in_reply_to_tweet_id=one)
    x.create_tweet(text="Thank you!", in_reply_to_tweet_id=other)
    with pytest.raises(tweepy.Forbidden, match="duplicate content"):
        x.create_tweet(text="Thank you!", in_reply_to_tweet_id=one)
    assert len(posts_by_us(town)) == 2
    town.advance(25 * 3600)
    x.create_tweet(text="Thank you!", in_reply_to_tweet_id=one)


def test_a_reply_to_a_deleted_post_is_a_bad_request(x: tweepy.Client, town: SandboxServer) -> None:
    asked = say(town, f"{HANDLE} hello")
    town.act("x_delete", post_id=asked)
    with pytest.raises(tweepy.BadRequest, match="deleted or not visible"):
        x.create_tweet(text="Hello!", in_reply_to_tweet_id=asked)


def test_length_is_counted_as_x_counts(x: tweepy.Client) -> None:
    link = "https://example.org/" + "a" * 300
    x.create_tweet(text="x" * 250 + " " + link)
    x.create_tweet(text="字" * 140)
    with pytest.raises(tweepy.Forbidden, match="too long"):
        x.create_tweet(text="字" * 141)
    with pytest.raises(tweepy.BadRequest):
        x.create_tweet(text="  ")


def test_delete_only_our_own(x: tweepy.Client, town: SandboxServer) -> None:
    theirs, ours = say(town, "mine"), x.create_tweet(text="ours")["data"]["id"]
    with pytest.raises(tweepy.Forbidden):
        x.delete_tweet(theirs)
    assert x.delete_tweet(ours) == {"data": {"deleted": True}}
    assert "data" not in x.get_tweet(ours)


def test_hide_a_reply_in_our_conversation_only(x: tweepy.Client, town: SandboxServer) -> None:
    ours = town.act("x_post", person="practice", text="Spring hours")["id"]
    rude = say(town, "rude words", reply_to=ours)
    assert x.hide_reply(rude) == {"data": {"hidden": True}}
    assert town.act("x_get", post_id=rude)["is_hidden"] is True
    assert x.unhide_reply(rude) == {"data": {"hidden": False}}
    elsewhere = say(town, "rude too", reply_to=say(town, f"{HANDLE} hm"))
    with pytest.raises(tweepy.Forbidden):
        x.hide_reply(elsewhere)


def test_likes_are_not_for_self_serve(x: tweepy.Client, town: SandboxServer) -> None:
    post = say(town, f"{HANDLE} you are lovely")
    with pytest.raises(tweepy.Forbidden) as caught:
        x.like(post)
    assert caught.value.response.json()["type"].endswith("client-forbidden")
    town.configure(x_tier="enterprise")
    assert x.like(post) == {"data": {"liked": True}}


def test_direct_messages_go_out_in_both_forms(x: tweepy.Client, town: SandboxServer) -> None:
    wren = x.get_user(username="wrenabbot")["data"]["id"]
    first = x.create_direct_message(participant_id=wren, text="Hello Wren")["data"]
    second = x.create_direct_message(
        dm_conversation_id=first["dm_conversation_id"], text="One more thing"
    )["data"]
    assert first["dm_conversation_id"] == second["dm_conversation_id"]
    texts = [dm["text"] for dm in town.act("dms", person="wren")]
    assert texts == ["Hello Wren", "One more thing"]


def test_who_accepts_no_messages_must_write_first(x: tweepy.Client, town: SandboxServer) -> None:
    town.act("set_person", person="odo", accepts_dms=False)
    odo = x.get_user(username="odomarsh")["data"]["id"]
    with pytest.raises(tweepy.Forbidden, match="do not have permission to DM"):
        x.create_direct_message(participant_id=odo, text="Hello")
    town.act("x_dm", sender="odo", recipient="practice", text="a question")
    assert x.create_direct_message(participant_id=odo, text="Hello")["data"]["dm_event_id"]


def test_prices_of_writing(x: tweepy.Client, town: SandboxServer) -> None:
    x.create_tweet(text="plain")
    x.create_tweet(text="see https://example.org/page")
    assert town.configure()["x_spent_usd"] == pytest.approx(0.215)


def refresh(town: SandboxServer, account: dict[str, Any], token: str) -> requests.Response:
    return session_to(town.base_url, X_HOST).post(
        f"{X_HOST}/2/oauth2/token",
        data={"grant_type": "refresh_token", "refresh_token": token},
        auth=(account["x_client_id"], account["x_client_secret"]),
    )


def test_a_refreshed_token_works_for_two_hours_and_the_old_one_is_spent(
    town: SandboxServer, account: dict[str, Any]
) -> None:
    pair = refresh(town, account, account["x_refresh_token"]).json()
    assert pair["expires_in"] == 7200 and "offline.access" in pair["scope"]
    client = x_client(town.base_url, account, bearer_token=pair["access_token"])
    assert client.get_me(user_auth=False)["data"]["id"] == account["x_user_id"]
    again = refresh(town, account, account["x_refresh_token"])
    assert again.status_code == 400 and again.json()["error"] == "invalid_request"
    town.advance(7201)
    with pytest.raises(tweepy.Unauthorized):
        client.get_me(user_auth=False)
    assert refresh(town, account, pair["refresh_token"]).status_code == 200


def test_tweepys_own_refresh_accepts_the_answer(
    town: SandboxServer, account: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OAUTHLIB_RELAX_TOKEN_SCOPE", "1")
    handler = tweepy.OAuth2UserHandler(
        client_id=account["x_client_id"],
        redirect_uri="https://practice.example/callback",
        scope=["tweet.read"],
        client_secret=account["x_client_secret"],
    )
    handler.mount(X_HOST, session_to(town.base_url, X_HOST).get_adapter(X_HOST))
    pair = handler.refresh_token(
        f"{X_HOST}/2/oauth2/token", refresh_token=account["x_refresh_token"], auth=handler.auth
    )
    assert pair["refresh_token"] != account["x_refresh_token"]


def test_a_token_without_the_scope_may_not_write(
    town: SandboxServer, account: dict[str, Any]
) -> None:
    town.act(
        "set_token_scopes",
        value=account["x_user_bearer_token"],
        scopes=["tweet.read", "users.read"],
    )
    client = x_client(town.base_url, account, bearer_token=account["x_user_bearer_token"])
    with pytest.raises(tweepy.Forbidden):
        client.create_tweet(text="hello", user_auth=False)
    with pytest.raises(tweepy.Forbidden):
        client.get_direct_message_events(user_auth=False)


def test_unknown_body_fields_are_refused(x: tweepy.Client) -> None:
    with pytest.raises(tweepy.BadRequest, match="is not defined in the schema"):
        x.request("POST", "/2/tweets", json={"text": "a", "mood": "sad"}, user_auth=True)
