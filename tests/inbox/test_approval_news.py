"""What a go-ahead holds for: news, another text, an end of time or of a role, a second try (P4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from inbox import actions
from inbox.actions import undo_reply
from inbox.actions.approvals import others_waiting, return_others, undo_decision
from inbox.actions.outgoing import retry_reply
from inbox.models import Approval, Reply
from listening.models import NetworkAccount
from practice_hub.practices.models import User
from tests.builders import hear, own, private
from tests.inbox.approval_desk import (
    LATER,
    LEAKS,
    SAFE,
    ApprovalDesk,
    approval_desk,
    refusal_of,
    retry,
)

pytestmark = pytest.mark.django_db
SECOND = "Thank you, we take this seriously. Please write to us in private. Ana"


@pytest.fixture
def desk() -> ApprovalDesk:
    return approval_desk()


NEWS = {
    "new": ("NEW_MESSAGE", "wrote again"),
    "edit": ("POST_EDITED", "changed their post"),
    "gone": ("POST_REMOVED", "post is gone"),
}


@pytest.mark.parametrize("what", NEWS)
def test_news_voids_an_approval_and_says_so(desk: ApprovalDesk, what: str) -> None:
    reply = desk.write()
    given = desk.approve(reply)
    now = LATER + timedelta(seconds=5)
    if what == "new":
        hear(desk.account, private("It is worse", desk.person), now=now)
    elif what == "edit":
        hear(desk.account, replace(desk.post, text="It is fine now", edited_at=now), now=now)
    else:
        hear(desk.account, now=now, gone=(desk.post.external_id,))
    given.refresh_from_db()
    reply.refresh_from_db()
    reason, words = NEWS[what]
    assert (given.status, given.void_reason) == ("VOID", reason)
    assert (reply.status, reply.error_kind) == ("FAILED", "APPROVAL_VOID")
    assert words in reply.error_detail
    assert desk.leave(reply) == "FAILED"


def test_after_a_void_it_is_asked_anew(desk: ApprovalDesk) -> None:
    reply = desk.write()
    desk.approve(reply)
    hear(desk.account, private("It is worse", desk.person))
    retry_reply(
        reply_id=reply.pk,
        actor=desk.people["ana"].user,
        now=LATER,
        seen_seq=desk.row.last_seq,
    )
    reply.refresh_from_db()
    assert reply.status == "AWAITING_APPROVAL"
    assert list(reply.approvals.order_by("pk").values_list("status", flat=True)) == [
        "VOID",
        "WAITING",
    ]


def test_a_removed_post_needs_no_decision(desk: ApprovalDesk) -> None:
    reply = desk.write()
    hear(desk.account, now=LATER, gone=(desk.post.external_id,))
    reply.refresh_from_db()
    assert (reply.status, reply.approvals.get().status) == ("FAILED", "VOID")


def test_an_answer_found_on_the_network_stops_an_approved_one(desk: ApprovalDesk) -> None:
    reply = desk.write()
    desk.approve(reply)
    answer = own(desk.post, "We have written to you", posted_at=LATER)
    hear(desk.account, answer, now=LATER)
    assert desk.leave(reply) == "FAILED"
    assert reply.approvals.get().void_reason == "COLLEAGUE_ANSWERED"


def test_an_approval_does_not_cover_another_text(desk: ApprovalDesk) -> None:
    reply = desk.write()
    desk.approve(reply)
    Reply.objects.filter(pk=reply.pk).update(body=SECOND)
    assert desk.leave(reply) == "FAILED"
    assert reply.approvals.get().void_reason == "TEXT_CHANGED"


def test_an_approval_runs_out_and_ends_with_its_givers_role(desk: ApprovalDesk) -> None:
    reply = desk.write()
    given = desk.approve(reply)
    Approval.objects.filter(pk=given.pk).update(expires_at=LATER)
    assert desk.leave(reply) == "FAILED"
    assert reply.approvals.get().void_reason == "EXPIRED"
    again = desk.write(SECOND)
    desk.approve(again)
    desk.people["priya"].left_at = LATER
    desk.people["priya"].save()
    assert desk.leave(again) == "FAILED"
    assert again.approvals.get().void_reason == "APPROVER_LEFT"


def test_the_authors_undo_ends_the_approval_and_the_new_text_asks_again(
    desk: ApprovalDesk,
) -> None:
    reply = desk.write()
    desk.approve(reply)
    undo_reply(reply_id=reply.pk, actor=desk.people["ana"].user, now=LATER)
    assert reply.approvals.get().status == "WITHDRAWN"
    assert desk.write(SAFE + "!").status == "AWAITING_APPROVAL"


def test_a_held_answer_keeps_its_approval_over_a_colleagues_claim(desk: ApprovalDesk) -> None:
    reply = desk.write()
    desk.approve(reply)
    NetworkAccount.objects.update(status="NEEDS_RECONNECT")
    assert desk.leave(reply) == "QUEUED"
    NetworkAccount.objects.update(status="CONNECTED")
    later = LATER + timedelta(minutes=30)

    actions.claim(conversation_id=desk.row.pk, actor=desk.people["ben"].user, now=later)
    assert desk.leave(reply, now=later) == "SENDING"


def test_several_drafts_wait_and_one_goes_out(desk: ApprovalDesk) -> None:
    first, second = desk.write(), desk.write(SECOND, who="ben")
    given = desk.approve(first)
    priya = desk.people["priya"]
    others = others_waiting(given, priya)
    assert [each.reply_id for each in others] == [second.pk]
    assert refusal_of(desk.approve, second).code == "in_flight"
    User.objects.filter(pk=desk.people["ben"].user_id).update(language="es")
    (back,) = return_others(given.pk, actor=priya, now=LATER, only=frozenset({others[0].pk}))
    second.refresh_from_db()
    assert (second.status, back.note) == ("REJECTED", "Se aprobó otra respuesta en su lugar.")


def test_nothing_is_ended_over_a_draft_that_waits(desk: ApprovalDesk) -> None:

    desk.write()
    ana = desk.people["ana"].user
    ending = {"conversation_id": desk.row.pk, "actor": ana, "now": LATER}
    assert refusal_of(actions.mark_no_reply_needed, **ending, reason="spam").code == "awaiting"
    assert refusal_of(actions.resolve, **ending, outcome="called her").code == "awaiting"


def test_a_retry_rests_on_the_approval_until_a_colleague_has_answered(desk: ApprovalDesk) -> None:
    reply = desk.write()
    desk.approve(reply)
    Reply.objects.filter(pk=reply.pk).update(status="FAILED", error_kind="transient")
    assert retry(desk, reply) == "QUEUED"
    Reply.objects.filter(pk=reply.pk).update(status="FAILED", error_kind="transient")
    hear(desk.account, own(desk.post, "We have written to you", posted_at=LATER), now=LATER)
    assert retry(desk, reply) == "AWAITING_APPROVAL"


def test_an_approval_of_the_last_minute_still_goes_out_and_a_late_one_is_refused(
    desk: ApprovalDesk,
) -> None:
    reply = desk.write()
    ends_at = Approval.objects.get(reply=reply).expires_at
    assert refusal_of(desk.approve, reply, now=ends_at).code == "decided"
    given = desk.approve(reply, now=ends_at - timedelta(seconds=5))
    priya = desk.people["priya"]
    undone = undo_decision(given.pk, actor=priya, now=ends_at - timedelta(seconds=4))
    assert undone.expires_at == ends_at
    desk.approve(reply, now=ends_at - timedelta(seconds=2))
    assert desk.leave(reply, now=ends_at + timedelta(seconds=30)) == "SENDING"


def test_who_takes_an_approval_back_takes_their_override_back(desk: ApprovalDesk) -> None:
    reply = desk.write()
    Reply.objects.filter(pk=reply.pk).update(body=LEAKS)
    Approval.objects.filter(reply=reply).update(asked_body=LEAKS)
    given = desk.approve(reply, override_reason="She asked us to name it")
    undo_decision(given.pk, actor=desk.people["priya"], now=LATER)
    assert refusal_of(desk.approve, reply, who="leo").code == "guard_blocked"
