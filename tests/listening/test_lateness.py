"""Amber after two missed looks, red after 15 minutes: at the edges, and what is told apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from listening.connectors.errors import ErrorKind
from listening.lateness import Looks, is_heard_late, silence_after_look, state_at
from tests.listening.builders import NOW

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
WELL = Looks(silence_from=NOW, interval=MINUTE, next_run_at=NOW + MINUTE)


def states(looks: Looks, *ages: timedelta) -> list[str]:
    """What is said that long after silence began to count."""
    return [state_at(looks, NOW + age).value for age in ages]


@pytest.mark.parametrize("error", [None, ErrorKind.TRANSIENT])
def test_amber_after_two_missed_looks_red_after_a_quarter_of_an_hour(
    error: ErrorKind | None,
) -> None:
    looks = replace(WELL, error=error)
    edges = (2 * MINUTE, 2 * MINUTE + SECOND, 15 * MINUTE, 15 * MINUTE + SECOND)
    assert states(looks, -MINUTE, *edges) == ["OK", "OK", "LATE", "LATE", "FAILING"]
    # A feed that is looked at every ten minutes has missed nothing after fifteen.
    slow = replace(looks, interval=10 * MINUTE)
    assert states(slow, 15 * MINUTE + SECOND, 20 * MINUTE, 20 * MINUTE + SECOND) == [
        "OK",
        "OK",
        "FAILING",
    ]
    # One of the demo is late after some seconds, not because a machine was busy for a moment.
    quick = replace(looks, interval=3 * SECOND)
    assert states(quick, 20 * SECOND, 21 * SECOND) == ["OK", "LATE"]


def test_what_nobody_need_act_on_is_told_apart() -> None:
    new = replace(WELL, has_succeeded=False)
    assert states(new, SECOND, 3 * MINUTE, 16 * MINUTE) == ["NEW", "LATE", "FAILING"]
    assert states(replace(WELL, is_slowed=True), MINUTE, 3 * MINUTE) == ["WAITING", "LATE"]
    reading = replace(WELL, is_being_read=True)
    assert states(reading, 3 * MINUTE, 16 * MINUTE) == ["OK", "FAILING"]
    gone = replace(WELL, error=ErrorKind.UNSUPPORTED)
    assert states(gone, 16 * MINUTE) == ["NOT_OFFERED"]
    for kind in ("AUTH", "PERMISSION", "QUOTA", "REFUSED", "GONE"):
        assert states(replace(WELL, error=ErrorKind[kind]), SECOND) == ["FAILING"]


def test_a_limit_is_waited_for_and_a_second_one_is_silence() -> None:
    until = NOW + 40 * MINUTE
    asked = replace(WELL, error=ErrorKind.RATE_LIMIT, next_run_at=until)
    first = replace(asked, silence_from=until - MINUTE)
    assert states(first, 39 * MINUTE, 41 * MINUTE, 41 * MINUTE + SECOND, 55 * MINUTE) == [
        "WAITING",
        "OK",
        "LATE",
        "FAILING",
    ]
    assert states(asked, 14 * MINUTE, 16 * MINUTE) == ["WAITING", "FAILING"]


def test_what_was_planned_is_no_silence() -> None:
    def counted_from(planned: timedelta) -> timedelta:
        at = silence_after_look(now=NOW, interval=MINUTE, next_run_at=NOW + planned)
        return at - NOW

    assert counted_from(timedelta()) == counted_from(MINUTE) == timedelta()
    assert counted_from(30 * MINUTE) == 29 * MINUTE


def test_heard_late() -> None:
    assert not is_heard_late(posted_at=NOW, first_seen_at=NOW + 15 * MINUTE)
    assert is_heard_late(posted_at=NOW, first_seen_at=NOW + 15 * MINUTE + SECOND)
    assert not is_heard_late(posted_at=NOW + MINUTE, first_seen_at=NOW)  # clocks differ
