"""The check while somebody types, the refusal after it, and what is pressed beside a text."""

from __future__ import annotations

import re
from html import unescape
from itertools import pairwise
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from inbox.domain import guard
from inbox.domain.guard import safe_invitations
from inbox.models import AdviceDismissal, Conversation, Reply
from practice_hub.audit.models import AuditEvent
from tests.inbox.check_desk import BAD, FINE, check, claimed_question, marks_of, state_of, units
from tests.inbox.snippet_builders import approve, written
from tests.inbox.view_desk import HTMX, ViewDesk, post_to
from tests.people import Person


@pytest.fixture
def row(ana: Person, view_desk: ViewDesk) -> Conversation:
    return claimed_question(ana, view_desk)


def test_it_says_what_it_finds_and_writes_nothing(ana: Person, row: Conversation) -> None:
    tables = [model for model in apps.get_models() if model._meta.managed]
    check(ana, row, FINE)  # signed in by now
    before = {model: model._default_manager.count() for model in tables}
    found = check(ana, row, BAD)
    assert state_of(found) == "blocked"
    assert "<q" in found and "your lips</q>" in found
    assert 'data-with="' in found and "45 CFR 164.502" in found
    assert state_of(check(ana, row, FINE)) == "pass"
    assert state_of(check(ana, row, "  ")) == ""
    assert "Not ready" in check(ana, row, "Hi {first_name}, thank you for writing.")
    assert {model: model._default_manager.count() for model in tables} == before


def test_marks_are_counted_as_a_browser_counts(ana: Person, row: Conversation) -> None:
    body = "😀😀 Glad you love your lips!\r\nCALL US NOW PLEASE 👩‍👩‍👧 about your botox"
    plain = body.replace("\r\n", "\n")
    found = [
        (units(plain, start, end), level) for start, end, level in marks_of(check(ana, row, body))
    ]
    assert ("your lips", "blocked") in found
    assert any(words.endswith("botox") and level == "blocked" for words, level in found)
    places = marks_of(check(ana, row, body))
    assert all(first[1] <= second[0] for first, second in pairwise(places))


def test_hints_are_read_and_never_put_into_the_text(ana: Person, row: Conversation) -> None:
    found = check(ana, row, "Thank you, Marisol Fernandez-Vega. شكرا")
    assert "Write it plainly in English" in found
    assert 'data-with="Write it plainly' not in found
    assert 'data-with="Leave out' not in found


def test_a_check_stays_cheap(
    ana: Person, row: Conversation, django_assert_max_num_queries: Any
) -> None:
    ana.client.get("/account/")
    with django_assert_max_num_queries(28):
        check(ana, row, f"{BAD} We will call you by noon. {FINE}" * 9)


def test_a_rewording_stands_for_its_whole_sentence(ana: Person, row: Conversation) -> None:
    body = "😀 Thank you. Glad you love your lips! Ana"
    button = re.search(r'data-start="(\d+)" data-end="(\d+)" data-with="', check(ana, row, body))
    assert button
    assert units(body, int(button[1]), int(button[2])) == "Glad you love your lips!"


def test_only_who_may_answer_is_told(
    ana: Person, charlie: Person, vera: Person, row: Conversation, view_desk: ViewDesk
) -> None:
    data = {"audience": "PRIVATE", "body": FINE}
    assert post_to(charlie, row, "check", data).status_code == 404
    assert post_to(charlie, row, "dismiss", {"key": "A11.jargon"}).status_code == 404
    assert post_to(vera, row, "check", data).status_code == 403
    assert post_to(vera, row, "dismiss", {**data, "key": "A11.jargon"}).status_code == 403
    assert state_of(check(vera, row, BAD)) == "blocked"
    assert ana.client.get(f"/inbox/{row.pk}/check/").status_code == 405
    for who in (charlie, vera):
        assert not AdviceDismissal.objects.filter(user=who.user).exists()


def test_advice_is_dismissed_once_and_what_blocks_is_not(
    ana: Person, ben: Person, row: Conversation
) -> None:
    body = "Thank you. We leverage our synergies. Ana"
    data = {"audience": "PUBLIC", "body": body, "key": "A11.jargon"}
    assert "dismiss:A11.jargon" in check(ana, row, body)
    for _ in range(2):
        answer = post_to(ana, row, "dismiss", data)
        assert answer.status_code == 200
        assert "A11.jargon" not in answer.content.decode()
    assert AdviceDismissal.objects.count() == 1
    assert AuditEvent.objects.filter(name="advice.dismissed").count() == 1
    assert "dismiss:A11.jargon" in check(ben, row, body)
    for key in ("A8.placeholder", "A8.repeat", "no such thing"):
        assert post_to(ana, row, "dismiss", {**data, "key": key}).status_code == 422
    assert AdviceDismissal.objects.count() == 1


