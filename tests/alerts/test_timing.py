"""When somebody is told: quiet hours over midnight and over changes of the clock, weekends,
summaries. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from practice_hub.alerts.timing import Due, Rest, after_rest, next_digest

NEW_YORK = ZoneInfo("America/New_York")
NIGHT = Rest(NEW_YORK, time(22), time(7))
HOURLY = Rest(NEW_YORK, time(22), time(7), rhythm="HOURLY")
WEEKEND = Rest(NEW_YORK, time(22), time(7), is_quiet_at_weekends=True)


def at(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=NEW_YORK, fold=fold)


@pytest.mark.parametrize(
    ("rest", "happens", "told", "hold"),
    [
        (NIGHT, "2026-11-18T21:59", "2026-11-18T21:59", ""),
        (NIGHT, "2026-11-18T22:00", "2026-11-19T07:00", "QUIET"),
        (NIGHT, "2026-11-19T00:30", "2026-11-19T07:00", "QUIET"),
        (NIGHT, "2026-11-19T07:00", "2026-11-19T07:00", ""),
        (Rest(NEW_YORK, time(12), time(13)), "2026-11-19T12:30", "2026-11-19T13:00", "QUIET"),
        (Rest(NEW_YORK, time(9), time(9)), "2026-11-19T09:00", "2026-11-19T09:00", ""),
        (Rest(NEW_YORK), "2026-11-21T03:00", "2026-11-21T03:00", ""),
        # Friday night runs into the weekend; Sunday night is over on Monday morning.
        (WEEKEND, "2026-11-20T23:00", "2026-11-23T07:00", "WEEKEND"),
        (WEEKEND, "2026-11-21T12:00", "2026-11-23T07:00", "WEEKEND"),
        (WEEKEND, "2026-11-22T23:30", "2026-11-23T07:00", "WEEKEND"),
        (
            Rest(NEW_YORK, is_quiet_at_weekends=True, digest_at=time(9, 30)),
            "2026-11-21T12:00",
            "2026-11-23T09:30",
            "WEEKEND",
        ),
        # The night of 8 March has no 02:30, the night of 1 November has it twice.
        (Rest(NEW_YORK, time(22), time(2, 30)), "2026-03-07T23:00", "2026-03-08T03:30", "QUIET"),
        (NIGHT, "2026-03-07T23:00", "2026-03-08T07:00", "QUIET"),
        (NIGHT, "2026-10-31T23:00", "2026-11-01T07:00", "QUIET"),
        # "Do not disturb" until 15:00, and until 22:30, which is in quiet hours.
        (
            replace(NIGHT, undisturbed_until=at("2026-11-18T15:00")),
            "2026-11-18T14:10",
            "2026-11-18T15:00",
            "ALONE",
        ),
        (
            replace(NIGHT, undisturbed_until=at("2026-11-18T22:30")),
            "2026-11-18T21:00",
            "2026-11-19T07:00",
            "ALONE",
        ),
        (
            replace(NIGHT, undisturbed_until=at("2026-11-18T15:00")),
            "2026-11-18T15:00",
            "2026-11-18T15:00",
            "",
        ),
    ],
)
def test_rest_moves_and_never_drops(rest: Rest, happens: str, told: str, hold: str) -> None:
    due = after_rest(rest, at(happens))
    assert (due.at, due.hold) == (at(told).astimezone(UTC), hold)
    assert after_rest(rest, due.at) == Due(due.at)


def test_an_hour_that_comes_twice_is_quiet_twice() -> None:
    rest = Rest(NEW_YORK, time(0), time(1, 30))
    first, second = at("2026-11-01T01:10"), at("2026-11-01T01:10", fold=1)
    assert after_rest(rest, first).at == at("2026-11-01T01:30").astimezone(UTC)
    assert after_rest(rest, second).at == at("2026-11-01T01:30", fold=1).astimezone(UTC)


@pytest.mark.parametrize(
    ("rest", "happens", "told"),
    [
        (Rest(NEW_YORK, rhythm="HOURLY"), "2026-11-18T10:00", "2026-11-18T11:00"),
        (Rest(NEW_YORK, rhythm="HOURLY"), "2026-11-18T10:59", "2026-11-18T11:00"),
        (
            Rest(NEW_YORK, time(22), time(7), rhythm="HOURLY"),
            "2026-11-18T21:30",
            "2026-11-19T07:00",
        ),
        (Rest(NEW_YORK), "2026-11-18T07:59", "2026-11-18T08:00"),
        (Rest(NEW_YORK), "2026-11-18T08:00", "2026-11-19T08:00"),
        (Rest(NEW_YORK), "2026-03-07T09:00", "2026-03-08T08:00"),
        (WEEKEND, "2026-11-20T09:00", "2026-11-23T07:00"),
    ],
)
def test_the_summary_has_its_time(rest: Rest, happens: str, told: str) -> None:
    assert next_digest(rest, at(happens)) == Due(at(told).astimezone(UTC), "DIGEST")
