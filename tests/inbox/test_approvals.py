"""A medical answer waits for a doctor, and a go-ahead holds for what it was given for (P4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from inbox import actions
from inbox.actions import undo_reply
from inbox.actions.approvals import undo_decision
from inbox.actions.medical import mark_medical
from inbox.actions.outgoing import discard_reply
from inbox.models import Approval, Reply
from practice_hub.alerts.models import Alert
from tests.builders import hear, private, said
from tests.inbox.approval_desk import (
    GRUMPY,
    LATER,
    LEAKS,
    SAFE,
    ApprovalDesk,
    approval_desk,
    refusal_of,
    retry,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> ApprovalDesk:
    return approval_desk()


@pytest.mark.parametrize("who", ["ana", "vera", "mona", "olga"])
def test_a_medical_answer_needs_a_practitioner(desk: ApprovalDesk, who: str) -> None:
    reply = desk.write(who=who)
    waiting = Approval.objects.get(reply=reply)
    assert reply.status == "AWAITING_APPROVAL"
    assert (waiting.reasons, waiting.approver_roles) == (["MEDICAL"], ["PRACTITIONER"])
    assert waiting.asked == desk.people["priya"].user
    assert desk.leave(reply) == "AWAITING_APPROVAL"


def test_a_private_one_too_and_an_invitation(desk: ApprovalDesk) -> None:
    from inbox.domain.guard import safe_invitations

    assert desk.write(safe_invitations()[0].text).status == "AWAITING_APPROVAL"
    reply = desk.write("Does it hurt? Please see us today at ten.", audience="PRIVATE")
    assert reply.status == "AWAITING_APPROVAL"


def test_a_practitioner_who_writes_needs_nobody(desk: ApprovalDesk) -> None:
    assert desk.write(who="priya").status == "QUEUED"


def test_approving_sends_it_after_the_undo_time(desk: ApprovalDesk) -> None:
    reply = desk.write()
    given = desk.approve(reply)
    reply.refresh_from_db()
    assert (given.status, reply.status) == ("APPROVED", "QUEUED")
    assert reply.send_after == LATER + timedelta(seconds=15)
    assert (reply.author, given.is_edited) == (desk.people["ana"].user, False)
    assert desk.leave(reply) == "SENDING"


def test_four_eyes_in_code_and_in_the_database(desk: ApprovalDesk) -> None:
    desk.people["ana"].role = "PRACTITIONER"
    reply = desk.write(who="mona")
    waiting = Approval.objects.get(reply=reply)
    desk.people["mona"].role = "PRACTITIONER"
    desk.people["mona"].save()
    assert refusal_of(desk.approve, reply, who="mona").code == "own"
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.filter(pk=waiting.pk).update(
            status="APPROVED", decided_by=waiting.requested_by, decided_at=LATER
        )


@pytest.mark.parametrize("who", ["ben", "vera", "mona"])
def test_others_may_not_decide(desk: ApprovalDesk, who: str) -> None:
    reply = desk.write()
    assert refusal_of(desk.approve, reply, who=who).code == "not_allowed"
    assert refusal_of(desk.give_back, reply, who=who).code == "not_allowed"


def test_a_stranger_finds_nothing(desk: ApprovalDesk) -> None:
    reply = desk.write()
    charlie = approval_desk(slug="elsewhere").people["priya"]
    desk.people["charlie"] = charlie
    with pytest.raises(Approval.DoesNotExist):
        desk.approve(reply, who="charlie")


def test_edit_and_approve_makes_the_practitioner_the_author(desk: ApprovalDesk) -> None:
    reply = desk.write()
    given = desk.approve(reply, body="We are sorry to hear this. May we write to you? Dr. Priya")
    reply.refresh_from_db()
    assert reply.author == desk.people["priya"].user
    assert (given.asked_body, given.is_edited) == (SAFE, True)
    assert reply.body.endswith("Dr. Priya")
    assert desk.leave(reply) == "SENDING"


def test_the_guard_reads_the_practitioners_edit(desk: ApprovalDesk) -> None:
    reply = desk.write()
    assert refusal_of(desk.approve, reply, body=LEAKS).code == "guard_blocked"
    reply.refresh_from_db()
    assert (reply.body, reply.status) == (SAFE, "AWAITING_APPROVAL")


def test_the_approver_may_override_what_the_guard_stops_by_now(desk: ApprovalDesk) -> None:
    """Fine when it was asked for; the guard knows better when it is decided."""
    reply = desk.write()
    Reply.objects.filter(pk=reply.pk).update(body=LEAKS)
    assert refusal_of(desk.approve, reply).code == "guard_blocked"
    desk.approve(reply, override_reason="She asked us to name it")
    reply.refresh_from_db()
    assert reply.override_by == desk.people["priya"].user
    assert desk.leave(reply) == "SENDING"


def test_a_return_brings_the_note_and_can_be_taken_back(desk: ApprovalDesk) -> None:
    reply = desk.write()
    returned = desk.give_back(reply, note="Do not say that it is normal")
    reply.refresh_from_db()
    assert (reply.status, returned.note) == ("REJECTED", "Do not say that it is normal")
    undo_decision(returned.pk, actor=desk.people["priya"], now=LATER)
    reply.refresh_from_db()
    assert reply.status == "AWAITING_APPROVAL"
    desk.give_back(reply)
    discard_reply(reply_id=reply.pk, actor=desk.people["ana"].user, now=LATER)
    gone = refusal_of(undo_decision, returned.pk, actor=desk.people["priya"], now=LATER)
    assert gone.code == "too_late"


def test_the_approver_takes_back_what_is_not_out(desk: ApprovalDesk) -> None:
    reply = desk.write()
    given = desk.approve(reply, body="We are sorry to hear this. May we write to you? Dr. Priya")
    undo_decision(given.pk, actor=desk.people["priya"], now=LATER)
    reply.refresh_from_db()
    assert (reply.status, reply.body, reply.author.name) == ("AWAITING_APPROVAL", SAFE, "Ana")
    desk.approve(reply)
    assert desk.leave(reply) == "SENDING"
    late = refusal_of(undo_decision, given.pk, actor=desk.people["priya"], now=LATER)
    assert late.code == "too_late"


def test_the_second_decision_learns_of_the_first(desk: ApprovalDesk) -> None:
    reply = desk.write()
    desk.approve(reply)
    refusal = refusal_of(desk.approve, reply, who="leo")
    assert refusal.code == "decided"
    assert "Priya has approved" in refusal.message


def test_a_stale_card_approves_nothing(desk: ApprovalDesk) -> None:
    reply = desk.write()
    shown = desk.shown(reply)
    wrong = replace(shown, fingerprint="0" * 64)
    assert refusal_of(desk.approve, reply, shown=wrong).code == "changed"
    hear(
        desk.account,
        said(
            "And now it throbs",
            author=desk.post.author,
            parent_id="x",
            thread_id=desk.post.thread_id,
        ),
    )
    assert refusal_of(desk.approve, reply, shown=shown).code == "something_new"
    assert desk.approve(reply).status == "APPROVED"  # having read it


def test_timers_follow_the_words_of_who_edits(desk: ApprovalDesk) -> None:
    reply = desk.write("We are sorry to hear this. We will write to you by 5 pm. Ana")

    def pending() -> list[str]:
        found = reply.promises.filter(status="PENDING")
        return list(found.values_list("words", flat=True))

    given = desk.approve(reply, body="We are sorry. We will write to you by 4 pm. Priya")
    assert pending() == ["by 4 pm"]
    undo_decision(given.pk, actor=desk.people["priya"], now=LATER)
    assert pending() == ["by 5 pm"]
    desk.approve(reply, body="We are sorry. Please write to us in private. Priya")
    assert pending() == []


def test_line_breaks_of_a_browser_are_no_edit(desk: ApprovalDesk) -> None:
    reply = desk.write(SAFE.replace(". ", ".\n", 1))
    given = desk.approve(reply, body=reply.body.replace("\n", "\r\n"))
    reply.refresh_from_db()
    assert (given.is_edited, reply.author) == (False, desk.people["ana"].user)


def test_a_private_answer_still_waits_when_the_public_post_is_gone(desk: ApprovalDesk) -> None:
    hear(desk.account, private("It is about the mole", desk.person))
    reply = desk.write("Please see us today at ten.", audience="PRIVATE")
    assert reply.status == "AWAITING_APPROVAL"
    hear(desk.account, now=LATER, gone=(desk.post.external_id,))
    reply.refresh_from_db()
    assert (reply.status, reply.approvals.get().status) == ("AWAITING_APPROVAL", "WAITING")


def test_what_became_medical_while_it_waited_is_no_managers_to_approve(desk: ApprovalDesk) -> None:
    calm = approval_desk(GRUMPY, slug="calm")
    reply = calm.write("Gracias por contarnos. Le escribimos en privado. Ana")
    mark_medical(conversation_id=calm.row.pk, actor=calm.people["ana"], now=LATER)
    assert refusal_of(calm.approve, reply, who="mona").code == "not_allowed"
    calm.approve(reply, who="priya")
    assert calm.leave(reply) == "SENDING"


def test_the_alert_of_a_stopped_answer_ends_when_somebody_takes_care_of_it(
    desk: ApprovalDesk,
) -> None:
    ana = desk.people["ana"].user
    told = Alert.objects.open().filter(kind="APPROVAL_VOID")
    for number, take_care in enumerate((retry, discard)):
        reply = desk.write(SAFE + "!" * number)
        desk.approve(reply)
        hear(desk.account, private(f"It is worse {number}", desk.person))
        assert told.get().deliveries.filter(user=ana).exists()
        take_care(desk, reply)
        assert not told.exists()
        if take_care is retry:
            undo_reply(reply_id=reply.pk, actor=ana, now=LATER)


def discard(desk: ApprovalDesk, reply: Reply) -> None:
    discard_reply(reply_id=reply.pk, actor=desk.people["ana"].user, now=LATER)


def test_a_return_is_not_undone_over_a_closed_conversation(desk: ApprovalDesk) -> None:
    returned = desk.give_back(desk.write())
    ana = desk.people["ana"].user
    actions.mark_no_reply_needed(
        conversation_id=desk.row.pk, actor=ana, now=LATER, reason="she rang us"
    )
    late = refusal_of(undo_decision, returned.pk, actor=desk.people["priya"], now=LATER)
    assert late.code == "too_late"
