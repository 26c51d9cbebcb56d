from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from listening.connectors import facebook_parse as parse
from listening.connectors.base import Audience, CannotReply, MediaKind, MentionData
from tests.listening.connectors.conftest import PAGE_ID


@pytest.fixture
def posts(fixture_json: Callable[[str], Any]) -> list[MentionData]:
    page = fixture_json("facebook/feed_page.json")
    return [parse.post(item, PAGE_ID) for item in parse.data_list(page)]


@pytest.fixture
def comments(fixture_json: Callable[[str], Any]) -> list[MentionData]:
    page = fixture_json("facebook/comments_page.json")
    return [parse.comment(item, f"{PAGE_ID}_901", PAGE_ID) for item in parse.data_list(page)]


@pytest.fixture
def messages(fixture_json: Callable[[str], Any]) -> list[MentionData]:
    conversation = fixture_json("facebook/conversation.json")
    found = parse.data_list(conversation["messages"])
    return [parse.message(item, conversation, PAGE_ID) for item in found]


def test_our_own_post(posts: list[MentionData]) -> None:
    ours = posts[0]
    assert ours.is_own and not ours.can_reply_privately
    assert (ours.share_count, ours.reply_count, ours.like_count) == (4, 7, 19)
    assert ours.posted_at == datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
    assert ours.thread_id == ours.external_id == f"{PAGE_ID}_901"


def test_a_visitors_album_without_words(posts: list[MentionData]) -> None:
    album = posts[1]
    assert album.text == "" and not album.is_own and album.can_reply_privately
    assert [(media.kind, media.url) for media in album.media] == [
        (MediaKind.PHOTO, "https://img.example/902a.jpg"),
        (MediaKind.VIDEO, "https://img.example/902b.mp4"),
    ]
    assert album.media[0].alt_text == "a garden"
    assert album.permalink == f"https://www.facebook.com/{PAGE_ID}/posts/902"


def test_a_post_by_nobody_with_a_picture_only(posts: list[MentionData]) -> None:
    item = posts[2]
    assert item.author is None and not item.is_own and item.text == ""
    assert [media.url for media in item.media] == ["https://img.example/903.jpg"]


def test_comments_know_their_thread_and_parent(comments: list[MentionData]) -> None:
    assert {item.thread_id for item in comments} == {f"{PAGE_ID}_901"}
    assert [item.parent_id for item in comments[:2]] == [f"{PAGE_ID}_901", "901_51"]
    assert [item.is_own for item in comments] == [False, True, False, False]
    assert [item.can_reply_privately for item in comments] == [True, False, False, False]


def test_a_hidden_sticker_where_comments_are_closed(comments: list[MentionData]) -> None:
    sticker = comments[2]
    assert sticker.is_hidden and sticker.author is None and sticker.text == ""
    assert sticker.cannot_reply is CannotReply.COMMENTS_CLOSED
    assert sticker.media[0].kind is MediaKind.STICKER
    assert comments[0].cannot_reply is CannotReply.NO


def test_a_shared_link(comments: list[MentionData]) -> None:
    (link,) = comments[3].media
    assert (link.kind, link.url, link.alt_text) == (
        MediaKind.LINK,
        "https://elsewhere.example/a",
        "A page",
    )


def test_messages(messages: list[MentionData]) -> None:
    ours, theirs = messages
    assert (ours.is_own, theirs.is_own) == (True, False)
    assert {item.audience for item in messages} == {Audience.PRIVATE}
    assert {item.thread_id for item in messages} == {"t_5001"}
    assert {item.counterpart.external_id for item in messages if item.counterpart} == {"88001"}
    assert theirs.text == "" and theirs.media[0].preview_url == "https://img.example/9s.jpg"


def test_without_participants_the_counterpart_is_who_wrote_or_was_written_to() -> None:
    to_her = {"id": "m_1", "from": {"id": PAGE_ID}, "to": {"data": [{"id": "88001"}]}}
    from_her = {"id": "m_2", "from": {"id": "88001", "name": "Ines"}}
    for item in (to_her, from_her):
        found = parse.message(item, {"id": "t_1"}, PAGE_ID).counterpart
        assert found is not None and found.external_id == "88001"
    assert parse.message({"id": "m_3"}, {"id": "t_1"}, PAGE_ID).counterpart is None


def test_the_kept_payload_has_no_token(
    posts: list[MentionData], messages: list[MentionData]
) -> None:
    stored = json.dumps([dict(item.raw) for item in [*posts, *messages]])
    assert "EAATOP" not in stored and "paging" not in stored
    assert json.loads(stored)[0]["likes"]["summary"] == {"total_count": 19}


@pytest.mark.parametrize("value", [None, "", "yesterday", 12])
def test_a_time_that_is_none(value: Any) -> None:
    assert parse.timestamp(value) is None
