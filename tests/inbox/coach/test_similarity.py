"""Nearly the same text: what counts as it, and how quickly it is found."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inbox.domain.similarity import NEARLY_SAME, core, is_identical, nearly_same, similarity

BASE = "Thank you for writing to us about the parking. There are free spaces behind the building."


@pytest.mark.parametrize(
    "other",
    [
        BASE,
        "Hi Ben, " + BASE,
        BASE + " – Mona",
        "Dear Tia,\n" + BASE + "\nAna",
        BASE.replace("free", "open"),
        BASE.upper(),
        BASE.replace(" ", "  "),
        BASE.replace(".", " 🙂"),
    ],
)
def test_nearly_the_same(other: str) -> None:
    assert similarity(BASE, other) >= NEARLY_SAME
    assert nearly_same(BASE, ["nothing of the kind at all", other])[0][0] == 1


@pytest.mark.parametrize(
    "other",
    [
        "",
        "Thank you for writing to us about the hours. We close at six and on Saturdays at one.",
        "There are two doors to the building. Thank you for the parking tip about spaces behind.",
        "Thank you!",
        "🙂",
    ],
)
def test_not_the_same(other: str) -> None:
    assert similarity(BASE, other) < NEARLY_SAME
    assert nearly_same(BASE, [other]) == []


def test_the_core_has_no_greeting_and_no_signature() -> None:
    assert core("Hi Anna, thank you so much. – Mona").strip() == "thank you so much."
    assert core("Hello!") == "Hello!"
    assert core("– Mona") == "– Mona"


def test_identical_means_the_same_bytes() -> None:
    assert is_identical("café", "café")
    assert not is_identical("café", "cafe\u0301")
    assert not is_identical("a", "a ")
    assert is_identical("\ud800", "\ud800")


@settings(max_examples=200, deadline=None)
@given(one=st.text(max_size=200), other=st.text(max_size=200))
def test_a_measure(one: str, other: str) -> None:
    assert similarity(one, one) == 1.0
    assert 0.0 <= similarity(one, other) <= 1.0
    assert similarity(one, other) == similarity(other, one)


@settings(max_examples=100, deadline=None)
@given(
    words=st.lists(
        st.text("abcdefghij", min_size=3, max_size=9), min_size=20, max_size=40, unique=True
    ),
    data=st.data(),
)
def test_one_word_exchanged_is_still_found(words: list[str], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(words) - 1))
    other = [*words[:place], "zzz", *words[place + 1 :]]
    assert nearly_same(" ".join(words), [" ".join(other)])


def test_two_thousand_earlier_texts_are_quick() -> None:
    """20 ms on an idle machine (see docs/coach.md); the test leaves room for a busy one."""
    earlier = [f"{BASE} It is day {i}, with {i * 7} bikes in rack {i % 9}." for i in range(500)]
    earlier += [f"About {i} hours, the weather, and number {i} of the bus." for i in range(1500)]
    nearly_same(BASE, earlier)
    best = 1.0
    for _ in range(3):
        started = time.process_time()
        nearly_same(BASE + " It is day 3, with 21 bikes in rack 3.", earlier)
        best = min(best, time.process_time() - started)
    assert best < 0.1
