"""A call at a time that suits the person: planned, reminded of, tried, made (A5, A2, A13)."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from inbox.actions.callback_calls import (
    Attempt,
    cancel_callback,
    complete_callback,
    record_attempt,
    resume_callback,
)
from inbox.actions.callback_sweep import sweep_callbacks
from inbox.actions.callbacks import give_callback, move_callback
from inbox.actions.errors import ActionRefused
from inbox.models import Callback, Clock, Conversation, Reply
from practice_hub.alerts.actions import acknowledge
from practice_hub.alerts.kinds import Kind
from practice_hub.alerts.models import Alert
from practice_hub.audit.models import AuditEvent
from practice_hub.practices.models import Membership
from tests.inbox.call_desk import HALF, NUMBER, WORDS, plan, text
from tests.inbox.view_desk import HTMX, ViewDesk, post_to
from tests.people import Person

pytestmark = pytest.mark.django_db


def told(kind: Kind, callback: Callback) -> set[int]:
    alert = Alert.objects.open().get(kind=kind, subject_id=callback.pk)
    return set(alert.deliveries.values_list("user_id", flat=True))


def rung() -> bool:
    return Alert.objects.open().filter(kind__startswith="CALLBACK").exists()


def clock_of(callback: Callback) -> Clock:
    return Clock.objects.filter(kind="CALLBACK", subject_id=callback.pk).latest("pk")


def test_a_call_is_planned_reminded_of_and_rings_when_nobody_makes_it(
    view_desk: ViewDesk, ana: Person, ben: Person
) -> None:
    row = view_desk.post()
    callback = plan(row, ana)
    Conversation.objects.update(snoozed_until=callback.due_at + timedelta(days=1))
    clock = clock_of(callback)
    assert (clock.audience, clock.target_at) == ("PRIVATE", callback.window_ends_at)
    assert callback.due_at - callback.warn_at == timedelta(minutes=15)
    with pytest.raises(ActionRefused, match="planned here already"):
        plan(row, ben)
    sweep_callbacks(now=callback.warn_at - timedelta(seconds=1))
    assert not rung()
    for _ in range(2):
        sweep_callbacks(now=callback.warn_at)
    assert told(Kind.CALLBACK_DUE, callback) == {ana.user.pk}
    row.refresh_from_db()
    assert row.snoozed_until is None, "a snooze does not sleep through a call"
    sweep_callbacks(now=callback.window_ends_at)
    assert not Alert.objects.open().filter(kind=Kind.CALLBACK_DUE).exists()
    alert = Alert.objects.get(kind=Kind.CALLBACK_LATE)
    acknowledge(alert.pk, actor=ben.membership, now=callback.window_ends_at)
    callback.refresh_from_db()
    assert callback.owner_id == ben.user.pk, "who says 'I have it' has it"
    assert not any(
        NUMBER in str(event.details) or WORDS in str(event.details)
        for event in AuditEvent.objects.all()
    )


def test_while_the_owner_is_away_the_stand_in_hears_of_it(
    view_desk: ViewDesk, ana: Person, ben: Person
) -> None:
    callback = plan(view_desk.post(), ana)
    Membership.objects.filter(pk=ana.membership.pk).update(
        away_until=callback.due_at + timedelta(days=1), stand_in=ben.membership
    )
    sweep_callbacks(now=callback.warn_at)
    assert ben.user.pk in told(Kind.CALLBACK_DUE, callback)


def test_a_call_that_was_made_is_a_private_contact(view_desk: ViewDesk, ana: Person) -> None:
    row = view_desk.post()
    callback = plan(row, ana)
    sweep_callbacks(now=callback.warn_at)
    made_at = callback.due_at + timedelta(minutes=9)
    with pytest.raises(ActionRefused, match="what came of it"):
        complete_callback(callback_id=callback.pk, actor=ana.user, now=made_at, outcome="  ")
    complete_callback(callback_id=callback.pk, actor=ana.user, now=made_at, outcome="All is well")
    row.refresh_from_db()
    assert (row.state, row.first_private_at) == ("IN_PRIVATE", made_at)
    reply = Reply.objects.get(conversation=row)
    assert (reply.leg.channel, reply.audience, reply.body) == ("PHONE", "PRIVATE", "All is well")
    clock = clock_of(callback)
    assert (clock.ending, clock.stopped_at, clock.staff_id) == ("DONE", made_at, ana.user.pk)
    assert not rung()
    with pytest.raises(ActionRefused, match="settled this call already"):
        cancel_callback(callback_id=callback.pk, actor=ana.user, now=made_at, reason="x")


def test_attempts_moves_and_hand_overs_keep_their_reasons(
    view_desk: ViewDesk, ana: Person, ben: Person, vera: Person
) -> None:
    row = view_desk.post()
    callback = plan(row, ana)
    first, now = callback.due_at, callback.due_at + timedelta(minutes=1)
    tried = Attempt("BUSY", now + timedelta(hours=2), "engaged")
    record_attempt(callback_id=callback.pk, actor=ana.user, now=now, attempt=tried)
    callback.refresh_from_db()
    assert callback.window_ends_at - callback.due_at == HALF
    assert clock_of(callback).target_at == callback.window_ends_at
    assert not Reply.objects.exists(), "a busy line is no contact"
    attempt = callback.attempts.get()
    assert (attempt.was_due_at, attempt.note) == (first, "engaged")
    asked = Attempt("ANOTHER_TIME", now + timedelta(hours=5))
    record_attempt(callback_id=callback.pk, actor=ana.user, now=now, attempt=asked)
    assert Reply.objects.get().leg.channel == "PHONE", "they were reached"
    give_callback(callback_id=callback.pk, actor=ana.user, now=now, owner=ben.user)
    assert told(Kind.ASSIGNED, callback) == {ben.user.pk}
    with pytest.raises(ActionRefused, match="cannot make calls"):
        give_callback(callback_id=callback.pk, actor=ana.user, now=now, owner=vera.user)
    late = callback.due_at + timedelta(days=1)
    callback.refresh_from_db()
    target = clock_of(callback).target_at
    move_callback(
        callback_id=callback.pk, actor=ben.user, now=late, due_at=late + HALF, reason="She wrote"
    )
    assert callback.moves.get().reason == "She wrote"
    assert clock_of(callback).target_at == target, "what is late does not become punctual"
    callback.refresh_from_db()
    assert callback.sequence == 3


def test_a_canceled_call_can_come_back_as_it_was(
    view_desk: ViewDesk, ana: Person, ben: Person
) -> None:
    row = view_desk.post()
    callback, now = plan(row, ana), timezone.now()
    cancel_callback(callback_id=callback.pk, actor=ana.user, now=now, reason="By mail instead")
    assert clock_of(callback).ending == "DROPPED"
    page = text(ana.client.get(f"/inbox/{row.pk}/"))
    assert "Call canceled" in page
    resume_callback(callback_id=callback.pk, actor=ben.user, now=now)
    callback.refresh_from_db()
    assert (callback.status, callback.cancel_reason, callback.sequence) == ("PLANNED", "", 2)
    assert clock_of(callback).stopped_at is None
    cancel_callback(callback_id=callback.pk, actor=ana.user, now=now, reason="Again")
    plan(row, ben)
    with pytest.raises(ActionRefused, match="Plan a new one"):
        resume_callback(callback_id=callback.pk, actor=ana.user, now=now)


def test_the_form_proposes_times_and_one_press_plans_the_call(
    view_desk: ViewDesk, ana: Person, ben: Person
) -> None:
    row = view_desk.post()
    url = f"/callbacks/plan/{row.pk}/"
    form = {
        "reach": NUMBER,
        "zone": "Europe/Berlin",
        "owner": ben.user.pk,
        "minutes": "60",
        "day_0": "WEEKDAYS",
        "from_0": "16:00",
        "to_0": "",
    }
    shown = text(ana.client.post(url, form | {"suggest": "1", "reach": ""}, headers=HTMX))
    assert "for them" in shown
    assert "Say where to reach them" not in shown, "nothing was to be sent yet"
    slot = shown.split('name="slot" value="')[1].split('"')[0]
    assert datetime.fromisoformat(slot).astimezone(ZoneInfo("Europe/Berlin")).hour >= 16
    for wrong, words in (
        ({"slot": slot, "reach": " "}, "Say where to reach them"),
        ({"due": "2020-01-01T10:00"}, "That time has passed"),
        ({"slot": "2026-11-30"}, "Pick one of the times"),
        ({"slot": slot, "to_0": "15:00"}, "must be after"),
        ({}, "Pick one of the times"),
    ):
        answer = ana.client.post(url, form | wrong)
        assert (answer.status_code, words in text(answer)) == (422, True), wrong
    assert ana.client.post(url, form | {"slot": slot}).status_code == 303
    callback = Callback.objects.get()
    assert (callback.owner_id, callback.due_at.isoformat()[:16]) == (ben.user.pk, slot[:16])
    assert callback.window_ends_at - callback.due_at == timedelta(hours=1)
    assert callback.windows == [{"day": "WEEKDAYS", "starts": "16:00", "ends": "23:59"}]
    page = text(ana.client.get(f"/inbox/{row.pk}/"))
    assert f'href="tel:{NUMBER.replace(" ", "")}"' in page
    assert "for them (Berlin time)" in page
    assert "weekdays after 16:00" in page
    assert "Call " in text(ana.client.get("/inbox/?queue=all"))
    change = {"reach": "through her sister", "zone": "Europe/Berlin"}
    assert ana.client.post(url, change).status_code == 303
    callback.refresh_from_db()
    assert (callback.reach, callback.windows) == ("through her sister", [])
    htmx = ana.client.post(url, change, headers=HTMX)
    assert "HX-Location" in htmx.headers


def test_the_page_of_calls_records_in_place_and_says_what_is_missing(
    view_desk: ViewDesk, ana: Person, ben: Person
) -> None:
    assert "You have no call to make" in text(ana.client.get("/callbacks/"))
    row = view_desk.post()
    callback = plan(row, ana, hours=0.01)
    base = f"/callbacks/{callback.pk}"
    ahead = (timezone.now() + timedelta(days=1)).astimezone(row.practice.zone)
    due = f"{ahead:%Y-%m-%dT%H:%M}"
    opened = text(ana.client.get(f"/callbacks/?open={callback.pk}&when=week"))
    assert "We did not get through" in opened
    assert "planned by colleagues" in text(ben.client.get("/callbacks/?when=week"))
    assert NUMBER in text(ben.client.get("/callbacks/?when=week&whose=all"))
    for act, data, words in (
        ("done", {"outcome": ""}, "Say in one line"),
        ("attempt", {"outcome": "REACHED", "due": due}, "Say what happened"),
        ("attempt", {"outcome": "BUSY"}, "Pick one of the times"),
        ("move", {"due": due}, "Say why it is moved"),
        ("give", {"owner": "x"}, "cannot make calls"),
        ("cancel", {"reason": " "}, "Say why"),
    ):
        answer = ana.client.post(f"{base}/{act}/?when=week", data)
        assert (answer.status_code, words in text(answer)) == (422, True), act
    moved = ana.client.post(f"{base}/move/?when=week", {"due": due, "reason": "Her train"})
    assert (moved.status_code, moved.headers["Location"]) == (
        303,
        "/callbacks/?when=week&whose=mine",
    )
    assert ana.client.post(f"{base}/cancel/", {"reason": "A mail will do"}).status_code == 303
    page = text(ana.client.get("/callbacks/"))
    assert "A mail will do" in page
    assert ana.client.post(f"{base}/resume/", headers=HTMX).status_code == 200
    done = ana.client.post(f"{base}/done/", {"outcome": "All is settled"}, headers=HTMX)
    assert "All is settled" in text(done)
    again = ana.client.post(f"{base}/done/", {"outcome": "Twice"})
    assert (again.status_code, "settled this call already" in text(again)) == (409, True)
    form = {"callback": callback.pk, "outcome": "Twice"}
    assert post_to(ana, row, "call/done", form).status_code == 409


def test_an_agency_and_strangers_see_nothing_of_calls(
    view_desk: ViewDesk, ana: Person, vera: Person, charlie: Person
) -> None:
    row = view_desk.post()
    callback = plan(row, ana, hours=0.01)
    sweep_callbacks(now=callback.window_ends_at)
    assert vera.user.pk not in told(Kind.CALLBACK_LATE, callback)
    gets = (f"/callbacks/plan/{row.pk}/", f"/callbacks/{callback.pk}/call.ics")
    posts = (f"/callbacks/{callback.pk}/done/", f"/inbox/{row.pk}/call/done/")
    data = {"callback": callback.pk, "outcome": "x"}
    for url in gets:
        assert (vera.client.get(url).status_code, charlie.client.get(url).status_code) == (403, 404)
    for url in posts:
        codes = [who.client.post(url, data).status_code for who in (vera, charlie)]
        assert codes == [403, 404], url
    for url in ("/callbacks/", "/callbacks/calendar/new/", "/callbacks/calendar/stop/"):
        assert vera.client.get(url).status_code == 403
        assert NUMBER not in text(charlie.client.get(f"{url}?whose=all"))
    for url in (f"/inbox/{row.pk}/", "/inbox/?queue=all"):
        page = text(vera.client.get(url))
        for word in (NUMBER, WORDS, "Call ", "Calls", "planned a call", "call is late"):
            assert word not in page, word
    assert ana.client.post(f"/callbacks/{callback.pk}/explode/").status_code == 404
    assert Callback.objects.planned().exists()
