"""Putting off: named times, an own time, until they answer, and the way back."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from inbox.domain.snooze import offered, snooze_times
from inbox.forms import SnoozeForm
from inbox.time_words import snooze_words
from practice_hub.practices.business_hours import BusinessHours, spans
from tests.inbox.test_bulk import text
from tests.inbox.view_desk import HTMX, ViewDesk, post_to
from tests.people import Person


def test_snooze_and_wake(ana: Person, view_desk: ViewDesk) -> None:
    row = view_desk.post()
    assert post_to(ana, row, "snooze", {"when": "three"}).status_code == 303
    row.refresh_from_db()
    assert row.snoozed_until
    assert abs(row.snoozed_until - timezone.now() - timedelta(hours=3)) < timedelta(minutes=1)
    assert "Snoozed until" in text(ana.client.get(f"/inbox/{row.pk}/"))
    post_to(ana, row, "wake")
    row.refresh_from_db()
    assert row.snoozed_until is None


def test_what_waits_for_the_person_sleeps_until_they_answer(
    ana: Person, view_desk: ViewDesk
) -> None:
    row = view_desk.post()
    assert "When they answer" not in text(ana.client.get(f"/inbox/{row.pk}/", headers=HTMX))
    assert post_to(ana, row, "snooze", {"when": "answer"}, headers=HTMX).status_code == 422
    view_desk.answer(row, ana, "Which day was it?")
    assert "When they answer" in text(ana.client.get(f"/inbox/{row.pk}/", headers=HTMX))
    assert post_to(ana, row, "snooze", {"when": "answer"}).status_code == 303
    row.refresh_from_db()
    assert row.snoozed_until
    assert timedelta(days=13) < row.snoozed_until - timezone.now() < timedelta(days=18)
    view_desk.writes_again(row, "It was Thursday.")
    row.refresh_from_db()
    assert row.snoozed_until is None


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Pick when it should come back."),
        ({"until": "2020-01-01T10:00"}, "That time has passed."),
        ({"until": "soon"}, "Give a date and a time"),
        ({"when": "never"}, "Pick when it should come back"),
    ],
)
def test_a_snooze_needs_a_time_ahead(
    ana: Person, view_desk: ViewDesk, data: dict[str, str], words: str
) -> None:
    row = view_desk.post()
    response = post_to(ana, row, "snooze", data, headers=HTMX)
    assert response.status_code == 422
    assert words in text(response)
    row.refresh_from_db()
    assert row.snoozed_until is None


def test_named_times_are_openings_of_the_practice() -> None:
    zone = ZoneInfo("America/New_York")
    now = datetime(2026, 11, 21, 2, 0, tzinfo=ZoneInfo("UTC"))  # still Friday evening there
    # The night of Friday goes on into Saturday, which begins at ten; Monday is a holiday.
    week = {1: spans("08:30-12:00"), 4: spans("20:00-03:00"), 5: spans("10:00-12:00")}
    hours = BusinessHours.of(zone, week, {date(2026, 11, 23): ()})
    times = snooze_times(now, hours)
    said = {
        "tomorrow": "Tomorrow at opening, 10:00",
        "monday": "Tuesday at opening, 08:30",
        "answer": "When they answer, or Fri, Dec 4 at opening, 20:00",
    }
    assert {each.key: each.label for each in snooze_words(times[2:], now, zone)} == said
    expected = {"tomorrow": "2026-11-21T10:00:00-05:00", "monday": "2026-11-24T08:30:00-05:00"}
    for when, moment in expected.items():
        form = SnoozeForm({"when": when}, now=now, zone=zone, times=times)
        assert form.is_valid()
        assert form.cleaned_data["moment"].isoformat() == moment
    # Weekdays only: the next opening is Monday's, and is offered once.
    weekdays = offered(snooze_times(now, BusinessHours.assumed(zone)))
    assert [each.label for each in snooze_words(weekdays, now, zone)] == [
        "In an hour",
        "In three hours",
        "Monday at opening, 09:00",
        "When they answer, or Fri, Dec 4 at opening, 09:00",
    ]
    never = snooze_words(snooze_times(now, BusinessHours.of(zone, {})), now, zone)
    assert never[2].label == "Tomorrow at 09:00"  # it never opens


def test_an_own_time_is_read_on_the_wall_of_the_practice() -> None:
    zone = ZoneInfo("America/New_York")
    now = datetime(2026, 11, 21, 2, 0, tzinfo=ZoneInfo("UTC"))
    form = SnoozeForm({"until": "2026-12-01T14:30"}, now=now, zone=zone, times=())
    assert form.is_valid()
    assert form.cleaned_data["moment"].isoformat() == "2026-12-01T14:30:00-05:00"
