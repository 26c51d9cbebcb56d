"""Clocks start, move and stop with what happens, and keep what they measured (T1 to T5, A1 to A3).

All through the real acts and the real ingest; nobody writes a clock by hand.
"""

from __future__ import annotations

from uuid import uuid4

import pytest

from inbox import actions
from inbox.actions import ReplyDraft
from inbox.actions.medical import mark_medical
from inbox.actions.promises import drop_promise, keep_promise, reopen_promise
from inbox.clock_alerts import sweep_clocks
from inbox.models import Clock
from listening.models import Mention
from practice_hub.alerts.kinds import Kind
from practice_hub.alerts.models import Alert
from tests.builders import (
    conversation_of,
    hear,
    own,
    private,
    said,
)
from tests.inbox.clock_desk import SORRY, WHO, Desk, at, clock_words, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return Desk.open()


def test_the_first_answer_stops_the_clock_and_says_where_the_time_went(desk: Desk) -> None:
    question = post()
    desk.hear(question, minutes=2)
    desk.claim(question, 10)
    reply = desk.hand_in(question, SORRY, 18)
    desk.is_out(reply, 19)
    clock = Clock.objects.get(kind="FIRST_RESPONSE")
    steps = (clock.detect_seconds, clock.claim_seconds, clock.write_seconds)
    assert steps == (120, 480, 480)
    assert (clock.approve_seconds, clock.send_seconds) == (0, 60)
    assert (clock.wall_seconds, clock.open_seconds) == (1140, 1140)
    assert (clock.staff, clock.via, clock.ending) == (desk.ana, "API", "DONE")
    assert (clock.target_at, clock.lost_at) == (at(60), at(24 * 60))
    assert (str(clock.local_day), clock.local_hour, clock.local_weekday) == ("2026-11-18", 13, 2)


def test_opening_hours_are_counted_apart_from_the_wall_clock(desk: Desk) -> None:
    question = post(minutes=270)  # half past five, half an hour before closing
    desk.hear(question, minutes=271)
    desk.answer(question, SORRY, 1215)  # a quarter past nine the next morning
    clock = Clock.objects.get(kind="FIRST_RESPONSE")
    assert (clock.wall_seconds, clock.open_seconds) == (945 * 60, 45 * 60)


def test_a_further_word_starts_a_clock_of_its_own(desk: Desk) -> None:
    question, more = post(), post("And again nobody", minutes=30)
    desk.hear(question)
    desk.answer(question, SORRY, 20)
    desk.hear(more, minutes=31)
    desk.answer(more, "We will look into it at once and tell you here.", 40)
    assert desk.clocks() == [
        "FIRST_RESPONSE PUBLIC 0-20 DONE",
        "NEXT_RESPONSE PUBLIC 30-40 DONE",
    ]


def test_what_the_author_had_not_read_is_not_answered(desk: Desk) -> None:
    question, more = post(), post("And my bag was gone too", minutes=5)
    desk.hear(question)
    reply = desk.hand_in(question, SORRY, 6)
    desk.hear(more, minutes=7)
    desk.is_out(reply, 8)
    assert desk.clocks() == ["FIRST_RESPONSE PUBLIC 0-8 DONE", "NEXT_RESPONSE PUBLIC 5-"]
    assert (
        conversation_of(question).due_at
        == Clock.objects.get(stopped_at=None, kind="NEXT_RESPONSE").target_at
    )


def test_an_answer_found_on_the_network_counts(desk: Desk) -> None:
    question = post()
    desk.hear(question)
    desk.hear(own(question, "Sorry to hear that"), minutes=40)
    clock = Clock.objects.get(kind="FIRST_RESPONSE")
    assert clock_words(clock) == "FIRST_RESPONSE PUBLIC 0-20 DONE"
    assert (clock.via, clock.staff, clock.detect_seconds) == ("NATIVE", None, 60)
    assert clock.claim_seconds is None


def test_an_earlier_answer_found_later_counts_instead(desk: Desk) -> None:
    question = post()
    desk.hear(question)
    desk.answer(question, SORRY, 50)
    desk.hear(own(question, "So sorry!", posted_at=at(12)), minutes=55)
    assert desk.clocks() == ["FIRST_RESPONSE PUBLIC 0-12 DONE"]
    assert Clock.objects.get(kind="FIRST_RESPONSE").wall_seconds == 720


