"""The texts of the town: enough of them, short enough, filled, and not repeated too soon."""

from __future__ import annotations

import string
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from sandbox.text import X_MAX_LENGTH, weighted_length
from sandbox.town.kinds import ANSWER_OF, FREQUENCY, PRIVATE_LEG_OF
from sandbox.town.people import PEOPLE
from sandbox.town.texts import FOLDER, MEMORY, Writer, load, names_practice, openers

FILES = sorted(path.stem for path in FOLDER.glob("*.json"))
KNOWN_SLOTS = {"first", "staff", "other", "p"}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def test_people_are_many_and_their_handles_fit_x() -> None:
    assert len(PEOPLE) >= 40
    assert len({person.x_username for person in PEOPLE}) == len(PEOPLE)
    assert all(len(person.x_username) <= 15 for person in PEOPLE)
    assert {"WARM", "GRUMPY", "ANXIOUS", "PRESS", "RIVAL", "SPAM"} <= {p.manner for p in PEOPLE}


def test_townspeople_have_at_least_250_texts_of_their_own() -> None:
    files = ["unmentioned", "private_first", "thread", "reactions"]
    texts = {text for kind in openers().values() for text in kind}
    texts |= {text for name in files for text in _texts(load(name))}
    assert len(texts) >= 250


@pytest.mark.parametrize("name", FILES)
def test_every_slot_is_one_that_can_be_filled(name: str) -> None:
    for text in _texts(load(name)):
        slots = {slot for _, slot, _, _ in string.Formatter().parse(text) if slot}
        assert slots <= KNOWN_SLOTS | set(load("slots")), text


def test_every_kind_has_texts_and_an_answer_or_is_spam() -> None:
    for kind in FREQUENCY:
        assert openers()[kind], kind
        assert kind == "spam" or ANSWER_OF[kind] in load("answers"), kind
    assert set(PRIVATE_LEG_OF.values()) <= set(load("private_legs"))


def test_every_opener_fits_into_an_x_post() -> None:
    writer = Writer(Random(1))
    for texts in openers().values():
        for text in texts:
            filled = writer.write([text], called="@lumenlakeside")
            assert weighted_length(f"@lumenlakeside {filled}") <= X_MAX_LENGTH, filled


def test_a_text_is_not_said_again_within_two_hundred() -> None:
    writer = Writer(Random(5))
    said = [writer.write(["Same again.", "And {n} more."], called="Lumen") for _ in range(600)]
    for index, text in enumerate(said):
        assert text not in said[max(0, index - MEMORY) : index]


def test_emoji_only_stays_emoji_only_when_varied() -> None:
    writer = Writer(Random(5))
    for _ in range(40):
        assert not any(char.isalnum() for char in writer.write(["🔥", "💜"]))


def test_the_name_takes_a_comma_where_there_is_no_handle() -> None:
    assert names_practice("{p} how much is it?", "Lumen") == "Lumen, how much is it?"
    assert names_practice("{p} charged me twice.", "Lumen") == "Lumen charged me twice."
    assert names_practice("{p} how much is it?", "@lumen") == "@lumen how much is it?"
