from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from listening.connectors import x_parse
from listening.connectors.base import CannotReply, MediaData, MediaKind, MentionData
from listening.connectors.x_ids import first_id_at, time_of
from tests.listening.connectors.conftest import OWN_ID

READER = x_parse.Reader(OWN_ID, "https://x.com")
NEW_NAMES = {
    "referenced_tweets": "referenced_posts",
    "edit_history_tweet_ids": "edit_history_post_ids",
    "note_tweet": "note_post",
    "tweets": "posts",
}


def renamed(value: Any) -> Any:
    if isinstance(value, dict):
        return {NEW_NAMES.get(name, name): renamed(each) for name, each in value.items()}
    return [renamed(each) for each in value] if isinstance(value, list) else value


@pytest.fixture(params=["2.166", "2.167", "mixed"])
def page(request: pytest.FixtureRequest, fixture_json: Callable[[str], Any]) -> Any:
    page = fixture_json("x/mentions_page.json")
    if request.param == "2.167":
        return renamed(page)
    if request.param == "mixed":
        page["data"] = [
            renamed(item) if index % 2 else item for index, item in enumerate(page["data"])
        ]
        page["includes"]["posts"] = renamed(page["includes"].pop("tweets"))
    return page


def by_id(page: Any) -> dict[str, MentionData]:
    return {item.external_id[-3:]: item for item in x_parse.posts(page, READER)}


def test_every_item_of_the_page_arrives(page: Any) -> None:
    assert list(by_id(page)) == ["300", "250", "100", "090", "080", "070", "060", "050", "044"]


def test_text_has_links_written_out_and_no_link_to_its_own_picture(page: Any) -> None:
    assert by_id(page)["300"].text == (
        "@alderandfinch is my lip balm ok after the peel? <3 https://balm.example/shop?x=1&copy=2"
    )


def test_a_photo_only_post_has_no_text_but_its_film(page: Any) -> None:
    item = by_id(page)["250"]
    assert item.text == "" and item.language == ""
    assert item.media == (
        MediaData(MediaKind.VIDEO, "https://img.example/88.mp4", "https://img.example/88.jpg"),
    )


def test_media_that_is_not_included_is_left_out(page: Any) -> None:
    assert [media.url for media in by_id(page)["300"].media] == ["https://img.example/77.jpg"]


def test_a_long_post_is_whole_and_keyed_on_its_first_id(page: Any) -> None:
    item = by_id(page)["100"]
    assert item.text.endswith("read it to the end, see https://long.example/story")
    assert (item.external_id, item.version_id) == ("1992000000000000100", "1992000000000000200")
    assert item.posted_at == time_of("1992000000000000100")
    assert item.edited_at == datetime(2026, 11, 21, 8, 50, tzinfo=UTC)


def test_a_repost_names_the_first_id_of_the_original(page: Any) -> None:
    assert by_id(page)["090"].share_of == "1991000000000000010"


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("300", CannotReply.NO),  # named by id
        ("100", CannotReply.NO),  # named beyond the cut, by handle only
        ("080", CannotReply.NO),  # quotes us
        ("070", CannotReply.NO),  # answers us directly
        ("050", CannotReply.NO),  # our own
        ("060", CannotReply.NOT_MENTIONED),
        ("250", CannotReply.NOT_MENTIONED),
    ],
)
def test_who_can_be_answered(page: Any, item: str, expected: CannotReply) -> None:
    assert by_id(page)[item].cannot_reply is expected


def test_authors(page: Any) -> None:
    items = by_id(page)
    june = items["300"].author
    assert june is not None
    assert (june.handle, june.display_name, june.followers) == ("junewren", "June Wren", 321)
    missing = items["090"].author
    assert missing is not None and missing.external_id == "2200000000000000009"
    assert missing.handle == ""
    assert [name for name, item in items.items() if item.is_own] == ["050"]


def test_who_takes_messages(page: Any) -> None:
    items = by_id(page)
    assert items["300"].can_reply_privately
    assert not items["250"].can_reply_privately  # receives_your_dm is false
    assert not items["050"].can_reply_privately  # ourselves


def test_thread_parent_counts_and_address(page: Any) -> None:
    items = by_id(page)
    assert items["070"].thread_id == "1991000000000000020"
    # The post above was edited: it is known by its first id, the reference names a later one.
    assert items["070"].parent_id == "1991000000000000010"
    first = items["300"]
    assert (first.share_count, first.reply_count, first.like_count) == (2, 1, 5)
    assert first.permalink == "https://x.com/junewren/status/1992000000000000300"
    assert items["090"].permalink == "https://x.com/i/web/status/1992000000000000090"


def test_gone_are_posts_only_and_those_withheld_everywhere(page: Any) -> None:
    assert tuple(x_parse.gone(page)) == ("1992000000000000040", "1992000000000000044")


def test_missing_pieces_do_not_break_a_page() -> None:
    page = {"data": [{"id": "1992000000000000001"}, {"text": "no id"}], "includes": None}
    (item,) = x_parse.posts(page, READER)
    assert item.author is None and item.text == ""
    assert item.posted_at == time_of("1992000000000000001")
    assert x_parse.posts({"meta": {"result_count": 0}}, READER) == ()


def test_wrapped_users_are_read() -> None:
    page = {
        "data": [{"id": "1992000000000000001", "author_id": "7"}],
        "includes": {"users": [{"data": {"id": "7", "username": "wrapped"}}]},
    }
    (item,) = x_parse.posts(page, READER)
    assert item.author is not None and item.author.handle == "wrapped"


def test_raw_payload_is_json_and_whole(page: Any) -> None:
    before = copy.deepcopy(page["data"][0])
    raw = by_id(page)["300"].raw
    assert json.loads(json.dumps(raw))["data"] == before


def test_ids_tell_the_time() -> None:
    moment = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
    assert time_of(first_id_at(moment)) == moment