def test_an_earlier_question_found_later_moves_the_start(desk: Desk) -> None:
    later, earlier = post("second", minutes=10), post("first", minutes=0)
    desk.hear(later, own(later, "Sorry", posted_at=at(30)), minutes=31)
    desk.hear(earlier, minutes=32)
    assert desk.clocks() == ["FIRST_RESPONSE PUBLIC 0-30 DONE"]
    assert Clock.objects.get(kind="FIRST_RESPONSE").wall_seconds == 1800


def test_seen_late_is_told_apart(desk: Desk) -> None:
    soon, late = said("soon", posted_at=at(0)), said("late", posted_at=at(-60))
    desk.hear(soon, late, minutes=10)
    found = dict(
        Clock.objects.filter(kind="FIRST_RESPONSE").values_list("started_at", "is_detected_late")
    )
    assert found == {at(0): False, at(-60): True}


def test_closing_without_an_answer_ends_it_as_such(desk: Desk) -> None:
    question = post()
    desk.hear(question)
    row = conversation_of(question)
    actions.mark_no_reply_needed(conversation_id=row.pk, actor=desk.ana, now=at(9), reason="A joke")
    assert desk.clocks() == ["FIRST_RESPONSE PUBLIC 0-9 NO_REPLY_NEEDED"]
    assert desk.clocks("RESOLUTION") == ["RESOLUTION PUBLIC 0-9 NO_REPLY_NEEDED"]


def test_a_post_that_its_author_removes_needs_no_answer(desk: Desk) -> None:
    question = post()
    desk.hear(question)
    hear(desk.account, now=at(7), gone=(question.external_id,))
    assert desk.clocks() == ["FIRST_RESPONSE PUBLIC 0-7 REMOVED"]


def test_public_then_private_then_public_thanks(desk: Desk) -> None:
    """A1, A2, A3: each leg has a clock."""
    question = post()
    desk.hear(question)
    desk.answer(question, SORRY, 20)
    row = desk.claim(question, 44)
    actions.record_private_contact(
        conversation_id=row.pk,
        actor=desk.ana,
        now=at(45),
        claim_token=row.claim_token,
        channel="PHONE",
        direction="OUT",
        body="Rang and talked it over",
    )
    actions.resolve(conversation_id=row.pk, actor=desk.ana, now=at(60), outcome="New time agreed")
    actions.skip_loop(
        conversation_id=row.pk, actor=desk.ana, now=at(70), reason="They asked us not to"
    )
    assert desk.clocks("PRIVATE_CONTACT", "RESOLUTION", "LOOP_CLOSE") == [
        "RESOLUTION PUBLIC 0-60 DONE",
        "PRIVATE_CONTACT PRIVATE 20-45 DONE",
        "LOOP_CLOSE PUBLIC 60-70 SKIPPED",
    ]
    assert not Clock.objects.running().exists()


def test_a_reopened_conversation_is_never_measured_from_its_first_creation(desk: Desk) -> None:
    question, again = post(), post("It happened again", minutes=600)
    desk.hear(question)
    desk.answer(question, SORRY, 20)
    row = conversation_of(question)
    actions.resolve(conversation_id=row.pk, actor=desk.ana, now=at(30), outcome="Explained")
    desk.hear(again, minutes=601)
    found = Clock.objects.filter(round=2).order_by("kind")
    assert [clock_words(clock) for clock in found] == [
        "FIRST_RESPONSE PUBLIC 600-",
        "RESOLUTION PUBLIC 600-",
    ]
    assert desk.clocks("LOOP_CLOSE") == ["LOOP_CLOSE PUBLIC 30-601 DROPPED"]


def test_private_words_have_a_clock_of_their_own(desk: Desk) -> None:
    desk.hear(private("May I ask something?", WHO, posted_at=at(3)), minutes=4)
    assert desk.clocks() == ["FIRST_RESPONSE PRIVATE 3-"]


