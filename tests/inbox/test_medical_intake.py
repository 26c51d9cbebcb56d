"""From a person's words to the mark, the escalation and the alerts (P4)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from inbox.actions.medical import unmark_medical
from inbox.models import Conversation
from listening.connectors.base import MentionData, Page
from listening.ingest import store_items
from listening.models import Feed
from practice_hub.alerts.kinds import Kind
from practice_hub.alerts.models import Alert, AlertDelivery
from practice_hub.audit.models import AuditEvent
from practice_hub.practices.models import Membership
from tests.builders import conversation_of, hear, make_feed, own, person, private, said
from tests.inbox.view_desk import ViewDesk
from tests.people import Person

RED = "My lip is turning white since the filler, thank you for any advice!"
ASKS = "Hi, quick one: is this bruise normal on day 4? Thank you!"
CALM = "Is the car park yours?"


def told(alert: Alert) -> set[int]:
    return set(alert.deliveries.values_list("user_id", flat=True))


def alerts(kind: Kind) -> list[Alert]:
    return list(Alert.objects.open().filter(kind=kind).order_by("pk"))


def marks(row: Conversation) -> tuple[bool, bool, str]:
    row.refresh_from_db()
    return row.is_medical, row.is_red_flag, row.escalation


def test_a_red_flag_opens_an_escalation_and_rings_at_once(
    view_desk: ViewDesk,
    ana: Person,
    vera: Person,
    priya: Person,
    mona: Person,
    olga: Person,
    charlie: Person,
    settings: Any,
) -> None:
    settings.RED_FLAG_ACK_MINUTES = 7
    row = view_desk.post(RED)
    assert marks(row) == (True, True, "OPEN")
    assert row.medical_marked_at == row.escalated_at == row.first_seen_at
    assert row.medical_marked_by is None
    assert row.escalation_due_at == row.first_seen_at + timedelta(minutes=7)
    (alert,) = alerts(Kind.RED_FLAG)
    assert (alert.subject_id, alert.path) == (row.pk, f"/inbox/{row.pk}/")
    assert alert.is_repeating
    assert told(alert) == {priya.user.pk, mona.user.pk}
    assert not alerts(Kind.MEDICAL)
    events = AuditEvent.objects.filter(name="conversation.red_flag")
    assert [(event.subject_id, event.details) for event in events] == [(row.pk, {})]


def test_who_is_told_when_the_leads_are_missing_or_away(
    view_desk: ViewDesk, ana: Person, olga: Person
) -> None:
    first = view_desk.post(RED)
    assert told(Alert.objects.get(subject_type="conversation", subject_id=first.pk)) == {
        olga.user.pk
    }
    doctor = Membership.objects.create(
        practice=view_desk.practice,
        user=ana.user.__class__.objects.create_user("d@x.example"),
        role="PRACTITIONER",
        away_until=timezone.now() + timedelta(hours=2),
    )
    second = view_desk.post(RED)
    assert told(Alert.objects.get(subject_type="conversation", subject_id=second.pk)) == {
        doctor.user_id,
        olga.user.pk,
    }
    calm = view_desk.post(ASKS)
    assert told(Alert.objects.get(subject_type="conversation", subject_id=calm.pk)) == {
        olga.user.pk
    }


def test_a_medical_question_alerts_once_and_calmly(
    view_desk: ViewDesk, priya: Person, mona: Person, olga: Person
) -> None:
    row = view_desk.post(ASKS)
    assert marks(row) == (True, False, "NONE")
    (alert,) = alerts(Kind.MEDICAL)
    assert not alert.is_repeating
    assert told(alert) == {priya.user.pk, mona.user.pk}
    Alert.objects.update(acknowledged_at=timezone.now(), acknowledged_by=priya.user)
    view_desk.writes_again(row, "Still a bit swollen, is that normal?")
    view_desk.writes_again(row, CALM)
    assert marks(row) == (True, False, "NONE"), "sticky"
    assert not alerts(Kind.MEDICAL), "it was medical already"
    view_desk.writes_privately(row, "Now my vision is blurry 😟")
    assert marks(row) == (True, True, "OPEN")
    assert len(alerts(Kind.RED_FLAG)) == 1


def test_what_is_not_medical_is_not_marked(view_desk: ViewDesk, priya: Person) -> None:
    row = view_desk.post(CALM)
    assert marks(row) == (False, False, "NONE")
    assert not Alert.objects.exclude(kind=Kind.NEW_ITEM).exists()


def test_a_new_red_flag_reopens_what_somebody_had(
    view_desk: ViewDesk, priya: Person, mona: Person
) -> None:
    row = view_desk.post(RED)
    before = row.escalated_at
    view_desk.writes_again(row, "It is getting worse, the skin is mottled now")
    row.refresh_from_db()
    assert row.escalated_at == before, "the clock of an open one runs on"
    Conversation.objects.update(
        escalation="ACKNOWLEDGED",
        escalation_acknowledged_by=priya.user,
        escalation_acknowledged_at=timezone.now(),
        escalation_due_at=None,
    )
    Alert.objects.update(acknowledged_at=timezone.now(), acknowledged_by=priya.user)
    view_desk.writes_again(row, "thanks for calling, see you")
    assert marks(row)[2] == "ACKNOWLEDGED"
    view_desk.now += timedelta(minutes=1)
    view_desk.writes_again(row, "now I have a fever and pus 🤒")
    assert marks(row)[2] == "OPEN"
    assert row.escalation_acknowledged_by is None
    assert row.escalated_at == view_desk.now
    assert len(alerts(Kind.RED_FLAG)) == 1


def test_only_something_new_marks_again_what_staff_unmarked(
    view_desk: ViewDesk, priya: Person
) -> None:
    item = said(ASKS, posted_at=view_desk.now)
    hear(view_desk.x, item, now=view_desk.now)
    row = conversation_of(item)
    unmark_medical(
        conversation_id=row.pk,
        actor=priya.membership,
        now=timezone.now(),
        reason="It is a joke between friends",
        seen_seq=row.last_seq,
    )
    assert marks(row) == (False, False, "NONE")
    assert not alerts(Kind.MEDICAL)
    edited = _edit(item, ASKS.replace("Hi, q", "Q"))
    hear(view_desk.x, edited, now=view_desk.now)
    view_desk.writes_again(row, CALM)
    assert marks(row) == (False, False, "NONE"), "the same question, mended"
    edited = _edit(edited, RED)
    hear(view_desk.x, edited, now=view_desk.now)
    assert marks(row) == (True, True, "OPEN"), "graver words are new"


def test_a_mended_red_flag_is_no_new_emergency(view_desk: ViewDesk, priya: Person) -> None:
    item = said(RED, posted_at=view_desk.now)
    hear(view_desk.x, item, now=view_desk.now)
    row = conversation_of(item)
    Conversation.objects.update(escalation="ACKNOWLEDGED", escalation_due_at=None)
    hear(view_desk.x, _edit(item, RED + " :)"), now=view_desk.now)
    assert marks(row) == (True, True, "ACKNOWLEDGED")


def _edit(item: MentionData, text: str) -> MentionData:
    from dataclasses import replace

    return replace(item, text=text, version_id=f"{item.version_id}v", edited_at=item.posted_at)


def test_the_past_of_a_new_source_is_marked_and_told_of_once(
    view_desk: ViewDesk, priya: Person, mona: Person
) -> None:
    feed = make_feed(view_desk.x, "SEARCH")
    weeks_ago, today = view_desk.now - timedelta(days=15), view_desk.now - timedelta(hours=3)
    old = [said(text, posted_at=weeks_ago) for text in (RED, ASKS, "Fever after my peel")]
    fresh = said("Vision is blurry after filler", posted_at=today)
    hear(view_desk.x, *old, fresh, now=view_desk.now, feed=feed)
    rows = [conversation_of(item) for item in old]
    assert [marks(row)[:2] for row in rows] == [(True, True), (True, False), (True, True)]
    assert rows[0].escalation == "OPEN"
    assert rows[0].escalation_due_at is None, "no clock runs for old news"
    (summary,) = alerts(Kind.MEDICAL)
    assert (summary.subject_type, summary.subject_id) == ("networkaccount", view_desk.x.pk)
    assert summary.path == "/inbox/?queue=all&category=MEDICAL"
    (loud,) = alerts(Kind.RED_FLAG)
    assert loud.subject_id == conversation_of(fresh).pk
    view_desk.now += timedelta(minutes=1)
    view_desk.writes_again(rows[0], "the skin is getting mottled")
    assert len(alerts(Kind.RED_FLAG)) == 2, "new words ring"


def test_after_an_outage_what_was_written_meanwhile_rings(
    view_desk: ViewDesk, priya: Person
) -> None:
    feed = make_feed(view_desk.x, "SEARCH")
    Feed.objects.filter(pk=feed.pk).update(last_success_at=view_desk.now - timedelta(days=4))
    feed.refresh_from_db()
    hear(
        view_desk.x,
        said(RED, posted_at=view_desk.now - timedelta(days=3)),
        said(RED, posted_at=view_desk.now - timedelta(days=8)),
        now=view_desk.now,
        feed=feed,
    )
    assert len(alerts(Kind.RED_FLAG)) == 1
    assert len(alerts(Kind.MEDICAL)) == 1


def test_our_own_words_mark_nothing_and_private_ones_do(view_desk: ViewDesk, priya: Person) -> None:
    asked = said(CALM, posted_at=view_desk.now)
    answer = own(asked, "White lips or a fever need a doctor at once.")
    hear(view_desk.x, asked, answer, now=view_desk.now)
    row = conversation_of(asked)
    assert marks(row) == (False, False, "NONE")
    who = person()
    message = private("my throat is closing, please help", who, posted_at=view_desk.now)
    hear(view_desk.x, message, now=view_desk.now)
    assert marks(conversation_of(message)) == (True, True, "OPEN")


def test_a_page_that_is_undone_rings_nobody(view_desk: ViewDesk, priya: Person) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        store_items(view_desk.x, None, Page((said(RED),), {}, is_last=True), view_desk.now)
        raise ZeroDivisionError
    assert not Alert.objects.exclude(kind=Kind.NEW_ITEM).exists()
    assert not AlertDelivery.objects.exists()