def test_without_javascript_the_buttons_of_the_form_never_send(
    ana: Person, row: Conversation, view_desk: ViewDesk
) -> None:
    body = "Thank you. We leverage our synergies. Ana"
    for press in ("check", "dismiss:A11.jargon"):
        answer = post_to(ana, row, "send", view_desk.form(row, body, press=press))
        assert answer.status_code == 200
        assert body in answer.content.decode()
    invitation = safe_invitations("plain")[0]
    put = post_to(ana, row, "send", view_desk.form(row, BAD, press=f"put:{invitation.key}"))
    assert f">{invitation.text}</textarea>" in unescape(put.content.decode())
    assert AdviceDismissal.objects.count() == 1
    assert not Reply.objects.exists()


def test_a_stopped_send_keeps_the_text_and_holds_out_invitations(
    ana: Person, row: Conversation, view_desk: ViewDesk
) -> None:
    for headers in ({}, HTMX):
        answer = post_to(ana, row, "send", view_desk.form(row, BAD), headers=headers)
        page = unescape(answer.content.decode())
        assert answer.status_code == 422
        assert f">{BAD}</textarea>" in page
        assert "Not sent." in page and state_of(page) == "blocked"
        assert safe_invitations("warm")[0].text in page
        assert "Send it anyway" not in page
    assert not Reply.objects.exists()


def test_a_stopped_private_message_is_marked_and_has_no_public_way_out(
    ana: Person, row: Conversation, view_desk: ViewDesk
) -> None:
    view_desk.writes_privately(row, "Hello, it is me.")
    view_desk.claim(row, ana)
    form = view_desk.form(row, "Take your review down or we will sue you.", audience="PRIVATE")
    answer = post_to(ana, row, "send", form)
    assert answer.status_code == 422
    assert "ways-out" not in answer.content.decode()
    assert not Reply.objects.exists()


def test_only_leaders_send_it_anyway_and_say_why(
    ana: Person, mona: Person, view_desk: ViewDesk, row: Conversation
) -> None:
    forced = {"press": "override", "override_reason": "Checked with counsel"}
    answer = post_to(ana, row, "send", view_desk.form(row, BAD, **forced))
    assert answer.status_code == 422
    other = view_desk.comment("Is the bell broken?")
    view_desk.claim(other, mona)
    stopped = post_to(mona, other, "send", view_desk.form(other, BAD)).content.decode()
    assert "Send it anyway" in stopped and "is recorded with your name" in stopped
    only_reason = {"override_reason": "Checked with counsel"}
    for without in ({"press": "override"}, only_reason):
        refused = post_to(mona, other, "send", view_desk.form(other, BAD, **without))
        assert refused.status_code == 422
        assert BAD in refused.content.decode()
    assert not Reply.objects.exists()
    assert post_to(mona, other, "send", view_desk.form(other, BAD, **forced)).status_code == 303
    reply = Reply.objects.get()
    assert (reply.override_by, reply.override_reason) == (mona.user, "Checked with counsel")


def test_used_words_are_stopped_with_where_they_went(
    ana: Person, vera: Person, row: Conversation, view_desk: ViewDesk
) -> None:
    words = "We are open from nine to six on weekdays, and the door at the side is step-free."
    other = view_desk.post()
    view_desk.answer(other, ana, words)
    assert other.author
    view_desk.claim(row, ana)
    for who in (ana, vera):
        assert f'href="/inbox/{other.pk}/">{other.author.name}</a>' in check(who, row, words)
    answer = post_to(ana, row, "send", view_desk.form(row, words))
    assert answer.status_code == 422
    assert f'href="/inbox/{other.pk}/"' in answer.content.decode()
    assert Reply.objects.count() == 1


