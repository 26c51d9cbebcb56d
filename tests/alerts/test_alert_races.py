"""The same alert from many sides at the same moment."""

from __future__ import annotations

from functools import partial

import pytest
from django.utils import timezone

from practice_hub.alerts.actions import AlertError, acknowledge
from practice_hub.alerts.delivery import deliver
from practice_hub.alerts.models import Alert, AlertDelivery
from practice_hub.audit.models import AuditEvent
from practice_hub.practices.models import Practice
from tests.alerts.builders import MailServer, raised
from tests.builders import make_member
from tests.concurrency.together import at_once, bad, good
from tests.people import Person

MANY = 8


@pytest.mark.django_db(transaction=True)
def test_raised_taken_and_sent_by_many_at_once(mail: MailServer, practice: Practice) -> None:
    people = [make_member(practice, f"Person {n}", "PRACTITIONER") for n in range(MANY)]
    results = at_once([partial(raised, practice, person) for person in people])
    assert {alert.pk for alert in good(results)} == {Alert.objects.get().pk}
    assert len(good(results)) == MANY
    alert = Alert.objects.get()
    told = AlertDelivery.objects.values_list("user_id", "channel")
    assert len(told) == len(set(told)) == 2 * MANY
    assert AuditEvent.objects.filter(name="alert.raised").count() == 1

    at_once([partial(deliver, alert_id=alert.pk, now=timezone.now()) for _ in range(4)])
    assert sorted(mail.recipients) == sorted(person.user.email for person in people)

    take = partial(acknowledge, alert.pk, now=timezone.now())
    results = at_once([partial(take, actor=person) for person in people])
    [won] = good(results)
    assert {type(error) for error in bad(results)} == {AlertError}
    assert {str(error) for error in bad(results)} == {
        f"{won.acknowledged_by} already has this one."
    }
    assert AuditEvent.objects.filter(name="alert.acknowledged").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_trigger_in_the_moment_of_acknowledging_is_never_lost(
    practice: Practice, priya: Person, mona: Person
) -> None:
    first = raised(practice, priya)
    again, _ = at_once(
        [
            partial(raised, practice, mona),
            partial(acknowledge, first.pk, actor=priya.membership, now=timezone.now()),
        ]
    )
    assert isinstance(again, Alert)
    first.refresh_from_db()
    assert first.acknowledged_by == priya.user
    # Either it came first and Mona was told of what Priya then took, or it is a new alert.
    assert again.deliveries.filter(user=mona.user).exists()
    assert Alert.objects.open().count() == (0 if again.pk == first.pk else 1)
