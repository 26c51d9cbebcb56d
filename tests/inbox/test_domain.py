"""The pure rules: lifecycle, delivery, deadlines, counting, matching."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.domain import delivery, lifecycle, sla
from inbox.domain.delivery import Status
from inbox.domain.length import weighted_length
from inbox.domain.lifecycle import Event, State, next_state
from inbox.domain.matching import fold, is_same_text
from tests.builders import NOON


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("event", [Event.INBOUND_PUBLIC, Event.INBOUND_PRIVATE])
def test_a_person_can_always_write(state: State, event: Event) -> None:
    assert next_state(state, event) is not None


def test_the_loop_closes_only_after_resolving() -> None:
    assert lifecycle.sources(Event.CLOSE_LOOP) == {State.RESOLVED}
    assert next_state(State.ANSWERED_PUBLICLY, Event.CLOSE) is None


@given(st.lists(st.sampled_from(list(Event)), max_size=30))
def test_no_path_leads_out_of_the_states(events: list[Event]) -> None:
    state = State.NEW
    for event in events:
        state = next_state(state, event) or state
    assert state in State


def test_nothing_that_may_be_out_is_ever_withdrawn() -> None:
    assert Status.WITHDRAWN not in delivery.TRANSITIONS[Status.SENDING]
    assert Status.WITHDRAWN not in delivery.TRANSITIONS[Status.UNCERTAIN]


@given(st.integers(min_value=0, max_value=10_000))
def test_retries_wait_longer_and_never_too_long(attempts: int) -> None:
    wait = delivery.retry_delay(attempts)
    assert timedelta(seconds=5) <= wait <= timedelta(minutes=10)
    assert delivery.retry_delay(attempts + 1) >= wait


def test_looking_ends_with_a_person() -> None:
    delays = [delivery.settle_delay(looks) for looks in range(6)]
    assert delays[:4] == sorted(delays[:4])  # type: ignore[type-var]
    assert delays[4:] == [None, None]


def test_first_answers_are_due_in_an_hour() -> None:
    for network in ("X", "FACEBOOK", "something new"):
        assert sla.first_response_due_at(network, NOON) == NOON + timedelta(minutes=60)


def test_an_unknown_urgency_is_normal() -> None:
    assert sla.urgency_rank("?") == sla.urgency_rank("NORMAL")
    assert sla.urgency_rank("URGENT") < sla.urgency_rank("HIGH") < sla.urgency_rank("LOW")


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("plain words", 11),
        ("日本", 4),
        ("👍", 2),
        ("👩‍⚕️", 2),
        ("👍🏽", 2),
        ("see https://example.com/a/very/long/path?x=1", 4 + 23),
        ("e\u0301", 1),
    ],
)
def test_x_counts_links_wide_characters_and_emoji(text: str, length: int) -> None:
    assert weighted_length(text, link_length=23, wide_as_two=True) == length


def test_facebook_counts_characters() -> None:
    text = "日本 https://example.com"
    assert weighted_length(text, link_length=None, wide_as_two=False) == len(text)


@pytest.mark.parametrize(
    ("ours", "seen"),
    [
        ("Tom & Ann, thank you", "Tom &amp; Ann, thank you"),
        ("We will ring you. Ana", "@jotamsin We will ring you. Ana"),
        ("See https://lumen.example/prices", "See https://t.co/abc123"),
        ("Two  lines\nhere", "Two lines here"),
    ],
)
def test_a_text_is_known_again_after_the_network_changed_it(ours: str, seen: str) -> None:
    assert is_same_text(ours, seen)


def test_another_text_is_not() -> None:
    assert not is_same_text("We will ring you. Ana", "We will not ring you. Ana")


@given(st.text(max_size=300))
def test_every_text_is_the_same_as_itself(text: str) -> None:
    assert is_same_text(text, text)
    assert fold(fold(text)) == fold(fold(fold(text)))
