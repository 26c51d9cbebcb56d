"""What may not leave does not leave: on submit and once more before the send (P1, P2, A8)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inbox.actions import undo_reply
from inbox.actions.outgoing import retry_reply
from inbox.domain import guard as guard_module
from inbox.domain.guard import safe_invitations
from inbox.models import Approval, Reply
from inbox.views.verdict import Text, check_text
from practice_hub.alerts.models import Alert
from practice_hub.audit.models import AuditEvent
from tests.builders import NOON, hear, person, private, said
from tests.inbox.approval_desk import GRUMPY, LATER, LEAKS, SAFE, ApprovalDesk, approval_desk

pytestmark = pytest.mark.django_db
INVITATION = safe_invitations()[0].text


@pytest.fixture
def desk() -> ApprovalDesk:
    return approval_desk(GRUMPY)


def test_a_safe_answer_goes_into_the_outbox_with_the_guards_word(desk: ApprovalDesk) -> None:
    reply = desk.write()
    assert (reply.status, reply.guard_verdict, reply.guard_rules) == ("QUEUED", "pass", [])
    assert desk.leave(reply) == "SENDING"


@pytest.mark.parametrize("who", ["ana", "vera", "priya", "mona"])
def test_what_discloses_is_refused_whoever_writes_it(desk: ApprovalDesk, who: str) -> None:
    refusal = desk.refused(LEAKS, who=who)
    assert refusal.code == "guard_blocked"
    assert refusal.context["judgement"].is_blocked
    assert not AuditEvent.objects.filter(details__contains="filler").exists()


def test_only_an_invitation_goes_out_when_the_guard_errs(
    desk: ApprovalDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("damaged rules")

    monkeypatch.setattr(guard_module, "check", broken)
    assert desk.refused(SAFE).code == "guard_blocked"
    reply = desk.write(f"{INVITATION} Ana")
    assert reply.status == "QUEUED"
    assert desk.leave(reply) == "SENDING"


def test_an_agent_or_the_agency_cannot_override(desk: ApprovalDesk) -> None:
    for who in ("ana", "vera"):
        refusal = desk.refused(LEAKS, who=who, override_reason="the boss said so")
        assert refusal.code == "override_not_allowed"
    assert not AuditEvent.objects.filter(name="guard.overridden").exists()


@pytest.mark.parametrize("who", ["mona", "priya"])
def test_a_leader_overrides_with_a_reason_and_it_is_reported(desk: ApprovalDesk, who: str) -> None:
    assert desk.refused(LEAKS, who=who, override_reason="   ").code == "guard_blocked"
    reply = desk.write(LEAKS, who=who, override_reason="She asked us to say it, in writing.")
    assert (reply.status, reply.override_by) == ("QUEUED", desk.people[who].user)
    event = AuditEvent.objects.get(name="guard.overridden")
    assert event.details["reason"] == "She asked us to say it, in writing."
    assert event.details["rules"] == reply.guard_rules
    assert "lip filler" not in str(event.details)
    told = set(Alert.objects.get(kind="GUARD_OVERRIDDEN").deliveries.values_list("user", flat=True))
    assert desk.people[who].user_id not in told and desk.people["olga"].user_id in told
    assert desk.leave(reply) == "SENDING"


def test_an_override_is_for_that_text_and_while_its_giver_may(desk: ApprovalDesk) -> None:
    reply = desk.write(LEAKS, who="mona", override_reason="Agreed with her.")
    Reply.objects.filter(pk=reply.pk).update(body=LEAKS + " And your chin, too.")
    assert desk.leave(reply) == "FAILED"
    assert reply.error_kind == "GUARD"
    undo = Reply.objects.filter(pk=reply.pk).update(status="QUEUED", body=LEAKS)
    assert undo == 1
    desk.people["mona"].role = "AGENT"
    desk.people["mona"].save()
    assert desk.leave(reply) == "FAILED"


def test_a_text_changed_behind_the_gate_is_stopped_by_the_worker(desk: ApprovalDesk) -> None:
    """Whatever way it got there: the worker reads what it is about to send."""
    reply = desk.write()
    Reply.objects.filter(pk=reply.pk).update(body=LEAKS)
    assert desk.leave(reply) == "FAILED"
    assert reply.error_kind == "GUARD"
    with pytest.raises(Exception, match="privacy guard"):
        retry_reply(
            reply_id=reply.pk,
            actor=desk.people["ana"].user,
            now=LATER + timedelta(minutes=2),
            seen_seq=desk.row.last_seq,
        )


def test_what_was_told_in_private_may_not_come_back_in_public(desk: ApprovalDesk) -> None:
    who = person(name="Jo Tamsin")
    post = said(GRUMPY, author=who, can_reply_privately=True)
    hear(desk.account, post)
    desk.post = post
    hear(desk.account, private("It is about my chin liposuction", who))
    refusal = desk.refused("Thank you. Our chin liposuction colleague will write to you.")
    assert refusal.code == "guard_blocked"


def test_doubt_waits_for_a_leader_and_a_leader_needs_nobody(desk: ApprovalDesk) -> None:
    text = "Gracias por contarnos. Le escribimos en privado. Ana"
    reply = desk.write(text)
    assert (reply.status, reply.guard_verdict) == ("AWAITING_APPROVAL", "needs_approval")
    waiting = Approval.objects.get(reply=reply)
    assert waiting.reasons == ["DOUBT"]
    assert waiting.approver_roles == ["MANAGER", "OWNER", "PRACTITIONER"]
    undo_reply(reply_id=reply.pk, actor=desk.people["ana"].user, now=LATER)
    assert desk.write(text, who="mona").status == "QUEUED"


def test_a_placeholder_and_a_form_letter_are_refused(desk: ApprovalDesk) -> None:
    assert desk.refused("Thank you {name}, we are sorry to hear this. Ana").code == "coach_blocked"
    desk.write(SAFE)
    other = said("You never answer me, so sad", author=person(), can_reply_privately=True)
    hear(desk.account, other)
    desk.post = other
    refusal = desk.refused(SAFE)
    assert refusal.code == "coach_blocked"
    assert [use.is_identical for use in refusal.context["judgement"].uses] == [True]


def test_an_invitation_may_go_to_several_people(desk: ApprovalDesk) -> None:
    desk.write(INVITATION)
    other = said("You never answer me, so sad", author=person(), can_reply_privately=True)
    hear(desk.account, other)
    desk.post = other
    assert desk.write(INVITATION).status == "QUEUED"


def test_who_left_sends_nothing_any_more(desk: ApprovalDesk) -> None:
    reply = desk.write()
    desk.people["ana"].left_at = LATER
    desk.people["ana"].save()
    assert desk.leave(reply) == "FAILED"
    assert reply.error_kind == "AUTHOR_LEFT"


def test_promises_are_found_and_run_once_the_answer_is_out(desk: ApprovalDesk) -> None:
    reply = desk.write("We are sorry to hear this. We will write to you by 5 pm. Ana")
    promise = reply.promises.get()
    assert (promise.status, promise.words) == ("PENDING", "by 5 pm")
    assert promise.due_at == NOON.replace(hour=16)  # five in Berlin
    undo_reply(reply_id=reply.pk, actor=desk.people["ana"].user, now=LATER)
    promise.refresh_from_db()
    assert promise.status == "DROPPED"


@pytest.fixture
def talk(desk: ApprovalDesk) -> ApprovalDesk:
    """The person said something in private that nobody outside knows."""
    who = person(name="Jo Tamsin")
    desk.post = said(GRUMPY, author=who, can_reply_privately=True)
    hear(desk.account, desk.post)
    hear(desk.account, private("It is about the 450 euros, and my filler burns", who))
    return desk


def test_the_agency_cannot_learn_from_the_guard_what_was_said_in_private(
    talk: ApprovalDesk,
) -> None:
    body = "Thank you for telling us. We will talk about the 450 euros. Vera"
    inside = talk.refused(body, who="ana")
    assert "450 euros" in str(inside.context["judgement"].guard.findings)
    for reason in ("", "they asked for it"):
        refusal = talk.refused(body, who="vera", override_reason=reason)
        assert refusal.code == "guard_blocked"
        assert "ask a colleague of the practice" in refusal.message
        assert refusal.context["judgement"].guard.findings == ()
    vera = talk.people["vera"]
    checked = check_text(talk.row, vera, Text("PUBLIC", body), now=LATER)
    assert (checked.state, checked.lines, checked.marks) == ("pass", (), ())
    told = check_text(talk.row, talk.people["ana"], Text("PUBLIC", body), now=LATER)
    assert told.state == "blocked"
    # What the public words themselves bring to light is told to everybody.
    refusal = talk.refused(LEAKS, who="vera")
    assert refusal.context["judgement"].is_blocked
    assert "marked words" in refusal.message


def test_the_agency_does_not_learn_that_the_private_talk_is_medical(talk: ApprovalDesk) -> None:
    assert talk.row.is_medical
    for body in ("", "Thank you for telling us. We are looking into it. Vera"):
        outside = check_text(talk.row, talk.people["vera"], Text("PUBLIC", body), now=LATER)
        inside = check_text(talk.row, talk.people["ana"], Text("PUBLIC", body), now=LATER)
        assert "medical" in inside.verdict
        assert "medical" not in outside.verdict
    assert talk.write(body, who="vera").status == "AWAITING_APPROVAL"


def test_in_private_the_guard_points_to_no_invitations(desk: ApprovalDesk) -> None:
    who = person(name="Jo Tamsin")
    desk.post = said(GRUMPY, author=who, can_reply_privately=True)
    hear(desk.account, desk.post)
    hear(desk.account, private("Please ring me", who))
    body = "We will refund you if you delete your review."
    refusal = desk.refused(body, who="mona", audience="PRIVATE", skip_public_reason="she asked")
    assert refusal.code == "guard_blocked"
    assert "invitation" not in refusal.message


@pytest.mark.parametrize("who", ["ana", "vera"])
def test_a_sentence_instead_of_a_signature_does_not_ride_on_an_invitation(
    desk: ApprovalDesk, who: str
) -> None:
    user = desk.people[who].user
    user.signature = "Your filler of Tuesday healed"
    user.save()
    assert desk.refused(f"{INVITATION} {user.signature}", who=who).code == "guard_blocked"
    user.name = user.signature
    user.save()
    assert desk.refused(f"{INVITATION} {user.signature}", who=who).code == "guard_blocked"
    user.name, user.signature = "Anna-Lena Weber", "Anna-Lena"
    user.save()
    assert desk.write(f"{INVITATION} – Anna-Lena", who=who).status == "QUEUED"
