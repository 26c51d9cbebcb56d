"""Texts, numbers and gaps that a database or a page would stumble over."""

from __future__ import annotations

from dataclasses import replace

import pytest

from listening.connectors.base import MediaData, MediaKind
from listening.models import Mention, MentionRevision
from tests.listening.builders import author, feed, post
from tests.listening.test_ingest import store

pytestmark = pytest.mark.django_db
NASTY = [
    "nul \x00 here",
    "half \ud83d pair",
    "other half \ude00",
    "typed \\u0000 by hand",
    "😀 fine",
]


@pytest.mark.parametrize("text", NASTY)
def test_texts_that_a_database_does_not_take(text: str) -> None:
    into = feed()
    picture = MediaData(MediaKind.PHOTO, "https://pictures.example/1.jpg", alt_text=text)
    person = author(display_name=text, handle=text)
    item = post("1", text=text, raw={"text": text, text: [text]}, author=person, media=(picture,))
    store(into, item)
    store(into, replace(item, text="another", version_id="2"))  # the way of an edit
    mention = Mention.objects.get()
    clean = text if text in NASTY[3:] else None
    assert mention.author is not None
    shown = [mention.media[0]["alt_text"], mention.raw.payload["text"], mention.author.display_name]
    for value in shown:
        assert value == clean if clean else "\ufffd" in value
    assert MentionRevision.objects.get().text


def test_numbers_that_a_database_does_not_take() -> None:
    item = post(
        "1",
        raw={"score": float("nan"), "rates": [float("inf"), 1.5]},
        like_count=-3,
        share_count=2**40,
        author=author(followers=2**33),
    )
    store(feed(), item)
    mention = Mention.objects.get()
    assert mention.raw.payload == {"score": None, "rates": [None, 1.5]}
    assert (mention.like_count, mention.share_count) == (0, 2**31 - 1)


def test_no_author_no_text_and_only_a_picture_arrive_too() -> None:
    picture = MediaData(MediaKind.PHOTO, "https://pictures.example/cat.jpg")
    store(feed(), post("1", author=None), post("2", text="", media=(picture,), author=None))
    nobody, silent = Mention.objects.order_by("external_id")
    assert nobody.author is None
    assert (silent.text, silent.sentiment, silent.category) == ("", "NEUTRAL", "OTHER")
    assert silent.media[0]["url"] == "https://pictures.example/cat.jpg"
