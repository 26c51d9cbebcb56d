from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listening.scoring.clean import MAX_CHARACTERS, clean


@pytest.mark.parametrize(
    "text,kept",
    [
        ("@united thanks", "thanks"),
        ("great @glow.example.social stay", "great stay"),
        ("hello @ana@mastodon.example there", "hello there"),
        ("loved it @clinic.Thanks", "loved it .Thanks"),
        ("see https://love.example/best?q=great now", "see now"),
        ("www.wonderful.example is down", "is down"),
        ("write to happy@great.example today", "write to today"),
        ("you &amp; me", "you me"),
        ("love &lt;3", "love <3"),
        ("don’t “wait”", 'don\'t "wait"'),
        ("Dr. Joy said no. Then yes.", "Dr Joy said no. Then yes."),
    ],
)
def test_noise_is_blanked(text: str, kept: str) -> None:
    assert " ".join(clean(text).split()) == kept


@given(st.text())
def test_every_character_stays_in_its_place(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned) == min(len(text), MAX_CHARACTERS)


def test_work_is_capped() -> None:
    assert len(clean("a b " * 10_000)) == MAX_CHARACTERS
