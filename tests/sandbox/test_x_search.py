"""Search, messages, limits and dialects of X through real tweepy."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import tweepy

from tests.support.sandbox_server import SandboxServer

FIELDS = [
    "created_at",
    "note_tweet",
    "author_id",
    "conversation_id",
    "referenced_tweets",
    "entities",
    "attachments",
    "lang",
    "public_metrics",
    "edit_history_tweet_ids",
    "edit_controls",
    "withheld",
]


HANDLE = "@lumenlakeside"


def ids(answer: dict[str, Any]) -> list[str]:
    return [post["id"] for post in answer.get("data", [])]


def say(town: SandboxServer, text: str, person: str = "wren", **more: Any) -> str:
    post_id: str = town.act("x_post", person=person, text=text, **more)["id"]
    return post_id


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("laser", {"a", "b", "d"}),
        ("LASER -pain", {"a", "d"}),
        ('"laser day"', {"a"}),
        ("pain OR flowers", {"b", "c"}),
        ("(pain OR flowers) from:odomarsh", {"c"}),
        ("@lumenlakeside", {"b", "d"}),
        ("#skin", {"c"}),
        ("to:lumenlakeside laser", {"d"}),
        ("from:wrenabbot has:images", {"a"}),
        ("flowers lang:en -is:reply", {"c"}),
        ("laserday", set()),
    ],
)
def test_search(x: tweepy.Client, town: SandboxServer, query: str, found: set[str]) -> None:
    posts = {
        say(town, "Laser day! Wish me luck", photo="flower"): "a",
        say(town, "a laser and some pain, @lumenlakeside", "pia"): "b",
        say(town, "flowers are good for the #Skin", "odo"): "c",
    }
    ours = town.act("x_post", person="practice", text="Ask us anything")["id"]
    posts[say(town, "is the laser loud", "odo", reply_to=ours)] = "d"
    hits = {posts.get(each, "?") for each in ids(x.search_recent_tweets(query))}
    assert hits == found


def test_search_by_conversation_and_pages(x: tweepy.Client, town: SandboxServer) -> None:
    root = say(town, "who knows a good place for peels?")
    answers = [say(town, f"idea {index}", "odo", reply_to=root) for index in range(24)]
    query = f"conversation_id:{root}"
    first = x.search_recent_tweets(query, max_results=10)
    assert "previous_token" not in first["meta"]
    rest = x.search_recent_tweets(query, max_results=100, next_token=first["meta"]["next_token"])
    assert set(ids(first) + ids(rest)) == {root, *answers}


@pytest.mark.parametrize(
    "query", ['"open', "(a OR b", "a AND b", "-laser", "is:retweet", "mood:sad", "x" * 513, ""]
)
def test_bad_queries(x: tweepy.Client, query: str) -> None:
    with pytest.raises(tweepy.BadRequest) as caught:
        x.search_recent_tweets(query)
    assert "query" in caught.value.response.json()["errors"][0]["parameters"]


def test_search_reaches_seven_days_back(x: tweepy.Client, town: SandboxServer) -> None:
    old = say(town, "an old peel", at=(datetime.now(UTC) - timedelta(days=8)).isoformat())
    new = say(town, "a new peel")
    assert ids(x.search_recent_tweets("peel")) == [new]
    with pytest.raises(tweepy.BadRequest, match="must be a tweet id created after"):
        x.search_recent_tweets("peel", since_id=old)


def test_search_may_lag(x: tweepy.Client, town: SandboxServer) -> None:
    town.configure(x_search_lag_seconds=30)
    post = say(town, "fresh peel")
    assert ids(x.search_recent_tweets("peel")) == []
    town.advance(31)
    assert ids(x.search_recent_tweets("peel")) == [post]


def test_usage_counts_posts_once_a_day(
    x: tweepy.Client, town: SandboxServer, account: dict[str, Any]
) -> None:
    for index in range(6):
        say(town, f"{HANDLE} {index}")
    for _ in range(2):
        x.get_users_mentions(account["x_user_id"], user_auth=True)
    usage = x.request("GET", "/2/usage/tweets").json()["data"]
    assert usage["project_usage"] == "6" and int(usage["project_cap"]) > 0


def test_no_credits_is_402(x: tweepy.Client, town: SandboxServer, account: dict[str, Any]) -> None:
    town.configure(x_credits_usd=0.001)
    say(town, f"{HANDLE} hello")
    x.get_users_mentions(account["x_user_id"], user_auth=True)
    with pytest.raises(tweepy.HTTPException) as caught:
        x.get_users_mentions(account["x_user_id"], user_auth=True)
    assert caught.value.response.status_code == 402
    assert caught.value.response.json()["title"] == "CreditsDepleted"


def test_direct_messages_in_three_forms(
    x: tweepy.Client, town: SandboxServer, account: dict[str, Any]
) -> None:
    made = [
        town.act("x_dm", sender=who, recipient="practice", text=f"hello {index}")
        for index, who in enumerate(("wren", "odo", "wren"))
    ]
    fields = ["created_at", "sender_id", "dm_conversation_id"]
    events = x.get_direct_message_events(
        dm_event_fields=fields, expansions=["sender_id"], max_results=2
    )
    assert ids(events) == [made[2]["id"], made[1]["id"]]
    assert events["data"][0]["event_type"] == "MessageCreate"
    assert {user["username"] for user in events["includes"]["users"]} == {"wrenabbot", "odomarsh"}
    rest = x.get_direct_message_events(pagination_token=events["meta"]["next_token"])
    assert ids(rest) == [made[0]["id"]]
    end = x.get_direct_message_events(pagination_token=rest["meta"]["next_token"])
    assert end == {"meta": {"result_count": 0}}
    wren = x.get_user(username="wrenabbot")["data"]["id"]
    with_wren = x.get_direct_message_events(participant_id=wren)
    assert ids(with_wren) == [made[2]["id"], made[0]["id"]]
    conversation = made[0]["conversation_id"]
    assert sorted(conversation.split("-"), key=int) == conversation.split("-")
    assert ids(x.get_direct_message_events(dm_conversation_id=conversation)) == ids(with_wren)


def test_direct_messages_older_than_thirty_days_are_gone(
    x: tweepy.Client, town: SandboxServer
) -> None:
    town.act("x_dm", sender="wren", recipient="practice", text="still there?")
    town.advance(31 * 24 * 3600)
    assert "data" not in x.get_direct_message_events()


def test_real_limits_end_with_429_and_a_reset(x: tweepy.Client, town: SandboxServer) -> None:
    town.configure(limit_overrides={"dm_events": 2})
    for _ in range(2):
        x.get_direct_message_events()
    with pytest.raises(tweepy.TooManyRequests) as caught:
        x.get_direct_message_events()
    assert caught.value.reset_time is not None
    assert caught.value.response.headers["x-rate-limit-remaining"] == "0"
    assert "Retry-After" not in caught.value.response.headers
    town.advance(901)
    x.get_direct_message_events()


def test_published_limits(x: tweepy.Client, town: SandboxServer, account: dict[str, Any]) -> None:
    town.configure(limits="real")
    path = f"/2/users/{account['x_user_id']}/mentions"
    assert x.request("GET", path).headers["x-rate-limit-limit"] == "450"
    assert x.request("GET", path, user_auth=True).headers["x-rate-limit-limit"] == "300"
    events = x.request("GET", "/2/dm_events", user_auth=True)
    assert events.headers["x-rate-limit-limit"] == "15"


def test_the_new_dialect_renames(
    x: tweepy.Client, town: SandboxServer, account: dict[str, Any]
) -> None:
    ours = town.act("x_post", person="practice", text="Hello Lakeside")["id"]
    say(town, "hello back " + "and again " * 40, reply_to=ours)
    town.configure(x_dialect="2.167")
    answer = x.get_users_mentions(
        account["x_user_id"], tweet_fields=FIELDS, expansions=["referenced_tweets.id"]
    )
    post = answer["data"][0]
    assert {"referenced_posts", "edit_history_post_ids", "note_post"} <= set(post)
    assert not [name for name in post if "tweet" in name]
    assert [each["id"] for each in answer["includes"]["posts"]] == [ours]
    sent = x.create_tweet(text="Hi again")["data"]
    assert sent["edit_history_tweet_ids"] == [sent["id"]]


def test_asking_with_new_names_is_answered_with_them(x: tweepy.Client, town: SandboxServer) -> None:
    post = say(town, "hello")
    path = f"/2/tweets/{post}"
    answer = x.request("GET", path, params={"post.fields": "note_post,author_id"}).json()
    assert "edit_history_post_ids" in answer["data"]


def test_unknown_paths_are_404_problems(x: tweepy.Client) -> None:
    with pytest.raises(tweepy.NotFound) as caught:
        x.request("GET", "/2/nothing")
    assert caught.value.response.json()["type"].endswith("resource-not-found")
