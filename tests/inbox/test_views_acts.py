"""Every act as a plain form and as a fragment: rows change, colleagues are respected."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone

from inbox import actions
from inbox.models import Conversation, Note
from tests.inbox.view_desk import HTMX, ViewDesk, expire_claim, post_to
from tests.people import Person

ACTS = [
    "claim",
    "renew",
    "release",
    "take-over",
    "assign",
    "note",
    "snooze",
    "wake",
    "no-reply",
    "resolve",
    "skip-loop",
    "close",
    "reopen",
    "label",
    "send",
    "answered-there",
    "contact",
]


def text(response: Any) -> str:
    return unescape(response.content.decode())


def said_to(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.mark.parametrize("act", ACTS)
def test_another_practice_can_do_nothing(charlie: Person, view_desk: ViewDesk, act: str) -> None:
    row = view_desk.post()
    before = Conversation.objects.filter(pk=row.pk).values().get()
    response = post_to(charlie, row, act, {"reason": "x", "outcome": "x", "note": "x"})
    assert response.status_code == 404
    assert Conversation.objects.filter(pk=row.pk).values().get() == before


@pytest.mark.parametrize("act", ACTS)
def test_a_stranger_signs_in_first(client: Client, view_desk: ViewDesk, act: str) -> None:
    row = view_desk.post()
    response = client.post(f"/inbox/{row.pk}/{act}/")
    assert response.status_code == 302
    assert "/accounts/login/" in response["Location"]


@pytest.mark.parametrize("act", [act for act in ACTS if act != "renew"])
def test_an_address_of_an_act_leads_back_to_the_conversation(
    ana: Person, view_desk: ViewDesk, act: str
) -> None:
    row = view_desk.post()
    response = ana.client.get(f"/inbox/{row.pk}/{act}/?queue=all")
    assert response.status_code == 302
    assert response["Location"] == f"/inbox/{row.pk}/?queue=all"


def test_claim_without_javascript(ana: Person, view_desk: ViewDesk) -> None:
    row = view_desk.post()
    response = ana.client.post(f"/inbox/{row.pk}/claim/?queue=all")
    assert response.status_code == 303
    assert response["Location"] == f"/inbox/{row.pk}/?queue=all"
    row.refresh_from_db()
    assert row.claimed_by == ana.user


def test_claim_with_htmx_puts_the_cursor_into_the_composer(
    ana: Person, view_desk: ViewDesk
) -> None:
    row = view_desk.post()
    response = post_to(ana, row, "claim", headers=HTMX)
    assert response.status_code == 200
    assert "autofocus" in text(response)
    assert "inbox:changed" in response["HX-Trigger"]


def test_a_second_claim_is_refused_by_name(ana: Person, ben: Person, view_desk: ViewDesk) -> None:
    row = view_desk.post()
    view_desk.claim(row, ben)
    response = post_to(ana, row, "claim", headers=HTMX)
    assert response.status_code == 409
    assert "Ben Okoro is answering this one." in text(response)
    row.refresh_from_db()
    assert row.claimed_by == ben.user


def test_the_heartbeat_renews_and_tells_when_the_claim_is_gone(
    ana: Person, ben: Person, view_desk: ViewDesk
) -> None:
    row = view_desk.post()
    token = view_desk.claim(row, ana)
    soon = timezone.now() + timedelta(seconds=5)
    Conversation.objects.filter(pk=row.pk).update(claim_expires_at=soon)
    assert post_to(ana, row, "renew", {"claim_token": token}).status_code == 204
    row.refresh_from_db()
    assert row.claim_expires_at and row.claim_expires_at > soon
    expire_claim(row)
    view_desk.claim(row, ben)
    assert post_to(ana, row, "renew", {"claim_token": token}).status_code == 409
    assert post_to(ana, row, "renew", {"claim_token": "nonsense"}).status_code == 409
    assert ana.client.get(f"/inbox/{row.pk}/renew/").status_code == 405


def test_release_and_take_over(ana: Person, ben: Person, view_desk: ViewDesk) -> None:
    row = view_desk.post()
    view_desk.claim(row, ben)
    without = post_to(ana, row, "take-over", {"reason": " "}, headers=HTMX)
    assert without.status_code == 422
    assert "Say why, in a few words." in text(without)
    assert post_to(ana, row, "take-over", {"reason": "Ben went home"}).status_code == 303
    row.refresh_from_db()
    assert row.claimed_by == ana.user
    assert "Ben went home" in text(ben.client.get(f"/inbox/{row.pk}/"))
    assert post_to(ana, row, "release").status_code == 303
    row.refresh_from_db()
    assert row.claimed_by is None


def test_assign(ana: Person, ben: Person, charlie: Person, view_desk: ViewDesk) -> None:
    row = view_desk.post()
    response = post_to(ana, row, "assign", {"assignee": ben.user.pk}, follow=True)
    assert "Given to Ben Okoro." in text(response)  # beside the way to take it back
    row.refresh_from_db()
    assert row.assigned_to == ben.user
    refused = post_to(ana, row, "assign", {"assignee": charlie.user.pk}, headers=HTMX)
    assert refused.status_code == 422
    assert "no longer in the practice" in text(refused)
    post_to(ana, row, "assign", {"assignee": ""})
    row.refresh_from_db()
    assert row.assigned_to is None


def test_note(ana: Person, vera: Person, view_desk: ViewDesk) -> None:
    row = view_desk.post()
    assert post_to(ana, row, "note", {"note": "Ask the clinic lead"}).status_code == 303
    assert Note.objects.get().body == "Ask the clinic lead"
    empty = post_to(ana, row, "note", {"note": ""}, headers=HTMX)
    assert empty.status_code == 422
    assert "Write the note first." in text(empty)
    assert post_to(vera, row, "note", {"note": "hello"}).status_code == 403


def test_no_reply_needed_needs_a_reason(ana: Person, view_desk: ViewDesk) -> None:
    row = view_desk.post()
    assert post_to(ana, row, "no-reply", {"reason": ""}, headers=HTMX).status_code == 422
    assert post_to(ana, row, "no-reply", {"reason": "Only a joke"}).status_code == 303
    row.refresh_from_db()
    assert (row.state, row.no_reply_reason) == ("NO_REPLY_NEEDED", "Only a joke")
    assert post_to(ana, row, "reopen").status_code == 303
    row.refresh_from_db()
    assert row.state == "OPEN"


def test_resolve_skip_and_close(ana: Person, view_desk: ViewDesk) -> None:
    row = view_desk.post("I am angry, nobody calls back, never again")
    view_desk.answer(row, ana, "We are sorry to hear this. Ana")
    without = post_to(ana, row, "resolve", {"outcome": ""}, headers=HTMX)
    assert without.status_code == 422
    assert "what was done" in text(without)
    response = post_to(ana, row, "resolve", {"outcome": "Called back."})
    assert said_to(response) == ["Resolved. Now thank them in public."]
    early = post_to(ana, row, "close", headers=HTMX)
    assert early.status_code == 409
    assert "Thank them in public first" in text(early)
    assert post_to(ana, row, "skip-loop", {"reason": "They asked us not to"}).status_code == 303
    row.refresh_from_db()
    assert (row.state, row.loop_skip_reason) == ("CLOSED", "They asked us not to")


def test_the_public_thanks_close_the_loop(ana: Person, view_desk: ViewDesk) -> None:
    row = view_desk.post("I am angry, nobody calls back, never again")
    view_desk.answer(row, ana, "We are sorry to hear this. Ana")
    actions.resolve(conversation_id=row.pk, actor=ana.user, now=timezone.now(), outcome="Done.")
    Conversation.objects.filter(pk=row.pk).update(
        state="LOOP_CLOSED", loop_closed_at=timezone.now()
    )
    assert post_to(ana, row, "close").status_code == 303
    row.refresh_from_db()
    assert row.state == "CLOSED"


def test_what_a_colleague_holds_is_not_resolved_by_others(
    ana: Person, ben: Person, view_desk: ViewDesk
) -> None:
    row = view_desk.post()
    view_desk.claim(row, ben)
    response = post_to(ana, row, "resolve", {"outcome": "Done."}, headers=HTMX)
    assert response.status_code == 409
    assert "Take it over first" in text(response)
    assert "What was done?" not in text(ana.client.get(f"/inbox/{row.pk}/"))


def test_correct_the_feeling(ana: Person, charlie: Person, view_desk: ViewDesk) -> None:
    row = view_desk.post("Great, another hour in the waiting room")
    assert row.last_mention
    data = {"mention": row.last_mention.pk, "label": "NEGATIVE"}
    assert post_to(ana, row, "label", data).status_code == 303
    row.refresh_from_db()
    row.last_mention.refresh_from_db()
    assert row.last_mention.corrected_sentiment == "NEGATIVE"
    assert row.last_mention.corrected_by == ana.user
    assert row.sentiment == "NEGATIVE"
    assert "Unhappy, corrected" in text(ana.client.get(f"/inbox/{row.pk}/"))
    assert post_to(ana, row, "label", data | {"label": "FURIOUS"}).status_code == 422
    assert post_to(ana, row, "label", {"label": "NEGATIVE"}).status_code == 404
    other = ViewDesk(charlie.practice).post("Nothing to do with you")
    assert other.last_mention
    stolen = {"mention": other.last_mention.pk, "label": "NEGATIVE"}
    assert post_to(ana, row, "label", stolen).status_code == 404