def test_a_conversation_keeps_the_targets_it_began_under(desk: Desk) -> None:
    question, more = post(), post("And?", minutes=30)
    desk.hear(question)
    row = conversation_of(question)
    first = row.policy_id
    faster = [
        {"kind": kind, "target": {"basis": "WALL", "minutes": 5}}
        for kind in ("FIRST_RESPONSE", "NEXT_RESPONSE")
    ]
    desk.account.practice.target_policies.create(rules=faster, created_at=at(2))
    desk.answer(question, SORRY, 20)
    desk.hear(more, said("Hello?", posted_at=at(30)), minutes=31)
    row.refresh_from_db()
    assert row.policy_id == first
    old, new = (
        Clock.objects.filter(started_at=at(30), stopped_at=None)
        .exclude(kind="RESOLUTION")
        .order_by("-target_at")
    )
    assert (old.conversation_id, old.target_at) == (row.pk, at(150))
    assert (new.kind, new.target_at) == ("FIRST_RESPONSE", at(35))


def test_a_medical_mark_shortens_a_running_clock(desk: Desk) -> None:
    question = post()
    desk.hear(question)
    member = desk.ana.memberships.get()
    mark_medical(conversation_id=conversation_of(question).pk, actor=member, now=at(5))
    clock = Clock.objects.get(kind="FIRST_RESPONSE")
    assert (clock.is_medical, clock.target_at) == (True, at(30))
    assert conversation_of(question).due_at == at(30)


def test_a_warning_then_a_miss_each_ring_once(desk: Desk) -> None:
    question = post("What time do you open?")
    desk.hear(question)
    sweep_clocks(now=at(29))
    assert not Alert.objects.filter(kind=Kind.TARGET_WARNING).exists()
    for minutes in (30, 31):
        sweep_clocks(now=at(minutes))
    assert Alert.objects.filter(kind=Kind.TARGET_WARNING).count() == 1
    for minutes in (60, 61):
        sweep_clocks(now=at(minutes))
    warning, miss = Alert.objects.filter(kind__startswith="TARGET").order_by("pk")
    assert (warning.closed_at, miss.kind, miss.closed_at) == (at(60), Kind.TARGET_MISSED, None)
    desk.claim(question, 62)
    miss.refresh_from_db()
    assert miss.acknowledged_by == desk.ana


def test_what_was_lost_before_we_looked_rings_nobody(desk: Desk) -> None:
    desk.hear(said("Long ago", posted_at=at(-60 * 24 * 9)), minutes=0)
    sweep_clocks(now=at(1))
    assert not Alert.objects.exclude(kind=Kind.NEW_ITEM).exists()
    assert Clock.objects.get(kind="FIRST_RESPONSE").missed_at == at(1)


def test_a_purge_of_texts_changes_no_figure(desk: Desk) -> None:
    question = post()
    desk.hear(question)
    desk.answer(question, SORRY, 20)
    before = list(Clock.objects.order_by("pk").values())
    hear(desk.account, now=at(90), gone=(question.external_id,))
    Mention.objects.update(text="", media=[])
    after = list(Clock.objects.order_by("pk").values())
    assert after == before


def test_a_promise_has_a_clock_until_somebody_says_what_became_of_it(desk: Desk) -> None:
    """A6."""
    question = post()
    desk.hear(question)
    row = desk.claim(question, 5)
    words = "Thank you for your message. We will write to you again by 3 pm."
    draft = ReplyDraft("PUBLIC", words, row.claim_token, row.last_seq, uuid4())
    reply = actions.queue_reply(conversation_id=row.pk, actor=desk.ana, now=at(6), draft=draft)
    assert desk.clocks("PROMISE") == []
    desk.is_out(reply, 7)
    assert desk.clocks("PROMISE") == ["PROMISE PUBLIC 7-"]
    promise = reply.promises.get()
    keep_promise(promise_id=promise.pk, actor=desk.ana, now=at(100))
    clock = Clock.objects.get(kind="PROMISE")
    assert (clock_words(clock), clock.target_at) == ("PROMISE PUBLIC 7-100 DONE", at(120))
    reopen_promise(promise_id=promise.pk, actor=desk.ana, now=at(101))
    drop_promise(promise_id=promise.pk, actor=desk.ana, now=at(110), reason="They rang us")
    assert desk.clocks("PROMISE") == ["PROMISE PUBLIC 7-110 DROPPED"]
