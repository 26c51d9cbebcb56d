"""The machine's clock is set: nothing goes out twice, nothing is stuck for the hour lived twice."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from inbox import actions, clock_steps, outbox_results
from inbox.models import Conversation, Reply
from listening.connectors.base import ConnectorError, ErrorKind
from listening.models import NetworkAccount
from practice_hub.audit.models import AuditEvent
from tests.inbox.approval_desk import GRUMPY, LATER, ApprovalDesk, approval_desk

if TYPE_CHECKING:
    from datetime import datetime

BACK = LATER - timedelta(hours=1)  # what the clock says after the step
BODY = "Thank you, we will look into it today. Ana"


@pytest.fixture
def desk(db: None) -> ApprovalDesk:
    return approval_desk(GRUMPY)


def pull_back(now: datetime = BACK) -> None:
    clock_steps.pull_back(now=now)
    assert clock_steps.pull_back(now=now) == 0  # once is enough


def reply_of(desk: ApprovalDesk) -> Reply:
    return Reply.objects.get(conversation=desk.row)


def test_a_claim_lasts_no_longer_than_one_that_is_taken_now(desk: ApprovalDesk) -> None:
    ana, ben = desk.people["ana"].user, desk.people["ben"].user
    taken = actions.claim(conversation_id=desk.row.pk, actor=ana, now=LATER)
    pull_back()
    assert desk.row.is_claimed_by(ana, BACK) and desk.row.claim_token == taken.token
    renewed = actions.renew_claim(
        conversation_id=desk.row.pk, actor=ana, now=BACK, token=taken.token
    )
    after = renewed.expires_at + timedelta(seconds=1)
    assert after < LATER
    assert actions.claim(conversation_id=desk.row.pk, actor=ben, now=after).token == taken.token + 1


def test_an_answer_that_waits_goes_out_after_its_time_to_undo(desk: ApprovalDesk) -> None:
    reply = desk.write(BODY)
    assert desk.leave(reply, now=BACK) == "QUEUED"
    pull_back()
    assert desk.leave(reply, now=BACK + timedelta(seconds=10)) == "QUEUED"
    assert desk.leave(reply, now=BACK + timedelta(seconds=20)) == "SENDING"
    assert reply_of(desk).attempts == 1


def test_a_retry_waits_no_longer_and_a_limit_stays(desk: ApprovalDesk) -> None:
    """What was tried after the step keeps the time that the network gave."""
    reply = desk.write(BODY)
    desk.leave(reply)
    pull_back()
    limit = ConnectorError(
        ErrorKind.RATE_LIMIT, "Wait.", code="429", retry_at=BACK + timedelta(minutes=15)
    )
    outbox_results.failed_before_sending(reply_id=reply.pk, error=limit, now=BACK)
    clock_steps.pull_back(now=BACK)
    assert reply_of(desk).send_after == BACK + timedelta(minutes=15)


def test_a_sender_that_died_before_the_step_is_looked_for(desk: ApprovalDesk) -> None:
    reply = desk.write(BODY)
    assert desk.leave(reply) == "SENDING"
    pull_back()
    soon = BACK + timedelta(minutes=3)
    assert Reply.objects.stuck(soon).filter(pk=reply.pk).exists()
    outbox_results.expire_sending(reply_id=reply.pk, now=soon)
    assert reply_of(desk).status == "UNCERTAIN"
    assert AuditEvent.objects.filter(name="reply.sending").count() == 1  # and never sent again


def test_what_is_uncertain_is_looked_for_at_once(desk: ApprovalDesk) -> None:
    reply = desk.write(BODY)
    desk.leave(reply)
    lost = ConnectorError(ErrorKind.UNKNOWN_OUTCOME, "No answer.")
    outbox_results.failed_sending(reply_id=reply.pk, error=lost, now=LATER + timedelta(minutes=1))
    assert not Reply.objects.to_settle(BACK).exists()
    pull_back()
    assert Reply.objects.to_settle(BACK).filter(pk=reply.pk).exists()


def test_a_step_forwards_lends_nothing_twice(desk: ApprovalDesk) -> None:
    """Leases end early; the token still fences who had them, and only one sends."""
    ana, ben = desk.people["ana"].user, desk.people["ben"].user
    reply = desk.write(BODY)
    assert desk.leave(reply) == "SENDING"
    ahead = LATER + timedelta(hours=1)
    assert clock_steps.pull_back(now=ahead) == 0
    outbox_results.expire_sending(reply_id=reply.pk, now=ahead)
    assert desk.leave(reply, now=ahead) == "UNCERTAIN"
    assert actions.claim(conversation_id=desk.row.pk, actor=ben, now=ahead).token == 2
    with pytest.raises(actions.ActionRefused) as refused:
        actions.renew_claim(conversation_id=desk.row.pk, actor=ana, now=ahead, token=1)
    assert refused.value.code == "claim_lost"
    assert Conversation.objects.get().claimed_by == ben


def test_a_snooze_keeps_the_time_on_the_wall(desk: ApprovalDesk) -> None:
    until = LATER + timedelta(hours=2)
    actions.snooze(
        conversation_id=desk.row.pk, actor=desk.people["ana"].user, now=LATER, until=until
    )
    pull_back()
    assert desk.row.snoozed_until == until
    actions.wake_due(now=until - timedelta(seconds=1))
    assert desk.row.snoozed_until == until
    actions.wake_due(now=until)
    assert desk.row.snoozed_until is None


def test_what_waits_for_its_account_is_looked_at_soon(desk: ApprovalDesk) -> None:
    """Held while the clock was ahead, written before: it is asked for again every minute."""
    written_at = BACK - timedelta(minutes=10)
    reply = desk.write(BODY, now=written_at)
    NetworkAccount.objects.update(status="NEEDS_RECONNECT")
    assert desk.leave(reply, now=LATER) == "QUEUED" and reply.is_held
    pull_back()
    held = reply_of(desk)
    assert held.held_at == BACK and held.send_after <= BACK + timedelta(minutes=1)
    NetworkAccount.objects.update(status="CONNECTED")
    assert desk.leave(reply, now=BACK + timedelta(minutes=1)) == "SENDING"


def test_what_is_uncertain_is_found_though_it_seems_to_be_of_later(desk: ApprovalDesk) -> None:
    """The network posted it at the real time: looking for it begins no later than that."""
    reply = desk.write(BODY)
    desk.leave(reply)
    outbox_results.expire_sending(reply_id=reply.pk, now=LATER + timedelta(minutes=5))
    pull_back()
    assert reply_of(desk).sending_at == BACK