def test_the_button_says_that_it_asks_for_approval(
    ana: Person, row: Conversation, view_desk: ViewDesk
) -> None:
    Conversation.objects.filter(pk=row.pk).update(is_medical=True)
    page = ana.client.get(f"/inbox/{row.pk}/").content.decode()
    assert '<span class="does">Send for approval</span>' in page
    assert "this is about something medical" in page
    assert 'data-button="Send for approval"' in check(ana, row, FINE)
    for text in ("Thank you for the kind words. Ana", "Thanks for the patience, all of you. Ana"):
        row.refresh_from_db()
        assert post_to(ana, row, "send", view_desk.form(row, text)).status_code == 303
    page = ana.client.get(f"/inbox/{row.pk}/").content.decode()
    assert page.count("<b>Waiting for approval") == 2
    assert "Take it back and edit" in page and "Write another one." in page
    first = Reply.objects.order_by("pk")[0]
    back = ana.client.post(f"/inbox/replies/{first.pk}/undo/", headers=HTMX).content.decode()
    assert ">Thank you for the kind words. Ana</textarea>" in back


def test_a_returned_draft_comes_back_with_its_note_or_is_dropped(
    ana: Person, vera: Person, row: Conversation, view_desk: ViewDesk
) -> None:
    Conversation.objects.filter(pk=row.pk).update(is_medical=True)
    for text in ("Thank you for the kind words. Ana", "Thanks for the patience, all of you. Ana"):
        post_to(ana, row, "send", view_desk.form(row, text))
    first, second = Reply.objects.order_by("pk")
    for reply in (first, second):
        approval = reply.approvals.get()
        approval.status, approval.note = "REJECTED", "Warmer, please."
        approval.decided_by, approval.decided_at = vera.user, timezone.now()
        approval.save()
    Reply.objects.update(status="REJECTED")
    assert "Warmer, please." in ana.client.get(f"/inbox/{row.pk}/").content.decode()
    assert "Warmer, please." not in vera.client.get(f"/inbox/{row.pk}/").content.decode()
    dropped = ana.client.post(f"/inbox/replies/{first.pk}/drop/", headers=HTMX).content.decode()
    assert ">Thank you for the kind words. Ana</textarea>" not in dropped
    back = ana.client.post(f"/inbox/replies/{second.pk}/discard/", headers=HTMX).content.decode()
    assert ">Thanks for the patience, all of you. Ana</textarea>" in back
    assert not Reply.objects.exclude(status="WITHDRAWN").exists()


def test_a_start_fills_the_field_and_is_remembered(
    ana: Person, mona: Person, vera: Person, row: Conversation
) -> None:
    made = approve(written(ana), mona, now=timezone.now())
    page = ana.client.get(f"/inbox/{row.pk}/").content.decode()
    assert f"?snippet={made.pk}&amp;audience=PUBLIC" in page
    opened = ana.client.get(f"/inbox/{row.pk}/?snippet={made.pk}&audience=PUBLIC").content.decode()
    assert f'name="snippet_id" value="{made.pk}"' in opened
    assert f">{made.body}</textarea>" in unescape(opened)
    wrong = vera.client.get(f"/inbox/{row.pk}/?snippet={made.pk}&audience=PRIVATE").content.decode()
    assert made.body not in wrong


def test_when_the_guard_itself_fails_its_own_sentence_and_the_ways_out_are_shown(
    ana: Person, row: Conversation, view_desk: ViewDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise OSError("the rules are gone")

    monkeypatch.setattr(guard, "check", broken)
    found = check(ana, row, "Thank you for asking.")
    assert state_of(found) == "blocked"
    assert marks_of(found) == []
    assert "The guard could not read this text" in found
    stopped = unescape(post_to(ana, row, "send", view_desk.form(row, BAD)).content.decode())
    invitation = safe_invitations("short")[0].text
    assert invitation in stopped
    assert post_to(ana, row, "send", view_desk.form(row, invitation)).status_code == 303


def test_what_the_worker_stopped_says_what_can_be_done(
    ana: Person, row: Conversation, view_desk: ViewDesk
) -> None:
    reply = view_desk.queue(row, ana, FINE)
    for kind, is_askable in (("APPROVAL", True), ("APPROVAL_VOID", True), ("GUARD", False)):
        Reply.objects.filter(pk=reply.pk).update(
            status="FAILED", error_kind=kind, error_detail="It did not go out."
        )
        page = ana.client.get(f"/inbox/{row.pk}/").content.decode()
        assert ("Ask again" in page) is is_askable
        assert "It did not go out." in page and "Take the text back" in page
        assert "Try again" not in page
    again = ana.client.post(f"/inbox/replies/{reply.pk}/discard/", headers=HTMX)
    assert f">{FINE}</textarea>" in again.content.decode()
