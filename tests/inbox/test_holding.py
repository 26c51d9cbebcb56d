"""A dead token holds answers: nothing fails, nothing goes out twice, and nothing unwanted goes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.utils.html import strip_tags

from inbox import actions, holding, outbox, outbox_results
from inbox.models import Approval, Promise, Reply
from inbox.promises import PromiseDraft
from listening.accounts import can_send
from listening.connectors.base import ConnectorError, ErrorKind
from listening.models import CatchUp, Feed, NetworkAccount, RateWindowRow
from practice_hub.alerts.kinds import Channel, Kind
from practice_hub.alerts.models import Alert, AlertDelivery
from practice_hub.audit.models import AuditEvent
from tests.answering import deliver_again, queued
from tests.inbox.approval_desk import GRUMPY, approval_desk
from tests.people import Person
from tests.town import Town, come_back, read_what_was_missed

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def die(town: Town, reply: Reply, *, silent_for: timedelta = HOUR) -> None:
    """The token dies in the middle of the send, and stays dead for as long."""
    town.server.fault("revoked", match={"host": "x", "method": "POST"}, times=None)
    deliver_again(reply)
    town.server.clear_faults()
    Feed.objects.filter(account=town.x).update(last_success_at=timezone.now() - silent_for)
    Reply.objects.filter(pk=reply.pk).update(held_at=timezone.now() - silent_for)
    reply.refresh_from_db()
    town.x.refresh_from_db()
    assert (reply.status, town.x.status) == ("QUEUED", "NEEDS_RECONNECT"), reply.error_detail


def words(person: Person, path: str) -> str:
    return " ".join(strip_tags(person.client.get(path).content.decode()).split())


def test_held_shown_read_again_and_sent_once(
    town: Town, ana: Person, mona: Person, vera: Person, charlie: Person
) -> None:
    reply = queued(town, ana)
    die(town, reply)
    deliver_again(reply)  # a sweep meanwhile changes nothing
    assert (reply.status, reply.is_held, reply.attempts) == ("QUEUED", True, 0)
    assert town.answers_on_x() == []
    assert AuditEvent.objects.filter(name="reply.held").count() == 1

    path = f"/inbox/{reply.conversation_id}/"
    for reader in (ana, vera):  # it is public: the agency sees it too
        page = words(reader, path)
        assert "Held since" in page and "X does not accept @lumenlakeside right now" in page
        assert "held since" in words(reader, "/inbox/?queue=unsent")
    assert "Take it back" in words(ana, path)
    assert charlie.client.get(path).status_code == 404
    assert "held since" not in words(charlie, "/inbox/?queue=unsent")

    come_back(town.x, town.server, mona.user)
    deliver_again(reply)  # what came in meanwhile is not read yet
    assert reply.is_held and "is read first" in reply.error_detail
    town.read(town.x)
    held_at = reply.held_at or timezone.now()
    assert not can_send(town.x, asked_at=held_at, now=timezone.now())
    assert can_send(
        town.x, asked_at=timezone.now(), now=timezone.now()
    )  # what is asked for now waits for nothing
    Feed.objects.filter(account=town.x).update(failures=1, last_error_kind="PERMISSION")
    assert can_send(
        town.x, asked_at=held_at, now=timezone.now()
    )  # nor does anything for what cannot be read
    Feed.objects.filter(account=town.x).update(failures=0, last_error_kind="")
    read_what_was_missed()
    assert (
        can_send(town.x, asked_at=held_at, now=timezone.now()) and CatchUp.objects.get().finished_at
    )
    assert deliver_again(reply).status == "SENT"
    deliver_again(reply)
    assert len(town.answers_on_x()) == 1
    assert not Alert.objects.filter(kind=Kind.ANSWER_RETURNED).exists()
    assert "held since" not in words(ana, "/inbox/?queue=unsent")


def test_what_is_no_longer_wanted_comes_back_to_its_author(
    town: Town, ana: Person, mona: Person
) -> None:
    """Too long, a promise that is past, a new word, a colleague's answer: none goes out."""
    soon = timezone.now() + timedelta(minutes=30)
    promise = PromiseDraft("by ten", soon)
    asked: list[dict[str, Any]] = [{}, {"promises": (promise,)}, {}, {}]
    replies = [queued(town, ana, **changes) for changes in asked]
    too_long, promised, spoken, answered = replies
    for reply in replies:
        die(town, reply)
    Promise.objects.update(due_at=timezone.now() - HOUR / 4)
    Reply.objects.filter(pk=too_long.pk).update(
        held_at=timezone.now() - holding.LONGEST_HOLD - HOUR
    )
    assert "comes back to you" in words(ana, f"/inbox/{too_long.conversation_id}/")
    target = {reply.pk: reply.target.external_id for reply in replies if reply.target}
    at = (timezone.now() - HOUR / 2).isoformat()
    town.act("x_post", person="jo", text="@lumenlakeside hm", reply_to=target[spoken.pk], at=at)
    town.act("x_post", person="practice", text="On it", reply_to=target[answered.pk], at=at)

    come_back(town.x, town.server, mona.user)
    town.read(town.x)
    read_what_was_missed()
    before = len(town.answers_on_x())
    kinds = [deliver_again(reply).error_kind for reply in replies]
    assert kinds == ["HELD_TOO_LONG", "PROMISE_PAST", "SOMETHING_NEW", "SOMETHING_NEW"]
    assert {reply.status for reply in replies} == {"FAILED"}
    assert len(town.answers_on_x()) == before == 1  # the colleague's own
    told = AlertDelivery.objects.filter(
        alert__kind=Kind.ANSWER_RETURNED, channel=Channel.PAGE, user=ana.user
    )
    assert {row.alert.subject_id for row in told} == {reply.pk for reply in replies}
    assert "Try again" not in words(ana, f"/inbox/{promised.conversation_id}/")

    # Read again and sent again by a person, it goes; the word on it leaves the pages.
    actions.retry_reply(reply_id=too_long.pk, actor=ana.user, now=timezone.now(), seen_seq=99)
    too_long.refresh_from_db()
    assert too_long.held_at is None and deliver_again(too_long).status == "SENT"
    actions.discard_reply(reply_id=promised.pk, actor=ana.user, now=timezone.now())
    left = Alert.objects.open().filter(kind=Kind.ANSWER_RETURNED)
    assert {alert.subject_id for alert in left} == {spoken.pk, answered.pk}


