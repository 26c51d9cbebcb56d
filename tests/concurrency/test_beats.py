"""Two beats at once, the whole schedule of both: nothing is read, told, written or woken twice."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.core import mail
from django.db.models import F
from django.utils import timezone

from inbox import actions
from inbox.models import Conversation, ReportLetter
from listening.models import Feed
from practice_hub.alerts.models import Alert, AlertDelivery
from practice_hub.alerts.tasks import deliver
from practice_hub.audit.models import AuditEvent
from practice_hub.celery import app
from practice_hub.roles import Role
from tests.builders import make_member
from tests.concurrency.together import at_once, bad
from tests.town import Town

# Each tick of beat's own clock is a sign of life, twice as welcome.
SIGNS_OF_LIFE = "health."
ONCE = ("conversation.woken", "escalation.overdue", "letter.sent", "alert.sent")


@pytest.fixture
def busy_desk(town: Town) -> Town:
    """Something is due for every sweep: feeds, an emergency, a late answer, a snooze, a letter."""
    make_member(town.practice, "Mona Weiss", Role.MANAGER)
    make_member(town.practice, "Dr. Priya Raman", Role.PRACTITIONER)
    ana = make_member(town.practice, "Ana Lind").user
    town.act("x_post", person="jo", text="@lumenlakeside I cannot breathe since the injection")
    town.act("x_post", person="ray", text="@lumenlakeside nobody rings me back, third time now")
    town.read(town.x)
    now, days = timezone.now(), timedelta(days=8)
    for row in Conversation.objects.all():
        until = now + timedelta(hours=1)
        actions.snooze(conversation_id=row.pk, actor=ana, now=now, until=until)
    Conversation.objects.update(
        snoozed_until=now - timedelta(minutes=1), escalation_due_at=F("escalation_due_at") - days
    )
    Feed.objects.update(next_run_at=now - days)
    return town


def twice(task_name: str) -> None:
    task = app.tasks[task_name]
    assert bad(at_once([task, task])) == [], task_name


def both_beats_tick() -> None:
    for entry in app.conf.beat_schedule.values():
        if not entry["task"].startswith(SIGNS_OF_LIFE):
            twice(entry["task"])
    for alert_id in Alert.objects.values_list("pk", flat=True):
        assert bad(at_once([lambda key=alert_id: deliver(key)] * 2)) == []


def test_the_whole_schedule_twice(busy_desk: Town) -> None:
    app.loader.import_default_modules()
    tokens = dict(Feed.objects.values_list("pk", "lease_token"))
    both_beats_tick()
    told = Alert.objects.count()
    assert told >= 1
    both_beats_tick()  # a minute later there is nothing left to do
    leased = dict(Feed.objects.values_list("pk", "lease_token"))
    assert {pk: token - tokens[pk] for pk, token in leased.items()} == dict.fromkeys(tokens, 1)
    assert Alert.objects.count() == told
    subjects = Alert.objects.open().values_list("kind", "subject_type", "subject_id")
    assert len(set(subjects)) == len(subjects)
    assert set(Counter(AlertDelivery.objects.values_list("alert", "user", "channel")).values()) == {
        1
    }
    sent = sum(AlertDelivery.objects.filter(channel="MAIL").values_list("sent_count", flat=True))
    letters = ReportLetter.objects.exclude(sent_at=None)
    assert len(mail.outbox) == sent + letters.count()
    assert set(AlertDelivery.objects.values_list("sent_count", flat=True)) <= {0, 1}
    acts = Counter(
        AuditEvent.objects.filter(name__in=ONCE).values_list(
            "name", "subject_id", "details__recipient", "details__channel"
        )
    )
    assert set(acts.values()) == {1}, acts
    assert (
        AuditEvent.objects.filter(name="conversation.woken").count() == Conversation.objects.count()
    )
