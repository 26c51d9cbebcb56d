"""Raising, acknowledging and closing: the rows, who is told, and at most one open alert."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from practice_hub.alerts.actions import (
    AlertError,
    acknowledge,
    close_alerts,
)
from practice_hub.alerts.kind_words import WORDS
from practice_hub.alerts.kinds import Channel, Kind
from practice_hub.alerts.models import Alert, AlertDelivery
from practice_hub.alerts.reading import mark_read
from practice_hub.alerts.selectors import open_alerts
from practice_hub.audit.models import AuditEvent
from practice_hub.practices.models import Membership, Practice
from tests.alerts.builders import raised
from tests.people import Person


def seen_by(person: Person) -> list[int]:
    return [alert.pk for alert in open_alerts(person.membership, timezone.now())]


def names() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("name", flat=True))


def test_every_kind_has_words_without_a_place_for_a_name() -> None:
    assert set(WORDS) == set(Kind)
    for kind, words in WORDS.items():
        for text in (words.label, words.sentence, words.acknowledge):
            assert text and not set("{}%\n") & set(text), kind
        assert len(words.label) <= 60


def test_raised_once_on_every_channel_for_every_recipient(
    practice: Practice, priya: Person, mona: Person, settings: Any
) -> None:
    settings.RED_FLAG_REPEAT_SECONDS = 240
    alert = raised(practice, priya, mona)
    assert (alert.subject_type, alert.subject_id) == ("practice", practice.pk)
    assert (alert.repeat_every_seconds, alert.is_repeating, alert.is_open) == (240, True, True)
    rows = AlertDelivery.objects.all()
    assert {(row.user_id, row.channel) for row in rows} == {
        (person.user.pk, channel)
        for person in (priya, mona)
        for channel in (Channel.PAGE, Channel.MAIL)
    }
    for row in rows:
        is_page = row.channel == Channel.PAGE
        assert (row.sent_at is not None, row.next_try_at is None) == (is_page, is_page)
    event = AuditEvent.objects.get(name="alert.raised")
    assert event.details["about"] == ["practice", practice.pk]
    assert set(event.details["recipients"]) == {priya.user.pk, mona.user.pk}


def test_a_second_trigger_is_no_second_alert_and_may_add_people(
    practice: Practice, priya: Person, mona: Person, ana: Person
) -> None:
    first = raised(practice, priya)
    AlertDelivery.objects.update(next_try_at=None, sent_count=1)
    again = raised(practice, priya, mona, path="/inbox/99/")
    assert (again.pk, again.path) == (first.pk, "/inbox/12/")
    assert AlertDelivery.objects.filter(user=priya.user, next_try_at__isnull=False).count() == 0
    assert AlertDelivery.objects.filter(user=mona.user).count() == 2
    raised(practice, mona)
    other = raised(practice, ana, kind=Kind.PROMISE_DUE)
    assert other.pk != first.pk
    assert other.repeat_every_seconds == 0
    assert names() == ["alert.raised", "alert.recipients_added", "alert.raised"]


def test_who_may_not_hear_is_left_out_and_never_nobody_is_told(
    practice: Practice, vera: Person, charlie: Person, ana: Person, mona: Person, olga: Person
) -> None:
    Membership.objects.filter(pk=ana.membership.pk).update(left_at=timezone.now())
    alert = raised(practice, vera, charlie, ana)
    told = set(alert.deliveries.values_list("user_id", flat=True))
    assert told == {mona.user.pk, olga.user.pk}
    assert seen_by(vera) == seen_by(charlie) == []
    assert seen_by(mona) == [alert.pk]


@pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example/", "inbox/1/", ""])
def test_an_alert_leads_nowhere_else(practice: Practice, priya: Person, path: str) -> None:
    with pytest.raises(ValueError, match="a page of ours"):
        raised(practice, priya, path=path)
    assert not Alert.objects.exists()


def test_an_act_that_fails_raises_nothing(practice: Practice, priya: Person) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        raised(practice, priya)
        raise ZeroDivisionError
    assert not Alert.objects.exists()
    assert not AuditEvent.objects.exists()


def test_one_takes_it_for_all_and_the_next_trigger_is_a_new_alert(
    practice: Practice, priya: Person, mona: Person, ana: Person, vera: Person, charlie: Person
) -> None:
    alert, now = raised(practice, priya, mona), timezone.now()
    for stranger in (charlie, vera):
        with pytest.raises(AlertError, match="not for you"):
            acknowledge(alert.pk, actor=stranger.membership, now=now)
    taken = acknowledge(alert.pk, actor=ana.membership, now=now)  # no recipient, and allowed to
    assert (taken.acknowledged_by_id, taken.acknowledged_at) == (ana.user.pk, now)
    assert not AlertDelivery.objects.filter(next_try_at__isnull=False).exists()
    assert seen_by(priya) == seen_by(mona) == []
    with pytest.raises(AlertError, match="Ana Alvarez already has"):
        acknowledge(alert.pk, actor=priya.membership, now=now)
    with pytest.raises(AlertError, match="You already have"):
        acknowledge(alert.pk, actor=ana.membership, now=now)
    assert raised(practice, priya).pk != alert.pk
    assert names() == ["alert.raised", "alert.acknowledged", "alert.raised"]


def test_what_settles_by_itself_leaves_the_pages(
    practice: Practice, other_practice: Practice, priya: Person, charlie: Person
) -> None:
    wanted = raised(practice, priya, kind=Kind.APPROVAL_WANTED)
    late = raised(practice, priya, kind=Kind.APPROVAL_LATE)
    flag = raised(practice, priya)
    foreign = raised(other_practice, charlie, kind=Kind.APPROVAL_WANTED, subject=practice)
    now = timezone.now()
    kinds = (Kind.APPROVAL_WANTED, Kind.APPROVAL_LATE)
    with transaction.atomic():
        assert close_alerts(kinds, practice_id=practice.pk, subject=practice, at=now) == 2
        assert close_alerts(kinds, practice_id=practice.pk, subject=practice, at=now) == 0
    assert set(Alert.objects.exclude(closed_at=None)) == {wanted, late}
    assert seen_by(priya) == [flag.pk]
    assert seen_by(charlie) == [foreign.pk]
    assert names().count("alert.closed") == 2
    with pytest.raises(AlertError, match="settled"):
        acknowledge(wanted.pk, actor=priya.membership, now=now)


def test_urgent_first_then_who_waits_longest_and_read_once(
    practice: Practice, priya: Person
) -> None:
    now = timezone.now()
    early = raised(practice, priya, kind=Kind.PROMISE_DUE, at=now - timedelta(hours=2))
    late = raised(practice, priya, kind=Kind.MARK_REMOVED, at=now - timedelta(hours=1))
    flag = raised(practice, priya)
    assert seen_by(priya) == [flag.pk, early.pk, late.pk]
    mark_read(flag.pk, reader=priya.membership, now=now)
    mark_read(flag.pk, reader=priya.membership, now=now + timedelta(minutes=1))
    read = AlertDelivery.objects.exclude(read_at=None).get()
    assert (read.channel, read.read_at) == (Channel.PAGE, now)
