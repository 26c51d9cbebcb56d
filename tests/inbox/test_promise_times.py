"""When a promise warns, and what a typed time means (A6)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from inbox.forms import DueForm
from inbox.promises import warn_at


def test_how_long_before_a_promise_lapses_it_warns() -> None:
    made = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
    ahead = {
        timedelta(minutes=3): 3,
        timedelta(minutes=20): 5,
        timedelta(hours=3): 18,
        timedelta(days=3): 60,
    }
    for span, minutes in ahead.items():
        due_at = made + span
        assert due_at - warn_at(due_at, made_at=made) == timedelta(minutes=minutes)


def test_a_new_time_is_on_the_wall_of_the_practice_also_when_clocks_change() -> None:
    zone = ZoneInfo("America/New_York")
    now = datetime(2026, 10, 31, 12, 0, tzinfo=UTC)
    cases = {
        "2026-10-31T12:00": "2026-10-31T16:00:00+00:00",
        "2026-11-01T01:30": "2026-11-01T05:30:00+00:00",  # twice on that night: the first
        "2026-11-01T12:00": "2026-11-01T17:00:00+00:00",
        "2027-03-14T02:30": "2027-03-14T07:30:00+00:00",  # skipped on that night
    }
    for typed, wanted in cases.items():
        form = DueForm({"due": typed}, now=now, zone=zone)
        assert form.is_valid(), typed
        assert form.cleaned_data["moment"].astimezone(UTC).isoformat() == wanted
    for typed in ("2026-10-31T07:59", "2028-01-01T12:00", "noon", ""):
        assert not DueForm({"due": typed}, now=now, zone=zone).is_valid(), typed
