"""Reading X through real tweepy: users, posts, mentions, search, messages, usage."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import tweepy

from tests.support.loopback import x_client
from tests.support.patience import PATIENCE_SECONDS
from tests.support.sandbox_server import SandboxServer

EXPANSIONS = [
    "author_id",
    "referenced_tweets.id",
    "referenced_tweets.id.author_id",
    "in_reply_to_user_id",
    "attachments.media_keys",
    "entities.mentions.username",
]
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


def test_me_and_other_users(x: tweepy.Client, account: dict[str, Any], town: SandboxServer) -> None:
    me = x.get_me(user_auth=True, user_fields=["public_metrics", "receives_your_dm"])["data"]
    assert me["id"] == account["x_user_id"]
    assert me["public_metrics"]["followers_count"] > 0
    wren = x.get_user(username="WrenAbbot", user_fields=["profile_image_url"])["data"]
    assert wren["profile_image_url"].startswith(town.base_url + "/media/avatar-")
    by_id = x.get_users(ids=[wren["id"], "999"])
    assert [user["username"] for user in by_id["data"]] == ["wrenabbot"]
    assert by_id["errors"][0]["resource_id"] == "999"


def test_a_wrong_signature_and_a_wrong_bearer_are_unauthorized(
    town: SandboxServer, account: dict[str, Any]
) -> None:
    with pytest.raises(tweepy.Unauthorized):
        x_client(town.base_url, account, consumer_secret="wrong").get_me(user_auth=True)
    with pytest.raises(tweepy.Unauthorized):
        x_client(town.base_url, account, bearer_token="wrong").get_user(username="wrenabbot")


def test_the_signature_covers_odd_characters(x: tweepy.Client, town: SandboxServer) -> None:
    post = say(town, "what a day, 100% café & more")
    found = x.search_recent_tweets('"100% café" OR (day -night)', user_auth=True)
    assert ids(found) == [post]


def test_app_only_is_refused_for_user_endpoints(x: tweepy.Client) -> None:
    with pytest.raises(tweepy.Forbidden, match="Application-Only"):
        x.get_me(user_auth=False)


def test_no_mentions_have_no_data_key(x: tweepy.Client, account: dict[str, Any]) -> None:
    assert x.get_users_mentions(account["x_user_id"]) == {"meta": {"result_count": 0}}


def test_mentions_come_newest_first_and_page_both_ways(
    x: tweepy.Client, town: SandboxServer, account: dict[str, Any]
) -> None:
    made = [say(town, f"{HANDLE} number {index}") for index in range(12)]
    me = account["x_user_id"]
    first = x.get_users_mentions(me, max_results=5)
    assert ids(first) == made[:6:-1]
    assert first["meta"]["newest_id"] == made[-1] and first["meta"]["oldest_id"] == made[7]
    assert "previous_token" not in first["meta"]
    second = x.get_users_mentions(me, max_results=5, pagination_token=first["meta"]["next_token"])
    assert ids(second) == made[6:1:-1]
    third = x.get_users_mentions(me, max_results=5, pagination_token=second["meta"]["next_token"])
    assert ids(third) == made[1::-1]
    assert "next_token" not in third["meta"]
    back = x.get_users_mentions(me, max_results=5, pagination_token=third["meta"]["previous_token"])
    assert ids(back) == ids(second)


def test_paginator_of_tweepy_walks_all(town: SandboxServer, account: dict[str, Any]) -> None:
    made = {say(town, f"{HANDLE} number {index}") for index in range(23)}
    client = x_client(town.base_url, account, return_type=tweepy.Response)
    walker = tweepy.Paginator(client.get_users_mentions, account["x_user_id"], max_results=7)
    assert {str(post.id) for post in walker.flatten()} == made


def test_since_id_until_id_and_times(
    x: tweepy.Client, town: SandboxServer, account: dict[str, Any]
) -> None:
    start = datetime.now(UTC) - timedelta(hours=5)
    made = [
        say(town, f"{HANDLE} {hour}", at=(start + timedelta(hours=hour)).isoformat())
        for hour in range(4)
    ]
    me = account["x_user_id"]
    assert ids(x.get_users_mentions(me, since_id=made[1])) == [made[3], made[2]]
    assert ids(x.get_users_mentions(me, until_id=made[2])) == [made[1], made[0]]
    after = start + timedelta(minutes=90)
    assert ids(x.get_users_mentions(me, start_time=after)) == [made[3], made[2]]
    assert ids(x.get_users_mentions(me, end_time=after)) == [made[1], made[0]]


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"max_results": 4}, "max_results"),
        ({"max_results": 101}, "max_results"),
        ({"since_id": "1", "start_time": "2026-11-01T00:00:00Z"}, "since_id"),
        ({"pagination_token": "made-up"}, "pagination_token"),
        ({"tweet_fields": ["mood"]}, "tweet.fields"),
        ({"since_id": "abc"}, "since_id"),
        ({"start_time": "yesterday"}, "start_time"),
    ],
)
def test_bad_parameters_are_named(
    x: tweepy.Client, account: dict[str, Any], options: dict[str, Any], named: str
) -> None:
    with pytest.raises(tweepy.BadRequest) as caught:
        x.get_users_mentions(account["x_user_id"], **options)
    body = caught.value.response.json()
    assert body["title"] == "Invalid Request"
    assert named in body["errors"][0]["parameters"]


def test_fields_expansions_and_pictures(
    x: tweepy.Client, town: SandboxServer, account: dict[str, Any]
) -> None:
    ours = town.act("x_post", person="practice", text="Open late on Thursdays")["id"]
    post = say(
        town, "thank you #glow https://example.org/a/long/page", reply_to=ours, photo="cat|Our cat"
    )
    answer = x.get_users_mentions(
        account["x_user_id"],
        tweet_fields=FIELDS,
        expansions=EXPANSIONS,
        user_fields=["verified_type"],
        media_fields=["url", "alt_text"],
    )
    found = answer["data"][0]
    assert found["id"] == post
    assert found["text"].startswith(f"{HANDLE} thank you #glow https://t.co/")
    assert found["in_reply_to_user_id"] == account["x_user_id"]
    assert found["conversation_id"] == ours
    assert found["referenced_tweets"] == [{"type": "replied_to", "id": ours}]
    entities = found["entities"]
    for kind, sign, name in (("mentions", "@", "username"), ("hashtags", "#", "tag")):
        entity = entities[kind][0]
        cut = found["text"][entity["start"] : entity["end"]]
        assert cut.lower() == sign + entity[name].lower()
    for url in entities["urls"]:
        assert found["text"][url["start"] : url["end"]] == url["url"]
    assert entities["urls"][0]["expanded_url"] == "https://example.org/a/long/page"
    media = answer["includes"]["media"][0]
    assert found["attachments"]["media_keys"] == [media["media_key"]]
    assert media["alt_text"] == "Our cat"
    picture = x.session.get(media["url"], timeout=PATIENCE_SECONDS)
    assert picture.headers["content-type"] == "image/png" and b"IHDR" in picture.content[:20]
    assert [tweet["id"] for tweet in answer["includes"]["tweets"]] == [ours]
    usernames = {user["username"] for user in answer["includes"]["users"]}
    assert usernames == {"wrenabbot", "lumenlakeside"}


def test_default_fields_are_few(
    x: tweepy.Client, town: SandboxServer, account: dict[str, Any]
) -> None:
    say(town, f"{HANDLE} hello")
    found = x.get_users_mentions(account["x_user_id"])["data"][0]
    assert set(found) == {"id", "text", "edit_history_tweet_ids"}


def test_a_photo_alone_has_only_its_link_as_text(x: tweepy.Client, town: SandboxServer) -> None:
    post = say(town, "", photo="selfie")
    assert x.get_tweet(post)["data"]["text"].startswith("https://t.co/")


def test_a_long_post_is_cut_and_whole_in_note_tweet(x: tweepy.Client, town: SandboxServer) -> None:
    text = f"{HANDLE} " + "so many words about one visit " * 15 + "the end"
    post = say(town, text)
    short = x.get_tweet(post)["data"]
    assert len(short["text"]) <= 290 and "the end" not in short["text"]
    assert "note_tweet" not in short
    whole = x.get_tweet(post, tweet_fields=["note_tweet"])["data"]["note_tweet"]
    assert whole["text"] == text


def test_a_deleted_post_is_an_error_in_a_200(x: tweepy.Client, town: SandboxServer) -> None:
    gone, stays = say(town, "one"), say(town, "two")
    town.act("x_delete", post_id=gone)
    answer = x.get_tweets([gone, stays])
    assert ids(answer) == [stays]
    assert answer["errors"][0]["type"].endswith("resource-not-found")
    alone = x.get_tweet(gone)
    assert "data" not in alone and alone["errors"][0]["resource_id"] == gone


def test_references_to_deleted_and_protected_posts_are_partial_errors(
    x: tweepy.Client, town: SandboxServer, account: dict[str, Any]
) -> None:
    first, second = say(town, "gone soon", "odo"), say(town, "locked soon", "pia")
    say(town, f"{HANDLE} look at the first", reply_to=first)
    say(town, f"{HANDLE} look at the second", quote_of=second)
    town.act("x_delete", post_id=first)
    town.act("set_person", person="pia", is_protected=True)
    answer = x.get_users_mentions(account["x_user_id"], expansions=["referenced_tweets.id"])
    assert answer["meta"]["result_count"] == 2
    kinds = {error["value"]: error["type"].rpartition("/")[2] for error in answer["errors"]}
    assert kinds == {first: "resource-not-found", second: "not-authorized-for-resource"}


def test_an_edit_has_a_new_id_and_a_history(
    x: tweepy.Client, town: SandboxServer, account: dict[str, Any]
) -> None:
    old = say(town, f"{HANDLE} you are aweful")
    new = town.act("x_edit", post_id=old, text=f"{HANDLE} you are awful")["id"]
    found = x.get_users_mentions(account["x_user_id"], since_id=old)["data"]
    assert [post["id"] for post in found] == [new]
    assert found[0]["edit_history_tweet_ids"] == [old, new]
    assert x.get_tweet(old)["data"]["text"].endswith("aweful")
    town.act("x_delete", post_id=new)
    assert len(x.get_tweets([old, new])["errors"]) == 2


def test_withheld_posts_say_so(x: tweepy.Client, town: SandboxServer) -> None:
    post = say(town, "something a court minded")
    town.act("x_withhold", post_id=post)
    found = x.get_tweet(post, tweet_fields=["withheld"])["data"]
    assert found["withheld"]["country_codes"] == ["XX"]
    assert "court" not in found["text"]


def test_reposts_count_and_are_not_mentions(
    x: tweepy.Client, town: SandboxServer, account: dict[str, Any]
) -> None:
    post = say(town, f"{HANDLE} so good")
    town.act("x_repost", person="odo", post_id=post)
    found = x.get_users_mentions(account["x_user_id"], tweet_fields=["public_metrics"])["data"]
    assert len(found) == 1 and found[0]["public_metrics"]["retweet_count"] == 1
    town.configure(x_retweets_in_mentions=True)
    both = x.get_users_mentions(account["x_user_id"], tweet_fields=["referenced_tweets"])["data"]
    assert both[0]["text"].startswith("RT @wrenabbot: ")
    assert both[0]["referenced_tweets"] == [{"type": "retweeted", "id": post}]


def test_own_timeline_finds_our_reply(
    x: tweepy.Client, town: SandboxServer, account: dict[str, Any]
) -> None:
    asked = say(town, f"{HANDLE} open today?")
    sent = x.create_tweet(text="We are!", in_reply_to_tweet_id=asked)["data"]["id"]
    own = x.get_users_tweets(account["x_user_id"], tweet_fields=["referenced_tweets"])
    assert own["data"][0]["id"] == sent
    assert own["data"][0]["referenced_tweets"][0]["id"] == asked
    assert "data" not in x.get_users_tweets(account["x_user_id"], exclude=["replies"])
