"""Who is on duty, asked of rows; what should be watched; what happens when nobody does."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from practice_hub.alerts.actions import AlertError, acknowledge
from practice_hub.alerts.kinds import Kind
from practice_hub.alerts.models import Alert
from practice_hub.audit.models import AuditEvent
from practice_hub.practices.models import Membership
from practice_hub.roster import actions, gaps
from practice_hub.roster.models import DaysOff, Shift, Swap
from practice_hub.roster.selectors import is_watched, load_book, on_duty
from practice_hub.roster.wanted import gap_now
from tests.people import Person
from tests.roster.conftest import MONDAY, NOW, Put

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def names(person: Person, now: datetime = NOW) -> list[str]:
    return [member.user.first_name for member in on_duty(person.practice.pk, now)]


def test_who_is_on_duty(
    ana: Person, ben: Person, charlie: Person, put: Put, django_assert_num_queries: Any
) -> None:
    assert not is_watched(ana.practice.pk, NOW)
    put(ana)
    assert names(ana) == ["Ana"] and is_watched(ana.practice.pk, NOW)
    assert names(charlie) == []
    assert names(ana, NOW + 3 * HOUR) == []
    with django_assert_num_queries(1):
        on_duty(ana.practice.pk, NOW)
    put(ben, "09:30-18:00")
    assert names(ana) == ["Ana", "Ben"], "a change is seen at once"
    row = Membership.objects.filter(pk=ana.membership.pk)
    row.update(away_until=NOW + HOUR, stand_in=ben.membership)
    assert names(ana) == ["Ben"], "nobody twice"
    assert names(ana, NOW + HOUR) == ["Ana", "Ben"]
    row.update(away_until=None, left_at=NOW)
    assert names(ana) == ["Ben"]


def gap_of(person: Person, now: datetime) -> Any:
    book = load_book(person.practice.pk)
    assert book
    gap = gap_now(book, now)
    return gap and gap[1] - now


def test_when_somebody_should_watch(ana: Person, mona: Person, put: Put) -> None:
    assert gap_of(ana, NOW) is None, "without a roster nobody is nagged"
    put(ana)
    put(ana, "15:00-18:00")
    at_one, closing = NOW + 3 * HOUR, NOW + 8 * HOUR
    assert gap_of(ana, NOW) is None
    assert gap_of(ana, at_one) == 2 * HOUR, "to the next shift"
    assert gap_of(ana, NOW + DAY) == 8 * HOUR, "to closing time"
    assert gap_of(ana, closing) is None and gap_of(ana, NOW + 5 * DAY) is None
    for _ in range(2):
        actions.set_always(actor=mona.membership, is_always=True, at=NOW)
    assert AuditEvent.objects.filter(name="roster.always_changed").count() == 1
    assert gap_of(ana, closing + 7 * timedelta(minutes=1)) == 8 * HOUR - 7 * timedelta(minutes=1)
    for shift in Shift.objects.all():
        end = {"shift_id": shift.pk, "on": MONDAY + 7 * DAY, "at": NOW}
        actions.end_shift(actor=mona.membership, **end)
    assert gap_of(ana, NOW + 20 * DAY) == 8 * HOUR
    assert gap_of(ana, NOW + 21 * DAY) is None, "given up: nobody is nagged"


def test_a_gap_is_told_once_and_closes_by_itself(
    ana: Person, ben: Person, vera: Person, charlie: Person, put: Put
) -> None:
    put(ana)
    gaps.sweep(now=NOW)
    assert not Alert.objects.exists()
    at_one = NOW + 3 * HOUR
    for minute in range(3):
        gaps.sweep(now=at_one + minute * timedelta(minutes=1))
    alert = Alert.objects.get(kind=Kind.NOBODY_ON_DUTY)
    told = set(alert.deliveries.values_list("user_id", flat=True))
    assert ana.user.pk in told and not told & {vera.user.pk, charlie.user.pk}
    Alert.objects.update(acknowledged_at=at_one, acknowledged_by=ben.user)
    gaps.sweep(now=at_one + 5 * timedelta(minutes=1))
    assert Alert.objects.count() == 1, "'I have it' is not asked for again in the same gap"
    Alert.objects.update(acknowledged_at=None, acknowledged_by=None)
    away = Membership.objects.filter(pk=ben.membership.pk)
    away.update(away_until=at_one + HOUR)
    with pytest.raises(AlertError, match="marked as away"):
        acknowledge(alert.pk, actor=ben.membership, now=at_one + 9 * timedelta(minutes=1))
    away.update(away_until=None)
    acknowledge(alert.pk, actor=ben.membership, now=at_one + 10 * timedelta(minutes=1))
    until = NOW + 8 * HOUR
    gaps.sweep(now=at_one + HOUR)
    assert Alert.objects.get().acknowledged_by == ben.user
    assert names(ana, until - timedelta(seconds=1)) == ["Ben"] and names(ana, until) == []
    for person, words in ((ben, "on duty already: Ben"), (vera, "role does not allow")):
        with pytest.raises(actions.RosterError if person is ben else Exception, match=words):
            actions.watch_now(actor=person.membership, at=at_one + HOUR)
    kinds = ["roster.gap_opened", "roster.watching", "roster.gap_closed"]
    events = AuditEvent.objects.filter(name__in=kinds).order_by("pk")
    assert [event.name for event in events] == kinds
    for hours in (24, 32):  # the next morning, and closing time
        gaps.sweep(now=NOW + hours * HOUR)
    assert Alert.objects.latest("pk").closed_at == NOW + 32 * HOUR, "nobody has to any more"


def test_a_swap_and_days_off_reach_the_answer(
    ana: Person, ben: Person, vera: Person, mona: Person, put: Put
) -> None:
    shift, monday = put(ana), MONDAY + 7 * DAY
    later = NOW + 7 * DAY
    request = actions.ask(
        actor=ana.membership,
        shift_id=shift.pk,
        on=monday,
        member_id=vera.membership.pk,
        at=NOW,
    )
    assert names(ana, later) == ["Ana"], "it stays hers until it is taken"
    with pytest.raises(actions.RosterError, match="Somebody else was asked"):
        actions.answer(actor=ben.membership, request_id=request.pk, is_taken=True, at=NOW)
    actions.answer(actor=vera.membership, request_id=request.pk, is_taken=True, at=NOW)
    assert (names(ana, later), names(ana), names(ana, later + 7 * DAY)) == (
        ["Vera"],
        ["Ana"],
        ["Ana"],
    )
    actions.add_days_off(
        actor=vera.membership,
        member_id=vera.membership.pk,
        first_on=monday,
        last_on=monday,
        stand_in_id=ben.membership.pk,
        at=NOW,
    )
    assert names(ana, later) == ["Ben"]
    actions.put_on(actor=mona.membership, shift_id=shift.pk, on=monday, member_id=None, at=NOW)
    assert names(ana, later) == []
    day_off = DaysOff.objects.get()
    actions.put_on(
        actor=mona.membership, shift_id=shift.pk, on=monday, member_id=shift.member_id, at=NOW
    )
    assert not Swap.objects.exists() and names(ana, later) == ["Ana"]
    with pytest.raises(actions.RosterError, match="yourself only"):
        actions.remove_days_off(actor=ben.membership, days_off_id=day_off.pk, at=NOW)
    actions.remove_days_off(actor=vera.membership, days_off_id=day_off.pk, at=NOW)
    assert not DaysOff.objects.exists()
