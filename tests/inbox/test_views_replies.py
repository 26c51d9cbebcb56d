"""The composer's sends: kept texts, refusals that explain, undo, and what is settled by hand."""

from __future__ import annotations

from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from inbox.models import Conversation, Reply
from listening.connectors.base import CannotReply
from tests.inbox.view_desk import HTMX, ViewDesk, expire_claim, post_to
from tests.people import Person

BODY = "Thank you, we look into it. Ana"


def text(response: Any) -> str:
    return unescape(response.content.decode())


@pytest.fixture
def row(ana: Person, view_desk: ViewDesk) -> Conversation:
    """Claimed by Ana."""
    found = view_desk.comment()
    view_desk.claim(found, ana)
    return found


def set_status(reply: Reply, status: str, **changes: Any) -> None:
    Reply.objects.filter(pk=reply.pk).update(status=status, **changes)


def test_send_without_javascript(ana: Person, view_desk: ViewDesk, row: Conversation) -> None:
    response = post_to(ana, row, "send", view_desk.form(row, BODY))
    assert response.status_code == 303
    reply = Reply.objects.get()
    assert (reply.status, reply.body, reply.author) == ("QUEUED", BODY, ana.user)
    page = text(ana.client.get(f"/inbox/{row.pk}/"))
    assert "Goes out in" in page
    assert f'action="/inbox/replies/{reply.pk}/undo/"' in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert 'id="body-PUBLIC"' not in page  # one answer at a time


def test_the_same_form_twice_is_one_reply(
    ana: Person, view_desk: ViewDesk, row: Conversation
) -> None:
    form = view_desk.form(row, BODY)
    assert post_to(ana, row, "send", form, headers=HTMX).status_code == 200
    assert post_to(ana, row, "send", form, headers=HTMX).status_code == 200
    assert Reply.objects.count() == 1


def test_undo_brings_the_text_back(ana: Person, view_desk: ViewDesk, row: Conversation) -> None:
    post_to(ana, row, "send", view_desk.form(row, BODY))
    reply = Reply.objects.get()
    response = ana.client.post(f"/inbox/replies/{reply.pk}/undo/?queue=mine")
    assert response["Location"] == f"/inbox/{row.pk}/?queue=mine&draft={reply.pk}"
    reply.refresh_from_db()
    assert reply.status == "WITHDRAWN"
    assert f">{BODY}</textarea>" in text(ana.client.get(response["Location"]))


def test_undo_with_htmx_fills_the_composer(
    ana: Person, view_desk: ViewDesk, row: Conversation
) -> None:
    reply = view_desk.queue(row, ana, BODY)
    response = ana.client.post(f"/inbox/replies/{reply.pk}/undo/", headers=HTMX)
    assert f">{BODY}</textarea>" in text(response)
    assert "Undone: nothing went out." in text(response)


def test_too_late_to_undo(ana: Person, view_desk: ViewDesk, row: Conversation) -> None:
    reply = view_desk.queue(row, ana, BODY)
    set_status(reply, "SENDING", sending_at=timezone.now())
    response = ana.client.post(f"/inbox/replies/{reply.pk}/undo/", headers=HTMX)
    assert response.status_code == 409
    assert "Too late to undo" in text(response)


