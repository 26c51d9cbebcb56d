"""Changing an answer that is out: the road of every answer, and never a second answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from inbox import actions, outbox
from inbox.actions.errors import ActionRefused
from inbox.models import Approval, Conversation, Promise, Reply
from tests.answering import deliver, heard, queue
from tests.inbox.view_desk import HTMX
from tests.people import Person, make_person
from tests.town import Town

pytestmark = pytest.mark.django_db
FIRST = "We are sorry to hear this and want to know more. Please write to us in private. Ana"
BETTER = "We are sorry to hear this. Please send us a private message and we will listen. Ana"
DISCLOSES = "We are sorry your lip filler bruised after your visit on Tuesday. Ana"


def change(reply: Reply, who: Person, body: str = BETTER) -> Reply:
    return queue(reply.conversation, who.user, body, purpose="EDIT", edits_id=reply.pk)


@pytest.fixture
def answer(town: Town, ana: Person) -> Reply:
    """Ana's answer below a comment on the page, out and seen by the poller."""
    page_post = town.act("fb_page_post", text="New opening hours")
    comment = town.act("fb_comment", person="jo", parent_id=page_post["id"], text="Nobody rings")
    reply = deliver(queue(heard(town, comment["id"]), ana.user, FIRST))
    assert reply.status == "SENT"
    town.read()
    return reply


def shown(town: Town, reply: Reply) -> dict[str, Any]:
    comment: dict[str, Any] = town.act("fb_get", object_id=reply.external_id)
    return comment


def test_a_change_replaces_the_words_and_is_no_second_answer(
    town: Town, ana: Person, answer: Reply
) -> None:
    before = Conversation.objects.get(pk=answer.conversation_id)
    edit = deliver(change(answer, ana))
    answer.refresh_from_db()
    assert (edit.status, edit.external_id, edit.seq) == ("SENT", "", 0)
    assert (answer.body, edit.previous_body, answer.status) == (BETTER, FIRST, "SENT")
    assert (shown(town, answer)["text"], shown(town, answer)["earlier_texts"]) == (BETTER, [FIRST])
    after = Conversation.objects.get(pk=answer.conversation_id)
    same = ("first_answered_at", "first_response_seconds", "last_seq", "state", "is_unanswered")
    assert [getattr(after, name) for name in same] == [getattr(before, name) for name in same]
    town.read()  # our own change is nobody else's
    assert set(Reply.objects.values_list("pk", flat=True)) == {answer.pk, edit.pk}
    page = ana.client.get(f"/inbox/{answer.conversation_id}/").content.decode()
    assert page.count('class="post ours') == 1
    assert f'id="changes-{answer.pk}"' in page and FIRST in page and "changed by you" in page
    again = deliver(change(answer, ana, FIRST))  # and back again
    answer.refresh_from_db()
    assert (again.previous_body, answer.body) == (BETTER, FIRST)


@pytest.mark.parametrize("is_applied", [True, False])
def test_an_unknown_outcome_is_settled_by_reading(
    town: Town, ana: Person, answer: Reply, is_applied: bool
) -> None:
    edit = change(answer, ana)
    when = "after" if is_applied else "before"
    town.server.fault("drop", match={"method": "POST"}, when=when)
    assert deliver(edit).status == "UNCERTAIN"
    for seconds in (6, 60, 200, 600):
        outbox.settle(reply_id=edit.pk, now=timezone.now() + timedelta(seconds=seconds))
        Reply.objects.filter(pk=edit.pk, settle_after__isnull=False).update(
            settle_after=timezone.now()
        )
    edit.refresh_from_db()
    answer.refresh_from_db()
    if is_applied:
        assert (edit.status, answer.body) == ("SENT", BETTER)
        return
    assert edit.needs_person and answer.body == FIRST
    actions.settle_send_again(
        reply_id=edit.pk,
        actor=ana.user,
        now=timezone.now(),
        seen_seq=answer.conversation.last_seq,
    )
    assert deliver(edit).status == "SENT"
    assert shown(town, answer)["text"] == BETTER


def test_the_poller_settles_an_uncertain_change_and_records_a_native_one(
    town: Town, ana: Person, answer: Reply
) -> None:
    edit = change(answer, ana)
    town.server.fault("drop", match={"method": "POST"}, when="after")
    assert deliver(edit).status == "UNCERTAIN"
    town.read()
    edit.refresh_from_db()
    answer.refresh_from_db()
    assert (edit.status, answer.body) == ("SENT", BETTER)
    town.act("fb_edit", object_id=answer.external_id, text="Changed in the app of the network")
    town.read()
    answer.refresh_from_db()
    native = answer.changes.get(via="NATIVE")
    assert answer.body == "Changed in the app of the network"
    assert (native.previous_body, native.author, native.status) == (BETTER, None, "SENT")
    assert Reply.objects.count() == 3


def test_a_promise_that_stayed_is_not_made_twice(ana: Person, answer: Reply) -> None:
    for rest in ("Thank you for your patience.", "We are sorry that it takes so long."):
        deliver(change(answer, ana, f"We will write to you by tomorrow noon. {rest} Ana"))
    assert list(Promise.objects.values_list("status", flat=True).order_by("pk")) == [
        "OPEN",
        "DROPPED",
    ]


