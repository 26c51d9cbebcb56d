"""The approver's page: the card, the three buttons, and what it never does."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags
from pytest_django import DjangoAssertNumQueries

from inbox.actions import approvals
from inbox.models import Approval, Conversation, Reply
from practice_hub.alerts.models import Alert
from tests.inbox.approve_desk import (
    OTHER,
    SAFE,
    WORRY,
    ask,
    card_of,
    decide,
    form_of,
    worried,
)
from tests.inbox.view_desk import HTMX, ViewDesk
from tests.people import Person


def text(response: Any) -> str:
    return unescape(response.content.decode())


def words(response: Any) -> str:
    """What a person reads: the marks within a text left out."""
    return unescape(strip_tags(response.content.decode()))


@pytest.fixture
def waiting(view_desk: ViewDesk, ana: Person, priya: Person) -> Approval:
    return ask(view_desk, worried(view_desk), ana)


def test_nothing_waits(priya: Person) -> None:
    page = priya.client.get("/approve/")
    assert page.status_code == 200
    assert "Nothing waits for you" in text(page)
    assert "approve-form" not in text(page)


def test_the_card_shows_all_that_decides(waiting: Approval, priya: Person) -> None:
    page = priya.client.get("/approve/")
    shown = text(page)
    assert "1 of 1 to approve" in shown
    assert "Marisol Vega" in shown and "Facebook, " in shown
    assert WORRY in words(page)
    assert SAFE in shown
    assert "written by Ana" in shown
    assert "The privacy guard finds nothing." in shown
    assert "because of “" in shown
    for word in ("Return", "Edit", "Approve"):
        assert f"{word}<kbd>" in shown
    assert page.context["card"].medical_words
    assert "To approve" in shown and 'href="/approve/"' in shown


def test_who_gets_in(
    waiting: Approval, ana: Person, vera: Person, mona: Person, charlie: Person
) -> None:
    """Ana wrote it, an agency sees nothing, Mona may look, Charlie finds nothing."""
    for who in (ana, vera):
        assert card_of(who, waiting).status_code == 403
        assert decide(who, waiting, "approve", {}).status_code == 403
    assert card_of(charlie, waiting).status_code == 404
    for act in ("approve", "return", "undo", "others"):
        assert decide(charlie, waiting, act, {}).status_code == 404
    assert Client().get("/approve/").status_code == 302
    page = card_of(mona, waiting)
    assert "Only a practitioner may approve this one." in text(page)
    assert "Dr. Priya was asked" in text(page)
    assert "approve-form" not in text(page)
    refused = decide(mona, waiting, "approve", form_of(page))
    assert refused.status_code == 409
    waiting.refresh_from_db()
    assert waiting.status == "WAITING"


def test_approve_and_the_next_card_by_itself(
    waiting: Approval, view_desk: ViewDesk, ana: Person, priya: Person
) -> None:
    second = ask(view_desk, view_desk.post(WORRY + " Help"), ana, "Thank you. We listen. Ana")
    answer = decide(priya, waiting, "approve", form_of(priya.client.get("/approve/")), headers=HTMX)
    assert answer.status_code == 200
    assert answer["HX-Replace-Url"] == f"/approve/?done={waiting.pk}"
    shown = text(answer)
    assert "Approved." in shown and "Undo" in shown
    assert f'data-card="{second.pk}"' in shown
    waiting.refresh_from_db()
    assert (waiting.status, waiting.decided_by_id) == ("APPROVED", priya.user.pk)
    assert waiting.reply.status == "QUEUED"
    assert not Alert.objects.open().filter(subject_type="approval", subject_id=waiting.pk).exists()


def test_without_javascript_every_act_is_a_redirect(waiting: Approval, priya: Person) -> None:
    page = card_of(priya, waiting)
    answer = decide(priya, waiting, "approve", form_of(page))
    assert (answer.status_code, answer["Location"]) == (303, f"/approve/?done={waiting.pk}")
    after = priya.client.get(answer["Location"])
    assert "Approved." in text(after) and "Nothing waits for you" in text(after)
    assert "Today you decided 1" in text(after)
    undone = decide(priya, waiting, "undo", {})
    assert (undone.status_code, undone["Location"]) == (303, f"/approve/?card={waiting.pk}")
    again = priya.client.get(undone["Location"])
    assert "It waits for you again." in text(again) and "1 of 1 to approve" in text(again)
    assert Reply.objects.get().status == "AWAITING_APPROVAL"
    returned = decide(priya, waiting, "return", form_of(again, note="Warmer, please."))
    assert "Returned" in text(priya.client.get(returned["Location"]))
    waiting.refresh_from_db()
    assert (waiting.status, waiting.note) == ("REJECTED", "Warmer, please.")
    assert decide(priya, waiting, "undo", {}).status_code == 303
    assert priya.client.get(f"/approve/{waiting.pk}/approve/")["Location"].endswith(
        f"card={waiting.pk}"
    )


def test_edit_makes_the_practitioner_the_author(waiting: Approval, priya: Person) -> None:
    page = card_of(priya, waiting, edit=1)
    assert 'name="body"' in text(page) and "Approve this" in text(page)
    own = "Thank you for telling us. I will write to you in private now. Dr. Priya"
    decide(priya, waiting, "approve", form_of(page, body=own))
    waiting.refresh_from_db()
    assert waiting.is_edited and waiting.asked_body == SAFE
    assert (waiting.reply.body, waiting.reply.author_id) == (own, priya.user.pk)


def test_what_the_guard_stops_is_shown_with_the_text_kept(waiting: Approval, priya: Person) -> None:
    page = card_of(priya, waiting, edit=1)
    said = "The numbness after your filler is normal, your chart says so. Dr. Priya"
    refused = decide(priya, waiting, "approve", form_of(page, body=said), headers=HTMX)
    assert refused.status_code == 422
    shown = text(refused)
    assert said in shown and "The privacy guard stops this." in shown
    assert "Send it all the same, because" in shown
    assert Reply.objects.get().status == "AWAITING_APPROVAL"
    reason = "She asked for exactly this and agreed in writing."
    decide(priya, waiting, "approve", form_of(page, body=said, override_reason=reason))
    reply = Reply.objects.get()
    assert (reply.status, reply.override_reason) == ("QUEUED", reason)


def test_a_return_needs_words(waiting: Approval, priya: Person) -> None:
    page = card_of(priya, waiting)
    refused = decide(priya, waiting, "return", form_of(page, note=" "), headers=HTMX)
    assert refused.status_code == 422
    assert "Please write what should change." in text(refused)
    phrase = page.context["phrases"][0]
    decide(priya, waiting, "return", form_of(page, phrase=phrase))
    waiting.refresh_from_db()
    assert waiting.note == phrase


def test_a_stale_card_decides_nothing(
    waiting: Approval, view_desk: ViewDesk, priya: Person
) -> None:
    """A new message, a decision by a colleague: said, with what is there now."""
    page = card_of(priya, waiting)
    row = Conversation.objects.get()
    view_desk.writes_again(row, "And now my eye hurts, too.")
    refused = decide(priya, waiting, "approve", form_of(page), headers=HTMX)
    assert refused.status_code == 409
    assert "And now my eye hurts, too." in words(refused)
    assert "New since Ana wrote this" in text(refused)
    waiting.refresh_from_db()
    assert waiting.status == "WAITING"
    for data in ({}, form_of(page, fingerprint="0" * 64), form_of(page, seen_seq="x")):
        assert decide(priya, waiting, "approve", data).status_code == 409
    decide(priya, waiting, "approve", form_of(card_of(priya, waiting)))
    late = decide(priya, waiting, "return", form_of(page, note="Too late"), headers=HTMX)
    assert late.status_code == 409
    assert "You approved this" in text(late)


def test_a_colleague_was_quicker(waiting: Approval, priya: Person, practice: Any) -> None:
    from tests.people import make_person

    leo = make_person(practice, "Dr. Leo Marchetti", "PRACTITIONER")
    page = card_of(priya, waiting)
    decide(leo, waiting, "approve", form_of(card_of(leo, waiting)))
    late = decide(priya, waiting, "approve", form_of(page), headers=HTMX)
    assert late.status_code == 409
    assert "Dr. Leo approved this" in text(late)
    assert decide(priya, waiting, "undo", {}, headers=HTMX).status_code == 409
    assert Reply.objects.get().status == "QUEUED"


def test_the_pulse_speaks_only_when_the_card_is_old(
    waiting: Approval, view_desk: ViewDesk, priya: Person, charlie: Person
) -> None:
    page = card_of(priya, waiting)
    query = {"card": waiting.pk, "mark": page.context["mark"]}
    assert priya.client.get("/approve/pulse/", query).status_code == 204
    view_desk.writes_again(Conversation.objects.get(), "One more thing.")
    news = priya.client.get("/approve/pulse/", query)
    assert "Something changed meanwhile" in text(news)
    assert "One more thing" not in text(news)
    assert "One more thing" not in text(charlie.client.get("/approve/pulse/", query))
    empty = {"mark": "empty"}
    assert "Something waits for you now" in text(priya.client.get("/approve/pulse/", empty))
    assert charlie.client.get("/approve/pulse/", empty).status_code == 204


def test_approving_one_of_two_asks_about_the_other(
    waiting: Approval, view_desk: ViewDesk, ana: Person, ben: Person, priya: Person
) -> None:
    row = Conversation.objects.get()
    from inbox import actions

    actions.take_over(conversation_id=row.pk, actor=ben.user, now=timezone.now(), reason="lunch")
    other = ask(view_desk, row, ben, OTHER)
    page = card_of(priya, waiting)
    answer = decide(priya, waiting, "approve", form_of(page), headers=HTMX)
    shown = text(answer)
    assert "Ben’s other draft to the same person also waits." in shown and OTHER in shown
    kept = priya.client.get("/approve/", {"done": waiting.pk, "kept": 1})
    assert f'data-card="{other.pk}"' in text(kept)
    # Only what the page showed goes back.
    decide(priya, waiting, "others", {"other": ["999999"]})
    other.refresh_from_db()
    assert other.status == "WAITING"
    decide(priya, waiting, "others", {"other": [other.pk]})
    other.refresh_from_db()
    assert (other.status, other.reply.status) == ("REJECTED", "REJECTED")


def test_private_drafts_say_private(view_desk: ViewDesk, ana: Person, priya: Person) -> None:
    row = worried(view_desk)
    view_desk.writes_privately(row, "It tingles since the morning.")
    approval = ask(view_desk, row, ana, "Please ring us, we are here. Ana", "PRIVATE")
    page = card_of(priya, approval)
    assert 'class="draft private"' in text(page)
    assert "It tingles since the morning." in words(page)


def test_nobody_is_on_duty(view_desk: ViewDesk, ana: Person, mona: Person) -> None:
    """No practitioner at all: the manager is told at once and the page says so."""
    approval = ask(view_desk, worried(view_desk), ana)
    assert "Nobody who may approve is on duty" in text(card_of(mona, approval))
    alert = Alert.objects.get(kind="APPROVAL_LATE")
    assert alert.deliveries.filter(user=mona.user).exists()
    assert alert.path == f"/approve/?card={approval.pk}"


def test_the_queue_and_the_chip(
    waiting: Approval, ana: Person, mona: Person, vera: Person, charlie: Person
) -> None:
    page = ana.client.get("/inbox/?queue=approval")
    assert "Waiting for approval" in text(page)
    assert "waits for Dr. Priya" in text(page)
    assert "To approve" not in text(page)
    assert "To approve" in text(mona.client.get("/inbox/"))
    agency = text(vera.client.get("/inbox/?queue=approval"))
    assert "Marisol" not in agency and "waits for Dr." not in agency
    assert "waits for Dr." not in text(vera.client.get("/inbox/?queue=all"))
    assert "Marisol" not in text(charlie.client.get("/inbox/?queue=approval"))


def test_a_long_talk_is_folded_and_costs_no_more(
    view_desk: ViewDesk,
    ana: Person,
    priya: Person,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    short = ask(view_desk, view_desk.post(WORRY), ana, "Thank you. May we write to you? Ana")
    card_of(priya, short)
    with django_assert_max_num_queries(45) as few:
        card_of(priya, short)
    row = worried(view_desk)
    for number in range(5):
        view_desk.writes_again(row, f"Line {number} of my worry")
    approval = ask(view_desk, row, ana)
    with django_assert_max_num_queries(len(few.captured_queries) + 2):
        page = card_of(priya, approval)
    talk = page.context["card"].talk
    assert len(talk.shown) == 3 and len(talk.folded) == 3
    assert "Show 3 earlier" in text(page)
    assert approvals.others_waiting(approval, priya.membership) == []
