"""Impatient people and several workers: one answer is in flight, and one goes out."""

from __future__ import annotations

from functools import partial
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from inbox import actions, outbox
from inbox.actions import ReplyDraft
from inbox.actions.errors import ActionRefused
from inbox.models import Conversation, Reply
from practice_hub.practices.models import User
from tests.builders import make_member
from tests.concurrency.together import at_once, bad, good
from tests.town import Town

TIMES = 20


@pytest.fixture
def ana(town: Town, conversation: Conversation) -> User:
    user = make_member(town.practice, "Ana Lind").user
    actions.claim(conversation_id=conversation.pk, actor=user, now=timezone.now())
    conversation.refresh_from_db()
    return user


def send(row: Conversation, actor: User, form_key: UUID) -> Reply:
    draft = ReplyDraft(
        audience="PUBLIC",
        body="We are sorry and will ring you today. Ana",
        claim_token=row.claim_token,
        seen_seq=row.last_seq,
        form_key=form_key,
    )
    return actions.queue_reply(conversation_id=row.pk, actor=actor, now=timezone.now(), draft=draft)


def test_the_same_form_twenty_times(conversation: Conversation, ana: User) -> None:
    key = uuid4()
    results = at_once([partial(send, conversation, ana, key) for _ in range(TIMES)])
    assert bad(results) == []
    assert len({reply.pk for reply in good(results)}) == 1
    assert Reply.objects.count() == 1


def test_twenty_forms_at_once(conversation: Conversation, ana: User) -> None:
    results = at_once([partial(send, conversation, ana, uuid4()) for _ in range(TIMES)])
    assert len(good(results)) == 1
    assert {type(error) for error in bad(results)} == {ActionRefused}
    assert {error.code for error in bad(results)} == {"in_flight"}  # type: ignore[attr-defined]
    assert Reply.objects.in_flight().count() == Reply.objects.count() == 1


def test_several_workers_deliver_one_row(town: Town, conversation: Conversation, ana: User) -> None:
    reply = send(conversation, ana, uuid4())
    town.server.clear_requests()
    deliver = partial(outbox.deliver, reply_id=reply.pk, now=timezone.now())
    assert bad(at_once([deliver] * 8)) == []
    reply.refresh_from_db()
    assert (reply.status, reply.attempts) == ("SENT", 1)
    assert len(town.server.requests(path="/2/tweets$", method="POST")) == 1
    assert [post["id"] for post in town.answers_on_x()] == [reply.external_id]


def test_undo_and_delivery_race(town: Town, conversation: Conversation, ana: User) -> None:
    """Either it was taken back and nothing went out, or it went out and could not be taken back."""
    reply = send(conversation, ana, uuid4())
    now = timezone.now()
    undo = partial(actions.undo_reply, reply_id=reply.pk, actor=ana, now=now)
    deliver = partial(outbox.deliver, reply_id=reply.pk, now=now)
    undone, delivered = at_once([undo, deliver])
    assert not isinstance(delivered, Exception)
    reply.refresh_from_db()
    is_out = len(town.answers_on_x()) == 1
    assert reply.status == ("SENT" if is_out else "WITHDRAWN")
    assert isinstance(undone, ActionRefused) is is_out


def test_several_workers_settle_one_row(town: Town, conversation: Conversation, ana: User) -> None:
    reply = send(conversation, ana, uuid4())
    town.server.fault("drop", match={"method": "POST", "path_regex": "/2/tweets$"}, when="after")
    outbox.deliver(reply_id=reply.pk, now=timezone.now())
    Reply.objects.filter(status="UNCERTAIN").update(settle_after=timezone.now())
    settle = partial(outbox.settle, reply_id=reply.pk, now=timezone.now())
    look = partial(town.read, town.x)
    assert bad(at_once([settle, settle, settle, look])) == []
    reply.refresh_from_db()
    conversation.refresh_from_db()
    assert reply.status == "SENT"
    assert Reply.objects.count() == 1
    assert conversation.is_unanswered is False