def test_guard_and_approval_stand_in_the_way_of_a_change(
    town: Town, ana: Person, mona: Person, priya: Person, answer: Reply
) -> None:
    for who in (ana, mona):
        with pytest.raises(ActionRefused) as caught:
            change(answer, who, DISCLOSES)
        assert caught.value.code == "guard_blocked"
        actions.release(
            conversation_id=answer.conversation_id,
            actor=who.user,
            now=timezone.now(),
            token=Conversation.objects.get(pk=answer.conversation_id).claim_token,
        )
    # Whatever slips in behind the queue's back meets the guard once more before the send.
    edit = change(answer, ana)
    Reply.objects.filter(pk=edit.pk).update(body=DISCLOSES)
    assert deliver(edit).error_kind == "GUARD"
    Conversation.objects.filter(pk=answer.conversation_id).update(is_medical=True)
    waits = change(answer, ana, "We are sorry. Please write to us in private. Ana")
    assert waits.status == "AWAITING_APPROVAL"
    assert Approval.objects.get(reply=waits).approver_roles == ["PRACTITIONER"]
    with pytest.raises(ActionRefused) as caught:  # one change at a time
        change(answer, ana, "And another one, please. Ana")
    assert caught.value.code == "in_flight"
    assert shown(town, answer)["text"] == FIRST


def test_what_cannot_be_changed_is_refused_in_plain_words(
    town: Town, ana: Person, answer: Reply
) -> None:
    post = town.act("x_post", person="jo", text="@lumenlakeside do you open on Sundays?")
    on_x = deliver(
        queue(heard(town, post["id"]), ana.user, "Not on Sundays, thank you for asking. Ana")
    )
    assert on_x.status == "SENT"
    gone = change(answer, ana)
    with pytest.raises(ActionRefused) as unchanged:
        change(answer, ana, f" {FIRST} ")
    assert unchanged.value.code == "in_flight"  # the first refusal that holds
    town.act("fb_delete", object_id=answer.external_id)
    assert deliver(gone).error_kind == "GONE"
    assert "removed" in gone.error_detail
    with pytest.raises(ActionRefused) as unchanged:
        change(answer, ana, f" {FIRST} ")
    cases = [unchanged]
    for asked in (
        {"edits_id": on_x.pk},  # of another conversation
        {"edits_id": answer.pk, "audience": "PRIVATE"},
        {"edits_id": None},
        {"edits_id": gone.pk},
    ):
        with pytest.raises(ActionRefused) as caught:
            queue(answer.conversation, ana.user, BETTER, purpose="EDIT", **asked)
        cases.append(caught)
    with pytest.raises(ActionRefused) as caught:
        change(on_x, ana)
    cases.append(caught)
    assert [case.value.code for case in cases] == ["unchanged", *["cannot_edit"] * 5]
    assert "X does not let us change" in caught.value.message


def test_the_page_changes_an_answer_without_javascript(
    town: Town, ana: Person, ben: Person, answer: Reply
) -> None:
    Conversation.objects.filter(pk=answer.conversation_id).update(claimed_by=None)
    address = f"/inbox/replies/{answer.pk}/edit/"
    page = ana.client.get(f"/inbox/{answer.conversation_id}/").content.decode()
    assert address in page
    begun = ana.client.post(address, follow=True)
    html = begun.content.decode()
    assert 'value="EDIT"' in html and FIRST in html and "Change the answer" in html
    row = Conversation.objects.get(pk=answer.conversation_id)
    form = {
        "audience": "PUBLIC",
        "purpose": "EDIT",
        "edits_id": answer.pk,
        "body": DISCLOSES,
        "claim_token": row.claim_token,
        "seen_seq": row.last_seq,
        "form_key": str(uuid4()),
    }
    refused = ana.client.post(f"/inbox/{row.pk}/send/", form, headers=HTMX)
    # Refused, and still the change of that answer: never a new answer by mistake.
    assert refused.status_code in (409, 422)
    assert 'value="EDIT"' in refused.content.decode() and DISCLOSES in refused.content.decode()
    assert ben.client.post(address).status_code == 409
    sent = ana.client.post(f"/inbox/{row.pk}/send/", form | {"body": BETTER})
    assert sent.status_code == 303
    edit = Reply.objects.get(purpose="EDIT")
    undone = ana.client.post(f"/inbox/replies/{edit.pk}/undo/", follow=True).content.decode()
    assert 'value="EDIT"' in undone and BETTER in undone
    assert shown(town, answer)["text"] == FIRST


def test_strangers_and_the_agency(town: Town, charlie: Person, answer: Reply) -> None:
    vera = make_person(town.practice, "Vera Lind", "VENDOR")
    Conversation.objects.filter(pk=answer.conversation_id).update(claimed_by=None)
    address = f"/inbox/replies/{answer.pk}/edit/"
    assert charlie.client.get(address).status_code == 404
    assert charlie.client.post(address).status_code == 404
    assert vera.client.post(address, headers=HTMX).status_code == 200  # public answers are hers too
    Reply.objects.filter(pk=answer.pk).update(audience="PRIVATE")
    assert vera.client.get(address).status_code == 404
