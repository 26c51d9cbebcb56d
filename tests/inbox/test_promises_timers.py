"""A promise with a time is a timer: opened by the send, warned of, kept, moved, dropped (A6)."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from threading import Barrier, Thread
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from inbox import actions, outbox_results
from inbox.actions import ReplyDraft
from inbox.actions.errors import ActionRefused
from inbox.actions.promises import drop_promise, keep_promise, reopen_promise, sweep_promises
from inbox.models import Conversation, Promise, Reply
from inbox.promises import PromiseDraft
from listening.connectors.base import Sent
from practice_hub.alerts.kinds import Kind
from practice_hub.alerts.models import Alert
from practice_hub.audit.models import AuditEvent
from practice_hub.practices.models import Membership
from tests.builders import conversation_of, hear, own, said
from tests.inbox.view_desk import ViewDesk, post_to
from tests.people import Person

ANSWER = "Thank you for your message. We will write to you again by noon."


def text(response: Any) -> str:
    return unescape(response.content.decode())


def answer(
    desk: ViewDesk,
    row: Conversation,
    who: Person,
    *,
    body: str = ANSWER,
    audience: str = "PUBLIC",
    promises: tuple[PromiseDraft, ...] = (),
    is_sent: bool = True,
) -> Reply:
    token = desk.claim(row, who)
    row.refresh_from_db()
    draft = ReplyDraft(
        audience,
        body,
        token,
        row.last_seq,
        uuid4(),
        skip_public_reason="asked to",
        promises=promises,
    )
    now = timezone.now()
    reply = actions.queue_reply(conversation_id=row.pk, actor=who.user, now=now, draft=draft)
    if is_sent:
        Reply.objects.filter(pk=reply.pk).update(status="SENDING", sending_at=now)
        found = Sent(external_id=str(uuid4()), posted_at=timezone.now(), recipient_id="770001")
        outbox_results.sent(reply_id=reply.pk, found=found, now=timezone.now())
    return reply


def promised(
    desk: ViewDesk, row: Conversation, who: Person, *, audience: str = "PUBLIC", hours: float = 2
) -> Promise:
    due_at = timezone.now() + timedelta(hours=hours)
    drafts = (PromiseDraft("by noon ⏰", due_at),)
    reply = answer(desk, row, who, audience=audience, promises=drafts)
    return Promise.objects.get(reply=reply)


def open_alert(kind: Kind, promise: Promise) -> Alert | None:
    return Alert.objects.open().filter(kind=kind, subject_id=promise.pk).first()


def told(alert: Alert | None) -> set[int]:
    assert alert
    return set(alert.deliveries.values_list("user_id", flat=True))


def test_the_clock_runs_once_the_answer_is_out(view_desk: ViewDesk, ana: Person) -> None:
    row = view_desk.post()
    due_at = timezone.now() + timedelta(hours=2)
    reply = answer(view_desk, row, ana, promises=(PromiseDraft("by noon", due_at),), is_sent=False)
    promise = Promise.objects.get()
    assert promise.status == "PENDING"
    sweep_promises(now=due_at + timedelta(hours=1))
    assert not Alert.objects.exclude(kind=Kind.NEW_ITEM).exists(), (
        "what was not sent promises nothing"
    )
    assert "by noon ·" not in text(ana.client.get(f"/inbox/{row.pk}/"))
    actions.undo_reply(reply_id=reply.pk, actor=ana.user, now=timezone.now())
    promise.refresh_from_db()
    assert promise.status == "DROPPED"
    assert promised(view_desk, row, ana).status == "OPEN"
    page = text(ana.client.get(f"/inbox/{row.pk}/"))
    assert "Promised: by noon ⏰ · " in page
    assert "1 h left" in page
    assert "Promised by noon ⏰" in text(ana.client.get("/inbox/?queue=all"))


def test_it_warns_once_and_tells_the_manager_when_it_lapses(
    view_desk: ViewDesk, ana: Person, ben: Person, mona: Person, olga: Person
) -> None:
    row = view_desk.post()
    promise = promised(view_desk, row, ana)
    Conversation.objects.update(
        assigned_to=ben.user, snoozed_until=promise.due_at + timedelta(days=1)
    )
    sweep_promises(now=promise.warn_at - timedelta(seconds=1))
    assert not Alert.objects.exclude(kind=Kind.NEW_ITEM).exists()
    for _ in range(2):
        sweep_promises(now=promise.warn_at)
    due = open_alert(Kind.PROMISE_DUE, promise)
    assert told(due) == {ana.user.pk, ben.user.pk}
    assert due and (due.path, due.is_repeating) == (f"/inbox/{row.pk}/", False)
    row.refresh_from_db()
    assert row.snoozed_until is None, "a snooze does not sleep through a promise"
    for _ in range(2):
        sweep_promises(now=promise.due_at)
    assert open_alert(Kind.PROMISE_DUE, promise) is None
    assert told(open_alert(Kind.PROMISE_LAPSED, promise)) == {
        ana.user.pk,
        ben.user.pk,
        mona.user.pk,
    }
    assert AuditEvent.objects.filter(name="promise.lapsed").count() == 1
    keep_promise(promise_id=promise.pk, actor=ana.user, now=promise.due_at + timedelta(hours=1))
    assert not Alert.objects.open().exclude(kind=Kind.NEW_ITEM).exists()
    event = AuditEvent.objects.get(name="promise.kept")
    assert event.details == {"promise": promise.pk, "audience": "PUBLIC", "is_late": True}


def test_somebody_away_is_not_the_only_one_to_hear(
    view_desk: ViewDesk, ana: Person, ben: Person, mona: Person
) -> None:
    promise = promised(view_desk, view_desk.post(), ana)
    Membership.objects.filter(pk=ana.membership.pk).update(
        away_until=promise.due_at + timedelta(days=1), stand_in=ben.membership
    )
    sweep_promises(now=promise.warn_at)
    assert told(open_alert(Kind.PROMISE_DUE, promise)) == {ana.user.pk, ben.user.pk}


def test_what_is_resolved_needs_no_reminder(view_desk: ViewDesk, ana: Person) -> None:
    row = view_desk.post()
    promise = promised(view_desk, row, ana)
    Conversation.objects.update(state="CLOSED")
    sweep_promises(now=promise.due_at)
    assert not Alert.objects.exclude(kind=Kind.NEW_ITEM).exists()
    assert "Promised" not in text(ana.client.get(f"/inbox/{row.pk}/"))


def test_a_further_answer_in_time_keeps_it_and_that_can_be_taken_back(
    view_desk: ViewDesk, ana: Person, ben: Person
) -> None:
    row = view_desk.post()
    first = promised(view_desk, row, ana)
    second = PromiseDraft("by Friday", timezone.now() + timedelta(days=3))
    answer(view_desk, row, ana, body="Our manager reads this by Friday.", promises=(second,))
    first.refresh_from_db()
    assert first.status == "OPEN", "an answer with a promise of its own leaves the first running"
    reply = answer(view_desk, row, ana, body="Here is what we found for everybody.")
    first.refresh_from_db()
    assert (first.status, first.settled_by_id) == ("KEPT", ana.user.pk)
    kept = AuditEvent.objects.filter(name="promise.kept_by_answer")
    assert {event.details["reply"] for event in kept} == {reply.pk}
    assert kept.count() == 2
    page = text(ben.client.get(f"/inbox/{row.pk}/"))
    assert "Kept: by noon ⏰" in page
    assert "a promise counts as kept" in page
    assert post_to(ben, row, "promise/reopen", {"promise": first.pk}).status_code == 303
    first.refresh_from_db()
    assert (first.status, first.settled_at) == ("OPEN", None)


def test_a_call_and_an_answer_on_the_network_keep_it_too(
    view_desk: ViewDesk, ana: Person, mona: Person
) -> None:
    item = said("Nobody rings me back, third time now", posted_at=view_desk.now)
    hear(view_desk.x, item, now=view_desk.now)
    row = conversation_of(item)
    first = promised(view_desk, row, ana)
    token = view_desk.claim(row, ana)
    actions.record_private_contact(
        conversation_id=row.pk,
        actor=ana.user,
        now=timezone.now(),
        claim_token=token,
        channel="PHONE",
        direction="OUT",
        body="Called, all is settled.",
    )
    first.refresh_from_db()
    assert first.status == "KEPT"
    reopen_promise(promise_id=first.pk, actor=ana.user, now=timezone.now())
    later = timezone.now() + timedelta(minutes=3)
    hear(view_desk.x, own(item, "All settled by now.", posted_at=later), now=later)
    first.refresh_from_db()
    assert (first.status, first.settled_by) == ("KEPT", None)


def test_a_late_answer_keeps_nothing(view_desk: ViewDesk, ana: Person) -> None:
    row = view_desk.post()
    promise = promised(view_desk, row, ana)
    Promise.objects.update(
        due_at=timezone.now() - timedelta(minutes=1), created_at=timezone.now() - timedelta(hours=1)
    )
    answer(view_desk, row, ana, body="We are sorry that this took longer.")
    promise.refresh_from_db()
    assert promise.status == "OPEN"
    assert "over" in text(ana.client.get(f"/inbox/{row.pk}/"))


def test_moved_dropped_and_for_whom(
    view_desk: ViewDesk, ana: Person, vera: Person, charlie: Person
) -> None:
    row = view_desk.post()
    promise = promised(view_desk, row, ana)
    zone = row.practice.zone
    later = (timezone.now() + timedelta(days=2)).astimezone(zone).replace(second=0, microsecond=0)
    form = {"promise": promise.pk, "due": f"{later:%Y-%m-%dT%H:%M}"}
    assert post_to(charlie, row, "promise/change", form).status_code == 404
    past = post_to(ana, row, "promise/change", form | {"due": "2020-01-01T10:00"})
    assert past.status_code == 422
    assert "That time has passed" in text(past)
    sweep_promises(now=promise.due_at)
    assert post_to(vera, row, "promise/change", form).status_code == 303, "public: an agency may"
    promise.refresh_from_db()
    assert promise.due_at == later
    assert promise.warned_at is promise.lapsed_at is None
    assert not Alert.objects.open().exclude(kind=Kind.NEW_ITEM).exists()
    empty = post_to(ana, row, "promise/drop", {"promise": promise.pk})
    assert empty.status_code == 422
    assert "Say why" in text(empty)
    form = {"promise": promise.pk, "reason": "She wrote that all is well 🎉"}
    assert post_to(ana, row, "promise/drop", form).status_code == 303
    again = post_to(ana, row, "promise/keep", {"promise": promise.pk})
    assert again.status_code == 409
    assert "settled this promise already" in text(again)
    for value in ("", "x", "99999999999999999999"):
        assert post_to(ana, row, "promise/keep", {"promise": value}).status_code == 404


def test_an_agency_knows_nothing_of_private_promises(
    view_desk: ViewDesk, ana: Person, vera: Person, mona: Person
) -> None:
    row = view_desk.comment("Thank you all, that was lovely ❤️")
    promise = promised(view_desk, row, ana, audience="PRIVATE")
    assert promise.status == "OPEN"
    sweep_promises(now=promise.due_at)
    for url in (f"/inbox/{row.pk}/", "/inbox/?queue=all"):
        assert "romise" not in text(vera.client.get(url))
        assert "by noon ⏰" in text(ana.client.get(url))
    assert post_to(vera, row, "promise/keep", {"promise": promise.pk}).status_code == 404
    Conversation.objects.update(assigned_to=vera.user)
    Alert.objects.all().delete()
    Promise.objects.update(lapsed_at=None)
    sweep_promises(now=promise.due_at)
    assert vera.user.pk not in told(open_alert(Kind.PROMISE_LAPSED, promise))


@pytest.mark.django_db(transaction=True)
def test_two_people_settle_it_once(view_desk: ViewDesk, ana: Person, ben: Person) -> None:
    promise = promised(view_desk, view_desk.post(), ana)
    start, refused = Barrier(2), []
    now = timezone.now()

    def run(act: Any) -> None:
        try:
            start.wait()
            act()
        except ActionRefused as refusal:
            refused.append(refusal.code)
        finally:
            connection.close()

    acts = (
        lambda: keep_promise(promise_id=promise.pk, actor=ana.user, now=now),
        lambda: drop_promise(promise_id=promise.pk, actor=ben.user, now=now, reason="Over"),
    )
    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    promise.refresh_from_db()
    assert refused == ["state"]
    assert promise.status in ("KEPT", "DROPPED")
    assert AuditEvent.objects.filter(name__in=["promise.kept", "promise.dropped"]).count() == 1