def test_held_answers_can_be_taken_back_and_approvals_keep_their_rules(
    town: Town, ana: Person, priya: Person
) -> None:
    taken, given = queued(town, ana), queued(town, ana)
    die(town, taken)
    assert actions.undo_reply(reply_id=taken.pk, actor=ana.user, now=timezone.now()).pk == taken.pk
    NetworkAccount.objects.filter(pk=town.x.pk).update(status="CONNECTED")
    assert deliver_again(taken).status == "WITHDRAWN"

    now = timezone.now()
    approval = Approval.objects.create(
        practice=town.practice,
        conversation=given.conversation,
        reply=given,
        reasons=["MEDICAL"],
        approver_roles=["PRACTITIONER"],
        requested_by=ana.user,
        requested_at=now,
        asked_body=given.body,
        fingerprint="",
        seen_seq=given.seen_seq,
        due_at=now,
        expires_at=now + HOUR,
    )
    Reply.objects.filter(pk=given.pk).update(status="AWAITING_APPROVAL")
    NetworkAccount.objects.filter(pk=town.x.pk).update(status="NEEDS_RECONNECT")
    card = words(priya, f"/approve/?card={approval.pk}")
    assert "Approved now, it waits." in card and "X does not accept" in card
    assert "An answer waits for now." in words(ana, f"/inbox/{given.conversation_id}/")


def test_a_dead_page_token_and_secrets_that_cannot_be_read(
    town: Town, ana: Person, settings: Any
) -> None:
    reply = queued(town, ana, network="FACEBOOK")
    match = {"host": "graph", "method": "POST"}
    town.server.fault("token_expired", match=match, times=None, subcode=463)
    deliver_again(reply)
    town.facebook.refresh_from_db()
    assert (reply.is_held, town.facebook.status) == (True, "NEEDS_RECONNECT")
    assert "Facebook does not accept" in reply.error_detail

    unreadable = queued(town, ana)
    NetworkAccount.objects.filter(pk=town.x.pk).update(credentials=b"nonsense")
    assert deliver_again(unreadable).is_held, (unreadable.status, unreadable.error_detail)
    for status, said in (("PAUSED", "is paused"), ("DISCONNECTED", "is disconnected")):
        NetworkAccount.objects.filter(pk=town.x.pk).update(status=status)
        assert said in deliver_again(unreadable).error_detail


def test_what_is_tried_again_waits_for_what_was_missed_meanwhile(town: Town, ana: Person) -> None:
    """A try failed, the account was away and came back before the next one was due."""
    reply = queued(town, ana)
    town.server.fault("rate_limit", match={"method": "POST"}, reset_seconds=600)
    assert deliver_again(reply).error_kind == "RATE_LIMIT"
    RateWindowRow.objects.all().delete()
    began_at = reply.send_after - timedelta(minutes=1)
    assert reply.sending_at and reply.sending_at < began_at
    back = CatchUp.objects.create(account=town.x, since=reply.sending_at, began_at=began_at)
    feed = Feed.objects.get(account=town.x, kind="MENTIONS")
    back.feeds.create(feed=feed, next_run_at=began_at)
    outbox.deliver(reply_id=reply.pk, now=reply.send_after)
    reply.refresh_from_db()
    assert reply.is_held and town.answers_on_x() == []
    outbox.deliver(reply_id=reply.pk, now=reply.send_after)  # and a minute later still
    assert town.answers_on_x() == []


def test_a_send_with_the_old_token_does_not_disconnect_the_new_one(db: None) -> None:
    desk = approval_desk(GRUMPY)
    reply = desk.write("Thank you, we will look into it today. Ana")
    assert desk.leave(reply) == "SENDING" and reply.sending_at
    NetworkAccount.objects.update(status_at=reply.sending_at + timedelta(seconds=1))
    dead = ConnectorError(ErrorKind.AUTH, "The token is dead.")
    soon = reply.sending_at + timedelta(seconds=2)
    outbox_results.failed_sending(reply_id=reply.pk, error=dead, now=soon)
    reply.refresh_from_db()
    assert reply.is_held and NetworkAccount.objects.get().status == "CONNECTED"
    assert desk.leave(reply, now=soon + holding.LOOK_AGAIN) == "SENDING"
