"""Several conversations at once: each by itself, and all of it taken back within half a minute."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.utils import timezone

from inbox import actions
from inbox.models import Clock, Conversation
from inbox.views import bulk_bar
from practice_hub.audit.models import AuditEvent
from tests.builders import hear, private
from tests.inbox.view_desk import HTMX, MARISOL, ViewDesk, post_to
from tests.people import Person

TOKEN = re.compile(r'name="token" value="([^"]+)"')


def press(who: Person, act: str, rows: list[Conversation], **data: Any) -> Any:
    form = {"act": act, "ids": [row.pk for row in rows], **data}
    return who.client.post("/inbox/bulk/", form, headers=HTMX)


def text(response: Any) -> str:
    return unescape(response.content.decode())


def take_back(who: Person, response: Any) -> Any:
    found = TOKEN.search(text(response))
    assert found
    return who.client.post("/inbox/bulk/undo/", {"token": found[1]}, headers=HTMX)


def state(row: Conversation) -> tuple[Any, ...]:
    fresh = Conversation.objects.get(pk=row.pk)
    clocks = Clock.objects.filter(conversation=row).order_by("pk")
    return (
        *(fresh.claimed_by_id, fresh.assigned_to_id, fresh.snoozed_until, fresh.is_unanswered),
        *(fresh.waiting_since, fresh.closed_at, fresh.no_reply_reason, fresh.due_at),
        *clocks.values_list("kind", "started_at", "target_at", "stopped_at", "ending"),
    )


@pytest.mark.parametrize(
    ("act", "data"),
    [
        ("claim", {}),
        ("assign", {"assignee": "ben"}),
        ("snooze", {"when": "tomorrow"}),
        ("no_reply", {"reason": "thanks among neighbors"}),
    ],
)
def test_each_is_done_and_all_is_taken_back(
    ana: Person, ben: Person, view_desk: ViewDesk, act: str, data: dict[str, Any]
) -> None:
    rows = [view_desk.post(), view_desk.comment()]
    if "assignee" in data:
        data = {"assignee": ben.user.pk}
    before = [state(row) for row in rows]
    done = press(ana, act, rows, **data)
    assert done.status_code == 200
    assert "2 conversations" in text(done)
    assert [state(row) for row in rows] != before
    names = AuditEvent.objects.filter(actor=ana.user).values_list("name", flat=True)
    assert len(names) == 2
    assert text(take_back(ana, done)).count("Taken back.") == 1
    assert [state(row) for row in rows] == before


def test_an_act_on_one_leads_on_and_can_be_taken_back(
    ana: Person, ben: Person, view_desk: ViewDesk
) -> None:
    row = view_desk.post()
    view_desk.claim(row, ana)
    row.refresh_from_db()
    before = state(row)
    for act, data, words in (
        ("snooze", {"when": "hour"}, "Snoozed until"),
        ("no-reply", {"reason": "small talk"}, "Marked as needing no reply."),
        ("assign", {"assignee": ben.user.pk}, "Given to Ben Okoro."),
    ):
        done = post_to(ana, row, act, data, headers=HTMX)
        assert words in text(done)
        leads_on = "inbox:finished" in done.headers.get("HX-Trigger-After-Settle", "")
        assert leads_on == (act != "assign")  # who gives it away still looks at it
        assert state(row) != before
        take_back(ana, done)
        assert state(row) == before
    assert post_to(ana, row, "snooze", {"when": "hour"}).status_code == 303
    assert TOKEN.search(text(ana.client.get(f"/inbox/{row.pk}/")))


def test_one_refusal_stops_no_other_and_says_why(
    ana: Person, ben: Person, view_desk: ViewDesk
) -> None:
    mine, taken = view_desk.post(), view_desk.comment()
    view_desk.claim(taken, ben)
    answer = press(ana, "claim", [mine, taken])
    assert answer.status_code == 409
    assert "1 conversation claimed." in text(answer)
    assert "Marisol Vega</b>: Ben Okoro is answering this one." in text(answer)
    assert f'data-keep="{taken.pk} "' in text(answer)
    mine.refresh_from_db()
    assert mine.claimed_by == ana.user
    waits = press(ana, "snooze", [mine], when="answer")
    assert "it cannot sleep until they answer" in text(waits)


def test_what_has_moved_on_is_not_taken_back(
    ana: Person, ben: Person, view_desk: ViewDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = view_desk.post(), view_desk.comment()
    done = press(ana, "no_reply", [one, other], reason="small talk")
    actions.reopen(conversation_id=other.pk, actor=ben.user, now=timezone.now())
    reopened = state(other)
    assert "Of 1 something else has happened" in text(take_back(ana, done))
    assert state(other) == reopened
    done = press(ana, "snooze", [one], when="hour")
    assert take_back(ben, done).status_code == 409  # his own acts only
    monkeypatch.setattr(bulk_bar, "UNDO_SECONDS", timedelta(seconds=-1))
    late = take_back(ana, done)
    assert late.status_code == 409
    assert "It is too late" in text(late)


def test_what_is_missing_is_said_and_the_choice_stays(ana: Person, view_desk: ViewDesk) -> None:
    row = view_desk.post()
    for act, words in (
        ("no_reply", "Say why, in a few words."),
        ("assign", "Choose who gets them."),
        ("snooze", "Pick when they should come back."),
        ("", "Choose what to do with them."),
    ):
        answer = press(ana, act, [row])
        assert answer.status_code == 422
        assert words in text(answer)
    assert "Select at least one" in text(press(ana, "claim", []))
    assert AuditEvent.objects.filter(actor=ana.user).count() == 0


def test_without_scripts_the_list_offers_the_way_back_once(
    ana: Person, view_desk: ViewDesk
) -> None:
    row = view_desk.post()
    listed = ana.client.get("/inbox/").content.decode()
    assert f'name="ids" value="{row.pk}"' in listed
    form = {"act": "snooze", "ids": [row.pk], "when": "hour"}
    done = ana.client.post("/inbox/bulk/?queue=all", form)
    assert done.status_code == 303
    assert done["Location"] == "/inbox/?queue=all"
    page = text(ana.client.get("/inbox/?queue=all"))
    token = TOKEN.search(page)
    assert token
    assert "1 conversation snoozed." in page
    assert not TOKEN.search(text(ana.client.get("/inbox/")))
    back = ana.client.post("/inbox/bulk/undo/", {"token": token[1]})
    assert back.status_code == 303
    row.refresh_from_db()
    assert row.snoozed_until is None


def test_an_agency_and_an_outsider(
    ana: Person, vera: Person, charlie: Person, view_desk: ViewDesk
) -> None:
    row = view_desk.post()
    hear(view_desk.facebook, private("Only for you.", MARISOL), now=view_desk.now)
    hidden = Conversation.objects.get(has_public=False)
    assert press(charlie, "claim", [row]).status_code == 404
    assert press(vera, "claim", [hidden]).status_code == 404
    assert press(vera, "claim", [row]).status_code == 200
    row.refresh_from_db()
    assert row.claimed_by == vera.user
