"""Promises that are read in an answer while somebody types, and edited before it is sent (A6)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict

from inbox.actions.errors import ActionRefused
from inbox.models import Conversation, Promise
from inbox.views.promised import promise_drafts, promise_rows
from practice_hub.practices.business_hours import BusinessHours
from tests.inbox.check_desk import check, claimed_question
from tests.inbox.view_desk import ViewDesk, post_to
from tests.people import Person

ZONE = ZoneInfo("America/New_York")
HOURS = BusinessHours.assumed(ZONE)
WORDS = "We will call you by noon tomorrow."


@pytest.fixture
def row(ana: Person, view_desk: ViewDesk) -> Conversation:
    return claimed_question(ana, view_desk)


def test_promises_are_read_on_the_practices_clock() -> None:
    # The clocks go forward in the night between.
    now = datetime(2026, 3, 7, 20, 0, tzinfo=UTC)
    (found,) = promise_rows(WORDS, QueryDict(), hours=HOURS, zone=ZONE, now=now)
    assert (found.words, found.due) == ("by noon tomorrow", "2026-03-08T12:00")
    assert found.due_at == datetime(2026, 3, 8, 16, 0, tzinfo=UTC)
    assert found.says == "tomorrow 12:00"

    def kept(due: str) -> QueryDict:
        data = QueryDict(mutable=True)
        data.update(
            {"promise_words": found.words, "promise_found": found.found, "promise_due": due}
        )
        return data

    (edited,) = promise_drafts(WORDS, kept("2026-03-08T02:30"), hours=HOURS, zone=ZONE, now=now)
    assert edited.due_at.astimezone(UTC) == datetime(2026, 3, 8, 7, 30, tzinfo=UTC)
    (untouched,) = promise_drafts(WORDS, kept(found.found), hours=HOURS, zone=ZONE, now=now)
    assert untouched.due_at == found.due_at
    assert promise_drafts(WORDS, kept(""), hours=HOURS, zone=ZONE, now=now) == ()
    # Other words by now: what was edited belonged to those that are gone.
    changed = "We will call you by three tomorrow afternoon."
    (fresh,) = promise_drafts(changed, kept("2026-03-09T09:00"), hours=HOURS, zone=ZONE, now=now)
    assert fresh.due_at.astimezone(ZONE).hour == 15
    for wrong in ("2026-03-07T09:00", "soon", "9999-99-99T00:00"):
        with pytest.raises(ActionRefused) as refused:
            promise_drafts(WORDS, kept(wrong), hours=HOURS, zone=ZONE, now=now)
        assert refused.value.code == "promise_past"


def test_a_promise_is_shown_edited_and_sent(
    ana: Person, row: Conversation, view_desk: ViewDesk
) -> None:
    body = "Thank you for asking. We will write to you tomorrow at 3 pm. Ana"
    found = check(ana, row, body)
    words = re.search(r'name="promise_words" value="([^"]*)"', found)
    read = re.search(r'name="promise_found" value="([^"]*)"', found)
    assert words and read
    edited = read[1].replace("T15:00", "T16:20")
    pairs = {"promise_words": words[1], "promise_found": read[1], "promise_due": edited}
    assert f'value="{edited}"' in check(ana, row, body, **pairs)
    assert post_to(ana, row, "send", view_desk.form(row, body, **pairs)).status_code == 303
    promise = Promise.objects.get()
    assert promise.due_at.astimezone(ana.practice.zone).strftime("%H:%M") == "16:20"


def test_a_promise_that_no_check_saw_is_found_on_the_way(
    ana: Person, row: Conversation, view_desk: ViewDesk
) -> None:
    post_to(ana, row, "send", view_desk.form(row, "We will write to you tomorrow at 3 pm. Ana"))
    assert Promise.objects.get().words.startswith("tomorrow")
