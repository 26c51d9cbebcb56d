"""When an answer goes out that waits for its approval: its author and who decides say (A5)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from inbox.actions import ActionRefused, schedule_waiting
from inbox.domain.later import LOCAL
from inbox.models import Approval, Promise, Reply
from practice_hub.audit.models import AuditEvent
from tests.inbox.approval_desk import LATER, SAFE, approval_desk
from tests.inbox.approve_desk import ask, card_of, decide, worried
from tests.inbox.test_bulk import text
from tests.inbox.view_desk import HTMX, ViewDesk
from tests.people import Person

HOUR = timedelta(hours=1)


def again(reply: Reply) -> Reply:
    return Reply.objects.get(pk=reply.pk)


def test_its_author_and_who_decides_choose_the_time(db: None) -> None:
    desk = approval_desk()
    people, morning = desk.people, LATER + 18 * HOUR
    reply = desk.write("We are sorry. We will write to you within two hours. Ana")

    def move(who: str, at: datetime | None, now: datetime = LATER) -> None:
        schedule_waiting(reply_id=reply.pk, actor=people[who], now=now, goes_out_at=at)

    def refused(who: str, at: datetime | None) -> str:
        with pytest.raises(ActionRefused) as caught:
            move(who, at)
        return caught.value.code

    move("ana", morning)  # it promises from when it is read
    assert Promise.objects.get().due_at == morning + 2 * HOUR
    assert (again(reply).status, again(reply).goes_out_at) == ("AWAITING_APPROVAL", morning)
    for who in ("ben", "vera", "mona"):
        assert refused(who, morning) == "not_allowed"
    for wrong in (LATER, LATER - HOUR, LATER + timedelta(days=15)):
        assert refused("ana", wrong) == "send_at"
    Approval.objects.update(expires_at=LATER)  # it ran out; nobody has said so yet
    assert refused("ana", morning) == "too_late"
    Approval.objects.update(expires_at=LATER + 24 * HOUR)
    shown = desk.shown(reply)
    move("priya", morning + HOUR)
    event = AuditEvent.objects.filter(name="reply.rescheduled").latest("pk")
    assert event.actor == people["priya"].user
    assert event.details["goes_out_at"] == (morning + HOUR).isoformat()

    desk.approve(reply, shown=shown, now=LATER + HOUR)  # a card that says nothing of a time
    assert again(reply).send_after == morning + HOUR
    assert refused("ana", morning) == "too_late"
    assert desk.leave(reply, now=morning) == "QUEUED"
    assert desk.leave(reply, now=morning + HOUR) == "SENDING"


def test_a_time_that_has_passed_and_none_at_all_mean_at_once(db: None) -> None:
    desk = approval_desk()
    for at, kept in ((LATER + HOUR, LATER + HOUR), (None, None)):
        reply = desk.write(SAFE if at else f"{SAFE}!")
        schedule_waiting(
            reply_id=reply.pk, actor=desk.people["ana"], now=LATER, goes_out_at=LATER + HOUR
        )
        schedule_waiting(reply_id=reply.pk, actor=desk.people["ana"], now=LATER, goes_out_at=at)
        assert again(reply).goes_out_at == kept
        event = AuditEvent.objects.filter(name="reply.rescheduled").latest("pk")
        assert ("is_at_once" in event.details) is (at is None)
        approved_at = LATER + 2 * HOUR
        desk.approve(reply, now=approved_at)
        assert again(reply).send_after == approved_at + timedelta(seconds=15)
        assert desk.leave(reply, now=approved_at + timedelta(minutes=1)) == "SENDING"
        Reply.objects.filter(pk=reply.pk).update(status="WITHDRAWN")


@pytest.fixture
def waiting(view_desk: ViewDesk, ana: Person, priya: Person) -> Approval:
    return ask(view_desk, worried(view_desk), ana)


def local(approval: Approval, ahead: timedelta) -> str:
    return f"{(timezone.now() + ahead).astimezone(approval.practice.zone):{LOCAL}}"


def test_both_pages_say_it_plainly_and_nobody_decides_on_another_time_than_they_read(
    waiting: Approval, ana: Person, ben: Person, vera: Person, priya: Person, charlie: Person
) -> None:
    reply, page = waiting.reply, f"/inbox/{waiting.conversation_id}/"
    later, move = f"/inbox/replies/{reply.pk}/later/", f"/approve/{waiting.pk}/time/"
    tomorrow = {"send_at": local(waiting, timedelta(days=1))}
    assert "Set this time" in text(ana.client.get(page))
    assert "Set this time" not in text(ben.client.get(page))
    old = dict(re.findall(r'name="(\w+)" value="([^"]*)"', text(card_of(priya, waiting))))
    assert old["goes_out"] == ""

    wrong = ana.client.post(later, {"send_at": "2020-01-01T09:00"}, headers=HTMX)
    assert wrong.status_code == 422 and "That time has passed" in text(wrong)
    typed = f'id="sheet-later-{reply.pk}" open>.*? value="2020-01-01T09:00"'
    assert re.search(typed, text(wrong), re.DOTALL)
    assert ben.client.post(later, tomorrow, headers=HTMX).status_code == 409
    assert vera.client.post(later, tomorrow, headers=HTMX).status_code == 409
    assert charlie.client.post(later, tomorrow).status_code == 404
    said = text(ana.client.post(later, tomorrow, follow=True))  # without a script, too
    assert "Once it is approved, it goes out" in said and "At once when approved" in said
    stale = decide(priya, waiting, "approve", old)
    assert stale.status_code == 409 and "changed since you opened it" in text(stale)

    assert ana.client.post(move, tomorrow).status_code == 403
    assert charlie.client.post(move, tomorrow).status_code == 404
    assert decide(priya, waiting, "time", {}, headers=HTMX).status_code == 422
    moved = decide(priya, waiting, "time", {"press": "at_once"}, headers=HTMX)
    assert "it goes out at once" in text(moved) and "1 of 1 to approve" in text(moved)
    assert f'id="sheet-later-{reply.pk}">' in text(moved)
    assert again(reply).goes_out_at is None
    moved = decide(priya, waiting, "time", tomorrow, headers=HTMX)
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', text(moved)))
    done = decide(priya, waiting, "approve", fields, headers=HTMX)
    assert "Goes out <time" in text(done) and "data-goes-out" not in text(done)
    assert again(reply).is_scheduled

    Reply.objects.filter(pk=reply.pk).update(
        status="AWAITING_APPROVAL", goes_out_at=timezone.now() - HOUR
    )
    Approval.objects.filter(pk=waiting.pk).update(status="WAITING", decided_by=None)
    assert "It was to go out" in text(ana.client.get(page))
