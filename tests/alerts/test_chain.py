"""An alert goes on until somebody has it: who is asked, when, and once however many sweeps."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from practice_hub.alerts.actions import acknowledge
from practice_hub.alerts.chain import escalate, escalate_due, raise_chain
from practice_hub.alerts.kinds import Channel, Kind
from practice_hub.alerts.models import Alert, AlertDelivery, ChainSettings, Step
from practice_hub.alerts.new_items import close_new_items, note_new_items
from practice_hub.audit.models import AuditEvent
from practice_hub.practices.models import Membership, Practice
from tests.concurrency.together import at_once
from tests.people import Person

NOW = timezone.now()


def chained(practice: Practice, *first: Person, kind: Kind = Kind.TARGET_WARNING) -> Alert:
    with transaction.atomic():
        return raise_chain(
            kind,
            practice_id=practice.pk,
            subject=practice,
            path="/inbox/12/",
            at=NOW,
            first=[person.user.pk for person in first],
        )


def told(alert: Alert) -> list[str]:
    rows = alert.deliveries.filter(channel=Channel.PAGE).order_by("pk")
    return [row.user.first_name for row in rows.select_related("user")]


def after(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes, seconds=1)


def away(person: Person, **changes: Any) -> None:
    until = {"away_until": NOW + timedelta(days=3), **changes}
    Membership.objects.filter(pk=person.membership.pk).update(**until)


def test_from_the_holder_to_the_owner_and_no_further(
    practice: Practice, ana: Person, ben: Person, mona: Person, olga: Person, vera: Person
) -> None:
    ChainSettings.objects.create(
        practice=practice, desk_minutes=5, managers_minutes=10, owners_minutes=20
    )
    alert = chained(practice, ana)
    assert (told(alert), alert.step, alert.escalates_at) == (
        ["Ana"],
        Step.FIRST,
        NOW + timedelta(minutes=5),
    )
    for minutes, names in (
        (4, ["Ana"]),
        (5, ["Ana", "Ben"]),
        (14, ["Ana", "Ben"]),
        (16, ["Ana", "Ben", "Mona"]),
        (40, ["Ana", "Ben", "Mona", "Olga"]),
        (400, ["Ana", "Ben", "Mona", "Olga"]),
    ):
        escalate_due(now=after(minutes))
        assert told(alert) == names, minutes
    alert.refresh_from_db()
    assert (alert.step, alert.escalates_at) == (Step.OWNERS, None)
    assert AuditEvent.objects.filter(name="alert.escalated").count() == 3


def test_taken_it_goes_no_further_and_a_kind_outside_the_chain_never_does(
    practice: Practice, ana: Person, ben: Person
) -> None:
    alert = chained(practice, ana)
    acknowledge(alert.pk, actor=ana.membership, now=NOW)
    calm = chained(practice, ana, kind=Kind.NEW_ITEM)
    escalate_due(now=after(400))
    assert (told(alert), told(calm), calm.escalates_at) == (["Ana"], ["Ana"], None)


def test_nobody_away_is_asked_unless_nobody_is_here(
    practice: Practice, ana: Person, ben: Person, mona: Person, olga: Person, vera: Person
) -> None:
    away(ana, stand_in=ben.membership)
    assert told(chained(practice, ana)) == ["Ben"]  # the holder's stand-in
    away(ben)
    away(mona)
    skipped = chained(practice, kind=Kind.URGENT_ITEM)  # nobody on duty, no desk, no manager
    assert (told(skipped), skipped.step) == (["Olga"], Step.OWNERS)
    away(olga)
    last = chained(practice, kind=Kind.SNOWBALL)
    assert told(last) == ["Mona", "Olga"]


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_take_one_step(
    practice: Practice, ana: Person, ben: Person, mona: Person
) -> None:
    alert = chained(practice, ana)
    at_once([partial(escalate, alert_id=alert.pk, now=after(11)) for _ in range(4)])
    alert.refresh_from_db()
    assert (told(alert), alert.step) == (["Ana", "Ben"], Step.DESK)
    assert AuditEvent.objects.filter(name="alert.escalated").count() == 1


def test_all_that_is_new_is_one_alert_until_the_list_is_opened(
    practice: Practice, ana: Person, mona: Person, django_assert_num_queries: Any
) -> None:
    for count in (3, 0, 4):
        with transaction.atomic():
            note_new_items(practice.pk, count, NOW)
    alert = Alert.objects.get()
    assert (alert.kind, alert.item_count, told(alert)) == (Kind.NEW_ITEM, 7, ["Ana"])
    assert not AlertDelivery.objects.filter(alert=alert, is_in_strip=True).exists()
    close_new_items(practice.pk, NOW)
    with django_assert_num_queries(1):
        close_new_items(practice.pk, NOW)
    alert.refresh_from_db()
    assert alert.closed_at == NOW
    with transaction.atomic():
        note_new_items(practice.pk, 2, NOW)
    assert Alert.objects.open().get().item_count == 2
