"""Every form of the public pages, sent as a browser without JavaScript sends it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from sandbox.models import FbComment
from sandbox.world import PRACTICE
from tests.sandbox.town_server import TownServer, served
from tests.support.patience import PATIENCE_SECONDS


@pytest.fixture
def town() -> Iterator[TownServer]:
    with served() as server:
        yield server


def _post(
    town: TownServer, path: str, person: str = "jo", status: int = 303, **fields: str
) -> requests.Response:
    data = {"person": person, "next": "/x", **fields}
    answer = requests.post(
        town.url + path, data=data, timeout=PATIENCE_SECONDS, allow_redirects=False
    )
    assert answer.status_code == status, answer.text[:800]
    return answer


def test_post_on_x_with_picture(town: TownServer) -> None:
    answer = _post(town, "/x/post", text="@lumenlakeside hello", photo="cat")
    (post,) = town.world.x_timeline()
    assert (post.author, post.text) == ("jo", "@lumenlakeside hello")
    assert town.world.media[post.media_ids[0]].kind == "cat"
    assert answer.headers["Location"] == f"/x#p-{post.id}"


def test_reply_quote_repost_and_like_on_x(town: TownServer) -> None:
    world = town.world
    post = world.x_post(PRACTICE, "Good morning, Lakeside")
    _post(town, "/x/reply", post_id=post.id, text="Morning!")
    _post(town, "/x/quote", post_id=post.id, text="They are up early")
    _post(town, "/x/repost", post_id=post.id)
    _post(town, "/x/like", post_id=post.id)
    assert world.x_counts(post) == {"replies": 1, "reposts": 1, "quotes": 1, "likes": 1}
    assert world.x_thread(post.id)[1].text == "@lumenlakeside Morning!"
    _post(town, "/x/like", post_id=post.id)
    assert world.x_counts(post)["likes"] == 0


def test_edit_and_delete_own_post_on_x(town: TownServer) -> None:
    world = town.world
    post = world.x_post("jo", "Frist")
    _post(town, "/x/edit", post_id=post.id, text="First")
    assert [version.text for version in post.versions] == ["Frist", "First"]
    _post(town, "/x/delete", post_id=post.root_id)
    assert post.deleted_at is not None


def test_visitor_post_tag_comment_and_comment_on_comment(town: TownServer) -> None:
    world = town.world
    _post(town, "/fb/post", text="", photo="selfie", next="/fb")
    _post(town, "/fb/tag", text="With Lumen today")
    (post,) = world.fb_page_timeline()
    assert (post.kind, post.text) == ("visitor", "") and post.media_id
    assert [tagged.text for tagged in world.fb_tagged_timeline()] == ["With Lumen today"]
    _post(town, "/fb/comment", "dev", parent_id=post.id, text="Nice one")
    (comment,) = world.fb_comments(post.id)
    _post(town, "/fb/comment", parent_id=comment.id, text="Thanks", anonymous="yes")
    below = world.fb_comments(post.id)[1]
    assert (below.parent_id, below.author, below.is_anonymous) == (comment.id, "jo", True)


def test_share_like_edit_and_delete_on_facebook(town: TownServer) -> None:
    world = town.world
    post = world.fb_page_post("Open house on Thursday")
    comment = world.fb_comment("jo", post.id, "Cuold be fun")
    _post(town, "/fb/share", post_id=post.id)
    _post(town, "/fb/like", post_id=post.id)
    _post(town, "/fb/edit", post_id=comment.id, text="Could be fun")
    assert (post.shared_by, post.liked_by) == (["jo"], ["jo"])
    found = world.fb_get(comment.id)
    assert isinstance(found, FbComment) and found.text == "Could be fun" and found.edited_at
    _post(town, "/fb/delete", post_id=comment.id)
    assert world.fb_comments(post.id) == []


def test_private_messages_on_both_networks_and_unsend(town: TownServer) -> None:
    world = town.world
    _post(town, "/messages/dm", text="A private word", next="/messages")
    _post(town, "/messages/messenger", text="Another one", photo="receipt", next="/messages")
    (dm,), (message,) = world.dms("jo"), world.messages("jo")
    assert (dm.sender, dm.recipient, dm.text) == ("jo", PRACTICE, "A private word")
    assert message.text == "Another one" and message.media_id
    _post(town, "/messages/unsend", post_id=message.id)
    assert world.messages("jo") == []


def test_choosing_a_person_is_remembered(town: TownServer) -> None:
    session = requests.Session()
    session.post(
        town.url + "/person", data={"person": "mo", "next": "/fb"}, timeout=PATIENCE_SECONDS
    )
    assert (
        '<option value="mo" selected>'
        in session.get(town.url + "/x", timeout=PATIENCE_SECONDS).text
    )


def test_the_form_decides_who_writes_not_the_cookie(town: TownServer) -> None:
    cookies = {"lakeside_person": "dev"}
    data = {"person": "jo", "next": "/x", "text": "It is me"}
    requests.post(town.url + "/x/post", data=data, cookies=cookies, timeout=PATIENCE_SECONDS)
    assert town.world.x_timeline()[0].author == "jo"


def test_a_person_who_is_played_is_known_to_the_town(town: TownServer) -> None:
    now = town.world.clock.now()
    assert not town.played.is_played("jo", now)
    _post(town, "/x/post", text="Hello")
    assert town.played.is_played("jo", town.world.clock.now())
    assert not town.played.is_played("dev", town.world.clock.now())


# -- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/x/post", "/fb/post", "/messages/dm", "/messages/messenger"])
def test_nothing_written_is_told(town: TownServer, path: str) -> None:
    assert "Write something" in _post(town, path, status=400, text="   ").text
    assert not town.world.x_posts and not town.world.fb_posts
    assert not town.world.dms("jo") and not town.world.messages("jo")


def test_a_post_too_long_for_x_is_told_and_not_lost(town: TownServer) -> None:
    answer = _post(town, "/x/post", status=400, text="word & " * 60)
    assert "280 characters" in answer.text
    assert "word &amp; word &amp;" in answer.text
    assert not town.world.x_posts


@pytest.mark.parametrize("path", ["/x/edit", "/x/delete"])
def test_the_posts_of_others_cannot_be_changed_on_x(town: TownServer, path: str) -> None:
    post = town.world.x_post("dev", "Mine")
    assert "yourself" in _post(town, path, status=400, post_id=post.id, text="Yours").text
    assert post.text == "Mine" and post.deleted_at is None


@pytest.mark.parametrize("path", ["/fb/edit", "/fb/delete"])
def test_the_posts_of_others_cannot_be_changed_on_facebook(town: TownServer, path: str) -> None:
    post = town.world.fb_page_post("Ours")
    _post(town, path, status=400, post_id=post.id, text="Yours")
    assert post.text == "Ours" and post.deleted_at is None


def test_messages_of_others_cannot_be_unsent(town: TownServer) -> None:
    message = town.world.fb_page_message("jo", "From the practice")
    _post(town, "/messages/unsend", status=400, post_id=message.id)
    assert message.deleted_at is None


@pytest.mark.parametrize("person", [PRACTICE, "stranger", ""])
def test_nobody_can_speak_as_the_practice_or_a_stranger(town: TownServer, person: str) -> None:
    _post(town, "/x/post", person, status=400, text="Hello")
    assert not town.world.x_posts


@pytest.mark.parametrize(
    ("path", "field"),
    [("/x/reply", "post_id"), ("/fb/comment", "parent_id"), ("/fb/share", "post_id")],
)
def test_what_is_gone_cannot_be_answered(town: TownServer, path: str, field: str) -> None:
    answer = _post(town, path, status=400, text="Too late", **{field: "123_456"})
    assert "There is no" in answer.text


def test_a_form_from_a_foreign_site_does_nothing(town: TownServer) -> None:
    data = {"person": "jo", "text": "Planted"}
    headers = {"Sec-Fetch-Site": "cross-site"}
    answer = requests.post(
        town.url + "/x/post", data=data, headers=headers, timeout=PATIENCE_SECONDS
    )
    assert answer.status_code == 403
    assert not town.world.x_posts


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil", "x"])
def test_a_form_leads_back_to_this_server_only(town: TownServer, target: str) -> None:
    answer = _post(town, "/x/post", text="Hello", next=target)
    assert answer.headers["Location"].startswith("/#p-")


def test_text_keeps_its_lines_and_loses_carriage_returns(town: TownServer) -> None:
    _post(town, "/fb/post", text="One\r\nTwo\r\n")
    assert town.world.fb_page_timeline()[0].text == "One\nTwo"
