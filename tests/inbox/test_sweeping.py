"""One row that cannot be moved on does not keep the others from being told of."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

import pytest

from inbox import actions
from inbox.actions import ReplyDraft
from inbox.actions.promises import sweep_promises
from inbox.models import Conversation, Promise
from listening.connectors.base import MentionData
from tests.builders import conversation_of, said
from tests.inbox.clock_desk import Desk, at

pytestmark = pytest.mark.django_db
PROMISED = {
    "3 pm": "Thank you for telling us, we will write to you again by 3 pm.",
    "4 pm": "A fair question. Our front desk looks it up, and we will get back to you by 4 pm.",
}


def promise(desk: Desk, hour: str, posted_at: datetime) -> tuple[MentionData, Promise]:
    """A question of somebody new, and an answer that promises a word by `hour`."""
    question = said("Nobody rings me back", posted_at=posted_at)
    desk.hear(question)
    row = desk.claim(question, 5)
    draft = ReplyDraft("PUBLIC", PROMISED[hour], row.claim_token, row.last_seq, uuid4())
    reply = actions.queue_reply(conversation_id=row.pk, actor=desk.ana, now=at(6), draft=draft)
    desk.is_out(reply, 7)
    return question, reply.promises.get()


def test_a_promise_that_cannot_lapse_holds_up_no_other() -> None:
    desk = Desk.open()
    stuck_question, stuck = promise(desk, "3 pm", at(0))
    _, other = promise(desk, "4 pm", at(0))
    Conversation.objects.filter(pk=conversation_of(stuck_question).pk).update(is_imported=True)
    sweep_promises(now=at(300))
    stuck.refresh_from_db()
    other.refresh_from_db()
    assert (stuck.lapsed_at, other.lapsed_at) == (None, at(300))
