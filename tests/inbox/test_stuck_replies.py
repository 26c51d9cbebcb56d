"""No reply is stuck for ever: each ends as sent, failed, or with a person who decides."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from inbox import outbox, outbox_results
from inbox.models import Reply
from listening.connectors.base import ConnectorError, ErrorKind, Sent, TargetState
from listening.models import NetworkAccount
from practice_hub.audit.models import AuditEvent
from tests.inbox.view_desk import ViewDesk
from tests.people import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def reply(ana: Person, view_desk: ViewDesk) -> Reply:
    row = view_desk.post("@lumen is the car park yours?")
    made = view_desk.queue(row, ana, "Yes, it is. Ana")
    now = timezone.now()
    Reply.objects.filter(pk=made.pk).update(send_after=now)
    made.refresh_from_db()
    return made


def uncertain(reply: Reply, *, since: timedelta = timedelta(0)) -> Reply:
    now = timezone.now()
    Reply.objects.filter(pk=reply.pk).update(
        status="UNCERTAIN", sending_at=now - since, settle_after=now, settle_looks=0
    )
    reply.refresh_from_db()
    return reply


def looked_in_vain(reply: Reply, kind: ErrorKind) -> Reply:
    error = ConnectorError(kind, "no")
    used = NetworkAccount.objects.get(pk=reply.conversation.account_id)
    outbox_results.could_not_look(reply_id=reply.pk, error=error, used=used, now=timezone.now())
    reply.refresh_from_db()
    return reply


@pytest.mark.parametrize("kind", ["PERMISSION", "REFUSED", "AUTH", "UNSUPPORTED"])
def test_where_nobody_can_look_a_person_decides(reply: Reply, kind: str) -> None:
    assert looked_in_vain(uncertain(reply), ErrorKind(kind)).needs_person


def test_a_short_fault_is_waited_for_and_a_long_one_is_not(reply: Reply) -> None:
    assert not looked_in_vain(uncertain(reply), ErrorKind.TRANSIENT).needs_person
    old = uncertain(reply, since=timedelta(hours=2))
    assert looked_in_vain(old, ErrorKind.TRANSIENT).needs_person


def test_a_disconnected_account_leaves_it_to_a_person(reply: Reply) -> None:
    uncertain(reply)
    NetworkAccount.objects.update(credentials=b"", status="DISCONNECTED")
    outbox.settle(reply_id=reply.pk, now=timezone.now())
    reply.refresh_from_db()
    assert reply.needs_person


def test_a_mistake_of_ours_while_looking_is_booked(
    reply: Reply, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "connector_for", _broken)
    uncertain(reply)
    outbox.settle(reply_id=reply.pk, now=timezone.now())
    reply.refresh_from_db()
    assert reply.settle_after and reply.settle_after > timezone.now()


def test_a_mistake_of_ours_before_the_send_is_tried_again(
    reply: Reply, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "connector_for", _broken)
    outbox.deliver(reply_id=reply.pk, now=timezone.now())
    reply.refresh_from_db()
    assert (reply.status, reply.error_kind) == ("QUEUED", "TRANSIENT")


def test_an_id_that_the_poller_gave_to_another_row_comes_back(reply: Reply, ana: Person) -> None:
    row = reply.conversation
    by_hand = Reply.objects.create(
        practice=row.practice,
        conversation=row,
        leg=reply.leg,
        author=ana.user,
        audience="PUBLIC",
        via="MANUAL",
        body="",
        status="SENT",
        sent_at=timezone.now(),
        external_id="4711",
    )
    Reply.objects.filter(pk=reply.pk).update(status="SENDING", sending_at=timezone.now())
    outbox_results.sent(reply_id=reply.pk, found=Sent("4711"), now=timezone.now())
    reply.refresh_from_db()
    by_hand.refresh_from_db()
    assert (reply.status, reply.external_id, by_hand.external_id) == ("SENT", "4711", "")


def test_the_same_words_of_before_are_not_taken_for_this_answer(
    reply: Reply, ana: Person, view_desk: ViewDesk
) -> None:
    uncertain(reply)
    outbox_results.sent(reply_id=reply.pk, found=Sent("4711"), now=timezone.now())
    again = uncertain(view_desk.queue(reply.conversation, ana, "Yes, it is. Ana"))
    outbox_results.sent(reply_id=again.pk, found=Sent("4711"), now=timezone.now())
    again.refresh_from_db()
    assert (again.status, again.settle_looks) == ("UNCERTAIN", 1)


def test_a_hidden_post_is_not_called_removed(reply: Reply) -> None:
    Reply.objects.filter(pk=reply.pk).update(status="SENDING", sending_at=timezone.now())
    error = outbox.target_error(TargetState.HIDDEN)
    outbox_results.failed_before_sending(reply_id=reply.pk, error=error, now=timezone.now())
    reply.refresh_from_db()
    assert reply.status == "FAILED"
    assert "hidden" in reply.error_detail


def _broken(_: object) -> object:
    raise RuntimeError("a mistake of ours")


def test_an_answer_that_waits_for_its_account_says_so_once(reply: Reply) -> None:
    NetworkAccount.objects.update(status="PAUSED")
    for _ in range(2):
        Reply.objects.filter(pk=reply.pk).update(send_after=timezone.now())
        outbox.deliver(reply_id=reply.pk, now=timezone.now())
    reply.refresh_from_db()
    assert (reply.status, reply.error_kind) == ("QUEUED", "HELD")
    assert AuditEvent.objects.filter(name="reply.held").count() == 1