def test_a_kept_draft_is_only_for_who_wrote_it(
    ana: Person, ben: Person, view_desk: ViewDesk, row: Conversation
) -> None:
    reply = view_desk.queue(row, ana, BODY)
    set_status(reply, "WITHDRAWN")
    assert BODY in text(ana.client.get(f"/inbox/{row.pk}/?draft={reply.pk}"))
    assert BODY not in text(ben.client.get(f"/inbox/{row.pk}/?draft={reply.pk}"))
    assert ana.client.get(f"/inbox/{row.pk}/?draft=nonsense").status_code == 200
    assert ana.client.get(f"/inbox/{row.pk}/?draft=999999").status_code == 404


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_something_new_is_shown_and_the_text_kept(
    ana: Person, view_desk: ViewDesk, row: Conversation, headers: dict[str, str]
) -> None:
    form = view_desk.form(row, BODY)
    view_desk.writes_again(row, "Actually the hours stand on your door")
    response = post_to(ana, row, "send", form, headers=headers)
    assert response.status_code == 409
    page = text(response)
    assert "Something new arrived" in page
    assert (
        page.count("Actually the hours stand on your door") >= 2
    )  # in the timeline and at the refusal
    assert f">{BODY}</textarea>" in page
    assert not Reply.objects.exists()
    assert post_to(ana, row, "send", view_desk.form(row, BODY)).status_code == 303


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_lost_claim_keeps_the_text(
    ana: Person, ben: Person, view_desk: ViewDesk, row: Conversation, headers: dict[str, str]
) -> None:
    form = view_desk.form(row, BODY)
    expire_claim(row)
    view_desk.claim(row, ben)
    response = post_to(ana, row, "send", form, headers=headers)
    assert response.status_code == 409
    page = text(response)
    assert "Ben Okoro has taken this conversation." in page
    assert f"readonly>{BODY}</textarea>" in page
    assert not Reply.objects.exists()


@pytest.mark.parametrize(
    ("body", "words"), [("  ", "Please write the answer."), ("x" * 8001, "1 characters too long")]
)
def test_empty_and_too_long_are_said_beside_the_text(
    ana: Person, view_desk: ViewDesk, row: Conversation, body: str, words: str
) -> None:
    response = post_to(ana, row, "send", view_desk.form(row, body), headers=HTMX)
    assert response.status_code == 422
    assert words in text(response)
    assert 'aria-invalid="true"' in text(response)
    assert f">{body}</textarea>" in text(response)


def test_a_form_that_lost_its_fields_keeps_the_text(ana: Person, row: Conversation) -> None:
    response = post_to(ana, row, "send", {"audience": "PRIVATE", "body": BODY}, headers=HTMX)
    assert response.status_code == 409
    assert "Your text is kept below" in text(response)
    assert f">{BODY}</textarea>" in text(response)


def test_a_second_answer_waits_for_the_first(
    ana: Person, view_desk: ViewDesk, row: Conversation
) -> None:
    view_desk.queue(row, ana, BODY)
    response = post_to(ana, row, "send", view_desk.form(row, "Another one"), headers=HTMX)
    assert response.status_code == 409
    assert "already on its way" in text(response)
    assert "readonly>Another one</textarea>" in text(response)


def test_a_complaint_goes_public_first(ana: Person, view_desk: ViewDesk) -> None:
    row = view_desk.comment("I am angry, nobody calls back, never again")
    view_desk.claim(row, ana)
    form = view_desk.form(row, BODY, audience="PRIVATE")
    response = post_to(ana, row, "send", form, headers=HTMX)
    assert response.status_code == 422
    assert "first answer to a complaint is public" in text(response)
    assert f">{BODY}</textarea>" in text(response)
    form |= {"skip_public_reason": "She asked us to", "form_key": str(uuid4())}
    assert post_to(ana, row, "send", form).status_code == 303
    assert Reply.objects.get().audience == "PRIVATE"


def test_the_private_panel_tells_its_rules(
    ana: Person, view_desk: ViewDesk, row: Conversation
) -> None:
    page = text(ana.client.get(f"/inbox/{row.pk}/"))
    assert "one private message for this post" in page
    assert "only Marisol Vega can read it" in page and "only they can read this" in page
    assert "everyone can read this" in page
    assert "sign it “Ana”" in page


def test_answered_on_the_network(ana: Person, view_desk: ViewDesk) -> None:
    row = view_desk.post("anyone tried lumen?", cannot_reply=CannotReply.NOT_MENTIONED)
    token = view_desk.claim(row, ana)
    refused = post_to(ana, row, "send", view_desk.form(row, BODY), headers=HTMX)
    assert refused.status_code == 409
    assert BODY in text(refused)
    data = {"claim_token": token, "seen_seq": row.last_seq, "body": "Hello, yes!"}
    assert post_to(ana, row, "answered-there", data).status_code == 303
    reply = Reply.objects.get()
    assert (reply.via, reply.status, reply.body) == ("MANUAL", "SENT", "Hello, yes!")
    row.refresh_from_db()
    assert not row.is_unanswered
    assert "recorded by hand" in text(ana.client.get(f"/inbox/{row.pk}/"))


