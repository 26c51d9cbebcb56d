"""What has ended does not sleep: it would wake as work for nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inbox import actions, outbox_results
from inbox.models import Conversation
from listening.connectors.base import Sent
from tests.inbox.approval_desk import GRUMPY, LATER, ApprovalDesk, approval_desk

TOMORROW = LATER + timedelta(days=1)


@pytest.fixture
def desk(db: None) -> ApprovalDesk:
    return approval_desk(GRUMPY)


def how(desk: ApprovalDesk) -> dict[str, object]:
    return {"conversation_id": desk.row.pk, "actor": desk.people["ana"].user, "now": LATER}


def test_an_ended_conversation_cannot_be_snoozed(desk: ApprovalDesk) -> None:
    actions.mark_no_reply_needed(**how(desk), reason="Only a like.")
    with pytest.raises(actions.ActionRefused) as refused:
        actions.snooze(**how(desk), until=TOMORROW)
    assert refused.value.code == "state" and desk.row.snoozed_until is None


@pytest.mark.parametrize("end", ["skip", "thank", "close"])
def test_what_sleeps_wakes_when_it_ends(desk: ApprovalDesk, end: str) -> None:
    actions.resolve(**how(desk), outcome="Rang them.")
    if end == "skip":
        actions.snooze(**how(desk), until=TOMORROW)
        actions.skip_loop(**how(desk), reason="They asked for quiet.")
    else:
        reply = desk.write("Thank you for your patience. Ana", purpose="CLOSING")
        actions.snooze(**how(desk), until=TOMORROW)
        desk.leave(reply)
        outbox_results.sent(reply_id=reply.pk, found=Sent(external_id="77"), now=LATER)
    if end == "close":
        Conversation.objects.update(snoozed_until=TOMORROW)  # from the time before
        actions.close(**how(desk))
    assert desk.row.is_ended and desk.row.snoozed_until is None
