"""An answer for opening time: it goes then, or comes back when the talk has moved on (A9, A15)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from inbox import actions, clock_steps, outbox
from inbox.actions import ActionRefused
from inbox.domain.later import moment_of, openings_ahead
from inbox.models import Approval, Conversation, Promise, Reply
from inbox.time_words import opening_words
from practice_hub.alerts.models import Alert
from practice_hub.audit.models import AuditEvent
from practice_hub.practices.business_hours import BusinessHours, spans
from tests.builders import hear, own, said
from tests.inbox.approval_desk import GRUMPY, LATER, ApprovalDesk, approval_desk
from tests.inbox.view_desk import HTMX, ViewDesk, move_clock, post_to
from tests.people import Person

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = timedelta(hours=1)
MORNING = LATER + 18 * HOUR
BODY = "Thank you for telling us, we look into it. Ana"


def test_openings_know_lunch_closed_days_and_the_change_of_clocks() -> None:
    day = spans("09:00-12:00", "14:00-18:00")
    hours = BusinessHours.of(BERLIN, dict.fromkeys(range(5), day), {})

    def offered(*at: int) -> list[str]:
        now = datetime(*at, tzinfo=BERLIN)
        found = openings_ahead(now, hours, BERLIN)
        assert all(moment_of(each.value, BERLIN) == each.moment for each in found)
        said = opening_words(found, now, BERLIN)
        return [each.label.removeprefix("Send at opening ") for each in said]

    assert offered(2026, 11, 18, 10) == ["(tomorrow 09:00)"]
    assert offered(2026, 11, 18, 12, 30) == ["(today 14:00)", "(tomorrow 09:00)"]
    assert offered(2026, 11, 18, 6) == ["(today 09:00)", "(tomorrow 09:00)"]
    assert offered(2026, 11, 20, 19) == ["(Monday 09:00)"]  # Friday evening: once, and not twice
    assert offered(2027, 3, 27, 12) == ["(Monday 09:00)"]  # the clocks go forward in between
    never = BusinessHours.of(BERLIN, {}, {})
    assert openings_ahead(datetime(2026, 11, 18, 10, tzinfo=BERLIN), never, BERLIN) == ()

    assert moment_of("2027-03-28T02:30", BERLIN) is None  # an hour that nobody lives
    twice = moment_of("2026-10-25T02:30", BERLIN)  # one that is lived twice: the first
    assert twice == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert moment_of("tomorrow", BERLIN) is moment_of("", BERLIN) is None


@pytest.fixture
def desk(db: None) -> ApprovalDesk:
    return approval_desk(GRUMPY)


def again(reply: Reply) -> Reply:
    return Reply.objects.get(pk=reply.pk)


def returned(reply: Reply) -> tuple[str, str]:
    """Its status and why, when its author was told."""
    found = again(reply)
    assert Alert.objects.filter(kind="ANSWER_RETURNED", subject_id=reply.pk).count() == 1
    return found.status, found.error_kind


def test_it_goes_at_its_time_though_the_claim_ran_out(desk: ApprovalDesk) -> None:
    reply = desk.write(BODY, goes_out_at=MORNING)
    assert (reply.status, reply.send_after, reply.is_scheduled) == ("QUEUED", MORNING, True)
    event = AuditEvent.objects.get(name="reply.scheduled")
    assert event.actor == desk.people["ana"].user
    assert event.details["goes_out_at"] == MORNING.isoformat() and BODY not in str(event.details)
    assert desk.refused(BODY, who="ana").code == "in_flight"  # one answer at a time

    clock_steps.pull_back(now=LATER - 3 * HOUR)  # a clock that was wrong brings it forward by none
    assert again(reply).send_after == MORNING
    assert desk.leave(reply, now=MORNING - timedelta(seconds=1)) == "QUEUED"
    actions.claim(conversation_id=desk.row.pk, actor=desk.people["ben"].user, now=LATER + HOUR)
    assert desk.leave(reply, now=MORNING) == "SENDING"
    assert not Alert.objects.filter(kind="ANSWER_RETURNED").exists()


@pytest.mark.parametrize("news", ["they write", "they edit", "taken", "closed", "resolved", "gone"])
def test_it_comes_back_when_the_talk_has_moved_on(desk: ApprovalDesk, news: str) -> None:
    reply = desk.write(BODY, goes_out_at=MORNING)
    post, row, ben = desk.post, desk.row, desk.people["ben"].user
    soon = MORNING - HOUR
    expected = {"taken": "CLAIM_LOST", "closed": "ENDED", "resolved": "ENDED"}
    if news == "they write":
        below = {"parent_id": post.external_id, "thread_id": post.thread_id}
        hear(desk.account, said("Forget it", author=post.author, **below), now=soon)
    elif news == "they edit":
        changed = said("Never mind", external_id=post.external_id, author=post.author)
        hear(desk.account, changed, now=soon)
    elif news == "gone":
        hear(desk.account, gone=(post.external_id,), now=soon)
        assert (again(reply).status, again(reply).error_kind) == ("FAILED", "GONE")
        return
    elif news == "taken":
        actions.claim(conversation_id=row.pk, actor=ben, now=MORNING - timedelta(minutes=1))
    elif news == "closed":
        actions.mark_no_reply_needed(conversation_id=row.pk, actor=ben, now=soon, reason="a like")
    else:
        actions.resolve(conversation_id=row.pk, actor=ben, now=soon, outcome="Rang them.")
    if news.startswith("they"):
        assert returned(reply) == ("FAILED", "SOMETHING_NEW")  # at once, not in the morning
    desk.leave(reply, now=MORNING)
    assert returned(reply) == ("FAILED", expected.get(news, "SOMETHING_NEW"))
    back = actions.retry_reply if news.startswith("they") else actions.discard_reply
    seen = {"seen_seq": desk.row.last_seq} if news.startswith("they") else {}
    back(reply_id=reply.pk, actor=desk.people["ana"].user, now=MORNING, **seen)
    assert again(reply).goes_out_at is None or again(reply).status == "WITHDRAWN"
    assert not Alert.objects.open().filter(kind="ANSWER_RETURNED").exists()


def test_an_answer_found_on_the_network_stops_it(desk: ApprovalDesk) -> None:
    reply = desk.write(BODY, goes_out_at=MORNING)
    hear(desk.account, own(desk.post, "We called you."), now=MORNING - HOUR)
    desk.leave(reply, now=MORNING)
    assert returned(reply) == ("FAILED", "SOMETHING_NEW")


def test_another_time_and_now_after_all(desk: ApprovalDesk) -> None:
    body = "Thank you. We will get back to you within two hours. Ana"
    reply = desk.write(body, goes_out_at=MORNING)
    promise = Promise.objects.get(reply=reply)
    assert promise.due_at == MORNING + 2 * HOUR  # from when it is read
    ana, ben = desk.people["ana"].user, desk.people["ben"].user
    how: dict[str, Any] = {"reply_id": reply.pk, "now": LATER + timedelta(minutes=1)}

    for at in (LATER, LATER + timedelta(days=15)):
        with pytest.raises(ActionRefused, match="Pick"):
            actions.reschedule_reply(**how, actor=ana, goes_out_at=at)
    with pytest.raises(ActionRefused) as held:
        actions.reschedule_reply(**how, actor=ben, goes_out_at=MORNING)
    assert held.value.code == "claimed"
    actions.reschedule_reply(**how, actor=ana, goes_out_at=MORNING + HOUR)
    promise.refresh_from_db()
    assert (again(reply).send_after, promise.due_at) == (MORNING + HOUR, MORNING + 3 * HOUR)
    assert desk.leave(reply, now=MORNING) == "QUEUED"

    sent = actions.send_now(**how, actor=ana)
    promise.refresh_from_db()
    assert sent.goes_out_at is None and promise.due_at == how["now"] + 2 * HOUR
    assert sent.send_after == how["now"] + timedelta(seconds=15)  # time to undo (A15)
    with pytest.raises(ActionRefused, match="no longer waits"):
        actions.send_now(**how, actor=ana)
    assert desk.leave(reply, now=LATER + timedelta(minutes=2)) == "SENDING"
    for refused in (LATER, LATER - HOUR, LATER + timedelta(days=15)):
        assert desk.refused(BODY, goes_out_at=refused).code == "send_at"


def test_an_approval_holds_until_its_time(db: None) -> None:
    desk = approval_desk()
    far = LATER + timedelta(days=10)  # longer than an approval lasts
    reply = desk.write(goes_out_at=far)
    assert reply.status == "AWAITING_APPROVAL"
    desk.approve(reply)
    given = Approval.objects.get(reply=reply)
    assert again(reply).send_after == far and given.expires_at > far
    with pytest.raises(ActionRefused, match="approval ends"):
        actions.reschedule_reply(
            reply_id=reply.pk,
            actor=desk.people["ana"].user,
            now=LATER,
            goes_out_at=LATER + timedelta(days=13, hours=23),
        )
    assert desk.leave(reply, now=LATER + timedelta(minutes=1)) == "QUEUED"
    assert desk.leave(reply, now=far) == "SENDING"

    late = desk.write(
        "We are sorry to hear this. Please write to us. Ben",
        who="ben",
        goes_out_at=LATER + timedelta(minutes=5),
        now=LATER + timedelta(minutes=1),
    )
    Reply.objects.filter(pk=reply.pk).update(status="WITHDRAWN")
    after = LATER + timedelta(minutes=9)
    desk.approve(late, now=after)  # its time passed while it waited: now, with time to undo
    assert again(late).goes_out_at is None
    assert again(late).send_after == after + timedelta(seconds=15)


def test_a_window_that_ends_before_refuses(ana: Person, view_desk: ViewDesk) -> None:
    row = view_desk.comment()
    view_desk.writes_privately(row, "May I ask something?")
    view_desk.claim(row, ana)
    move_clock(row, first_answered_at=view_desk.now)
    leg = row.legs.get(channel="MESSENGER")
    leg.last_inbound_at = view_desk.now - timedelta(days=6)  # the seventh day is the last
    leg.save()
    zone = row.practice.zone
    local = f"{(view_desk.now + timedelta(days=2)).astimezone(zone):%Y-%m-%dT%H:%M}"
    form = view_desk.form(row, BODY, audience="PRIVATE", press="later:", send_at=local)
    page = unescape(post_to(ana, row, "send", form, headers=HTMX).content.decode())
    assert "time for private messages ends before that" in page and BODY in page
    assert "You may write until" in page and not Reply.objects.exists()
    soon = f"{(view_desk.now + timedelta(hours=2)).astimezone(zone):%Y-%m-%dT%H:%M}"
    assert post_to(ana, row, "send", {**form, "send_at": soon}).status_code == 303
    assert Reply.objects.get().audience == "PRIVATE"


def test_the_menu_the_page_and_who_may(
    ana: Person, ben: Person, vera: Person, charlie: Person, view_desk: ViewDesk
) -> None:
    row: Conversation = view_desk.comment()
    view_desk.claim(row, ana)
    page = unescape(ana.client.get(f"/inbox/{row.pk}/").content.decode())
    value = page.split('value="later:')[1].split('"')[0]
    for wrong, says in (
        ("", "Pick a date"),
        ("2027-03-28", "no such time"),
        ("2020-01-01T09:00", "passed"),
    ):
        form = view_desk.form(row, BODY, press="later:", send_at=wrong)
        answer = post_to(ana, row, "send", form, headers=HTMX)
        text = unescape(answer.content.decode())
        assert answer.status_code == 422 and says in text and BODY in text
        assert f'name="send_at" value="{wrong}"' in text
    form = view_desk.form(row, BODY, send_at=value)  # Enter in the field of the time
    assert "press “Send at this time”" in unescape(post_to(ana, row, "send", form).content.decode())
    assert not Reply.objects.exists()

    form = view_desk.form(row, BODY, press=f"later:{value}")
    assert post_to(ana, row, "send", form).status_code == 303  # without a script, too
    reply = Reply.objects.get()
    assert reply.goes_out_at == moment_of(value, row.practice.zone)
    page = unescape(ana.client.get(f"/inbox/{row.pk}/").content.decode())
    assert "Goes out" in page and "data-countdown" not in page and "http-equiv" not in page
    assert all(words in page for words in ("Change the time", "Send now", "Take it back"))
    assert "Goes out" in vera.client.get(f"/inbox/{row.pk}/").content.decode()
    for reader in (ben, vera):  # the list says so, too
        assert "goes out <time" in reader.client.get("/inbox/").content.decode()

    for act in ("later", "now"):
        path = f"/inbox/replies/{reply.pk}/{act}/"
        assert charlie.client.post(path).status_code == 404
        assert (
            ben.client.post(path, {"send_at": "2099-01-01T09:00"}, headers=HTMX).status_code == 409
        )
        Reply.objects.filter(pk=reply.pk).update(audience="PRIVATE")
        assert vera.client.post(path).status_code == 404
        assert "goes out <time" not in vera.client.get("/inbox/").content.decode()
        Reply.objects.filter(pk=reply.pk).update(audience="PUBLIC")
    later = f"/inbox/replies/{reply.pk}/later/"
    wrong = ana.client.post(later, {"send_at": "2020-01-01T09:00"}, headers=HTMX)
    typed = f'id="sheet-later-{reply.pk}" open>.*? value="2020-01-01T09:00"'  # what was refused
    assert wrong.status_code == 422 and re.search(typed, wrong.content.decode(), re.DOTALL)
    other = f"{(view_desk.now + timedelta(days=3)).astimezone(row.practice.zone):%Y-%m-%dT%H:%M}"
    moved = ana.client.post(later, {"send_at": other}, headers=HTMX)
    assert f'id="sheet-later-{reply.pk}">' in moved.content.decode()
    assert moved.status_code == 200 and "It goes out" in moved.content.decode()
    assert again(reply).goes_out_at == moment_of(other, row.practice.zone)
    assert (
        "data-countdown"
        in ana.client.post(f"/inbox/replies/{reply.pk}/now/", headers=HTMX).content.decode()
    )
    outbox.sweep(now=view_desk.now)
    assert again(reply).status == "QUEUED"