def test_a_call_is_recorded(ana: Person, view_desk: ViewDesk, row: Conversation) -> None:
    row.refresh_from_db()
    data = {"claim_token": row.claim_token, "channel": "PHONE", "direction": "OUT", "body": "Told."}
    assert post_to(ana, row, "contact", data).status_code == 303
    assert Reply.objects.get().leg.channel == "PHONE"
    missing = post_to(ana, row, "contact", data | {"body": ""}, headers=HTMX)
    assert missing.status_code == 422
    assert "Write down in a line what was said." in text(missing)


def test_failed_says_what_to_do(ana: Person, view_desk: ViewDesk, row: Conversation) -> None:
    reply = view_desk.queue(row, ana, BODY)
    set_status(reply, "FAILED", error_kind="GONE", error_detail="The post is no longer there.")
    page = text(ana.client.get(f"/inbox/{row.pk}/"))
    assert "Not sent." in page
    assert "The post is no longer there." in page
    response = ana.client.post(f"/inbox/replies/{reply.pk}/discard/", headers=HTMX)
    assert f">{BODY}</textarea>" in text(response)
    reply.refresh_from_db()
    assert reply.status == "WITHDRAWN"


def test_failed_is_tried_again(ana: Person, view_desk: ViewDesk, row: Conversation) -> None:
    reply = view_desk.queue(row, ana, BODY)
    set_status(reply, "FAILED", error_kind="REFUSED", error_detail="No.")
    blind = ana.client.post(f"/inbox/replies/{reply.pk}/retry/", headers=HTMX)
    assert blind.status_code == 409
    data = {"seen_seq": row.last_seq}
    assert ana.client.post(f"/inbox/replies/{reply.pk}/retry/", data).status_code == 303
    reply.refresh_from_db()
    assert reply.status == "QUEUED"


@pytest.mark.parametrize(("act", "status"), [("sent", "SENT"), ("again", "QUEUED")])
def test_perhaps_sent_is_settled_by_a_person(
    ana: Person, view_desk: ViewDesk, row: Conversation, act: str, status: str
) -> None:
    reply = view_desk.queue(row, ana, BODY)
    set_status(reply, "UNCERTAIN", sending_at=timezone.now(), settle_after=None)
    page = text(ana.client.get(f"/inbox/{row.pk}/"))
    assert "Perhaps sent." in page
    assert "It went out" in page
    data = {"seen_seq": row.last_seq}
    assert ana.client.post(f"/inbox/replies/{reply.pk}/{act}/", data).status_code == 303
    reply.refresh_from_db()
    assert reply.status == status


@pytest.mark.parametrize("act", ["undo", "retry", "discard", "sent", "again"])
def test_answers_of_another_practice_are_not_there(
    ana: Person, charlie: Person, view_desk: ViewDesk, row: Conversation, act: str
) -> None:
    reply = view_desk.queue(row, ana, BODY)
    assert charlie.client.post(f"/inbox/replies/{reply.pk}/{act}/").status_code == 404
    reply.refresh_from_db()
    assert reply.status == "QUEUED"


def test_a_vendor_answers_in_public_only(vera: Person, ana: Person, view_desk: ViewDesk) -> None:
    row = view_desk.comment()
    view_desk.claim(row, vera)
    private = view_desk.form(row, BODY, audience="PRIVATE")
    assert post_to(vera, row, "send", private).status_code == 403
    assert post_to(vera, row, "contact", {}).status_code == 403
    assert not Reply.objects.exists()
    assert post_to(vera, row, "send", view_desk.form(row, BODY)).status_code == 303
    reply = Reply.objects.get()
    assert reply.author == vera.user
    Reply.objects.filter(pk=reply.pk).update(audience="PRIVATE")
    assert vera.client.post(f"/inbox/replies/{reply.pk}/undo/").status_code == 404
