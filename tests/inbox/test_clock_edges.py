"""Clocks where times cross: slow networks, clocks ahead of ours, nights between, removed posts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inbox.actions import snooze
from inbox.actions.labels import correct_sentiment
from inbox.actions.medical import mark_medical, unmark_medical
from inbox.clock_alerts import sweep_clocks
from inbox.clock_lines import newest_policy
from inbox.domain.clock_history import Word, response_runs
from inbox.models import Clock, Conversation, TargetPolicy
from listening.models import Mention
from practice_hub.alerts.kinds import Kind
from practice_hub.alerts.models import Alert
from tests.builders import NOON, conversation_of, hear, own
from tests.inbox.clock_desk import SORRY, Desk, at, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return Desk.open()


def test_a_clock_of_the_network_ahead_of_ours_hides_no_answer(desk: Desk) -> None:
    question, more = post(minutes=10), post("And again", minutes=30)
    desk.hear(question, minutes=5)
    desk.answer(question, SORRY, 8)
    desk.hear(more, minutes=31)
    assert desk.clocks() == ["FIRST_RESPONSE PUBLIC 10-10 DONE", "NEXT_RESPONSE PUBLIC 30-"]
    row = conversation_of(question)
    assert (row.round_answered_at, row.first_response_seconds) == (at(10), 0)


def test_what_is_due_after_the_weekend_rings_too(desk: Desk) -> None:
    """Written on Friday at 17:30, with two open hours to go: due on Monday at 10:30."""
    question, more = post(), post("And?", minutes=270 + 48 * 60)
    desk.hear(question)
    desk.answer(question, SORRY, 20)
    desk.hear(more, minutes=271 + 48 * 60)
    clock = Clock.objects.get(kind="NEXT_RESPONSE")
    assert clock.target_at is not None
    assert clock.target_at - clock.started_at > timedelta(days=2)
    assert clock.warn_at is not None
    sweep_clocks(now=clock.warn_at)
    sweep_clocks(now=clock.target_at)
    kinds = Alert.objects.filter(kind__startswith="TARGET").values_list("kind", flat=True)
    assert sorted(kinds) == [Kind.TARGET_MISSED, Kind.TARGET_WARNING]


def test_what_an_answer_on_the_network_left_waiting_was_seen_when_it_was_seen(desk: Desk) -> None:
    question, more = post(), post("And my bag?", minutes=20)
    desk.hear(question)
    desk.hear(more, minutes=21)
    desk.hear(own(question, "Sorry to hear that", posted_at=at(10)), minutes=50)
    clock = Clock.objects.get(kind="NEXT_RESPONSE")
    assert (clock.started_at, clock.seen_at, clock.is_detected_late) == (at(20), at(21), False)


def test_an_earlier_answer_leaves_the_running_clock_and_its_bells_alone(desk: Desk) -> None:
    question, more = post(), post("And my bag?", minutes=30)
    desk.hear(question)
    desk.answer(question, SORRY, 20)
    desk.hear(more, minutes=31)
    before = Clock.objects.get(kind="NEXT_RESPONSE")
    assert before.warn_at is not None
    sweep_clocks(now=before.warn_at)
    desk.hear(own(question, "So sorry!", posted_at=at(12)), minutes=125)
    after = Clock.objects.get(kind="NEXT_RESPONSE")
    assert (after.pk, after.seen_at, after.warned_at) == (before.pk, at(31), before.warn_at)
    assert desk.clocks() == ["FIRST_RESPONSE PUBLIC 0-12 DONE", "NEXT_RESPONSE PUBLIC 30-"]
    assert Alert.objects.open().filter(kind=Kind.TARGET_WARNING).count() == 1
    desk.hear(own(more, "Found it", posted_at=at(40)), minutes=126)
    assert not Alert.objects.open().filter(kind=Kind.TARGET_WARNING).exists()


def test_of_several_posts_the_one_that_waits_is_removed(desk: Desk) -> None:
    question, more, last = post(), post("And my bag?", minutes=30), post("Hello?", minutes=40)
    desk.hear(question)
    desk.answer(question, SORRY, 20)
    desk.hear(more, last, minutes=41)
    hear(desk.account, now=at(45), gone=(more.external_id,))
    row = conversation_of(last)
    assert (row.is_unanswered, row.waiting_since) == (True, at(40))
    hear(desk.account, now=at(50), gone=(last.external_id,))
    assert conversation_of(question).is_unanswered is False
    assert desk.clocks() == [
        "FIRST_RESPONSE PUBLIC 0-20 DONE",
        "NEXT_RESPONSE PUBLIC 40-50 REMOVED",
    ]


def test_a_late_mark_or_correction_is_no_late_detection(desk: Desk) -> None:
    question = post("What time do you open?")
    desk.hear(question)
    desk.answer(question, SORRY, 20)
    mention = Mention.objects.get(external_id=question.external_id)
    assert desk.clocks("PRIVATE_CONTACT") == []
    correct_sentiment(mention_id=mention.pk, actor=desk.ana, now=at(50), label="NEGATIVE")
    clock = Clock.objects.get(kind="PRIVATE_CONTACT")
    assert (clock.started_at, clock.is_detected_late) == (at(20), False)
    correct_sentiment(mention_id=mention.pk, actor=desk.ana, now=at(55), label="NEUTRAL")
    assert desk.clocks("PRIVATE_CONTACT") == ["PRIVATE_CONTACT PRIVATE 20-55 DROPPED"]
    mark_medical(conversation_id=conversation_of(question).pk, actor=desk.member, now=at(60))
    assert Clock.objects.running().get(kind="PRIVATE_CONTACT").is_detected_late is False


def test_an_act_on_an_old_conversation_fixes_its_targets(desk: Desk) -> None:
    question = post()
    desk.hear(question)
    Conversation.objects.update(policy=None)
    row = conversation_of(question)
    mark_medical(conversation_id=row.pk, actor=desk.member, now=at(5))
    row.refresh_from_db()
    assert row.policy_id is not None


def test_targets_of_a_person_are_not_hidden_by_defaults_stored_at_the_same_time(desk: Desk) -> None:
    practice = desk.account.practice
    mine = TargetPolicy.objects.create(
        practice=practice, rules=[], created_at=NOON, created_by=desk.ana
    )
    TargetPolicy.objects.create(practice=practice, rules=[], created_at=NOON)
    assert newest_policy(practice.pk) == mine


def test_read_through_afterwards_an_answer_stops_only_what_its_author_had_read() -> None:
    def word(minute: int, seen: int, **more: int) -> Word:
        return Word(at(minute), at(seen), "PUBLIC", False, minute, **more)

    answer = Word(at(8), at(8), "PUBLIC", True, 8, handed_in=at(6))
    [first, second] = response_runs([word(0, 1), word(5, 7), answer])
    assert (first.started_at, first.stopped_at) == (at(0), at(8))
    assert (second.started_at, second.stopped_at) == (at(5), None)
    [unread] = response_runs([word(5, 7), answer])
    assert unread.stopped_at is None
    [ahead] = response_runs([word(10, 5), answer])
    assert (ahead.started_at, ahead.answer) == (at(10), 8)


def test_a_later_target_takes_its_alarm_back(desk: Desk) -> None:
    question = post("What time do you open?")
    desk.hear(question)
    row = conversation_of(question)
    mark_medical(conversation_id=row.pk, actor=desk.member, now=at(1))
    sweep_clocks(now=at(31))
    assert Alert.objects.open().filter(kind=Kind.TARGET_MISSED).exists()
    row.refresh_from_db()
    unmark_medical(
        conversation_id=row.pk,
        actor=desk.member,
        now=at(32),
        reason="Opening hours",
        seen_seq=row.last_seq,
    )
    assert not Alert.objects.open().filter(kind=Kind.TARGET_MISSED).exists()
    sweep_clocks(now=at(60))
    assert Alert.objects.open().filter(kind=Kind.TARGET_MISSED).count() == 1


def test_what_is_missed_asleep_rings_when_it_wakes(desk: Desk) -> None:
    question = post()
    desk.hear(question)
    row = conversation_of(question)
    snooze(conversation_id=row.pk, actor=desk.ana, now=at(5), until=at(90))
    sweep_clocks(now=at(80))
    assert not Alert.objects.filter(kind=Kind.TARGET_MISSED).exists()
    sweep_clocks(now=at(91))
    assert Alert.objects.open().filter(kind=Kind.TARGET_MISSED).count() == 1
