"""Staff mark, unmark and take; alerts and conversations follow each other (P4)."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from inbox.actions.errors import ActionRefused
from inbox.actions.medical import (
    acknowledge_escalation,
    mark_medical,
    sweep_escalations,
    unmark_medical,
)
from inbox.models import Conversation, Reply
from practice_hub.alerts.actions import AlertError, acknowledge
from practice_hub.alerts.kinds import Kind
from practice_hub.alerts.models import Alert
from practice_hub.audit.models import AuditEvent
from practice_hub.practices.models import Membership
from tests.inbox.view_desk import HTMX, ViewDesk, post_to
from tests.people import Person

RED = "My lip is turning white since the filler"
ASKS = "Is this bruise normal on day 4?"
CALM = "Is the car park yours?"


def text(response: Any) -> str:
    return unescape(response.content.decode())


def told(kind: Kind) -> set[int]:
    (alert,) = Alert.objects.open().filter(kind=kind)
    return set(alert.deliveries.values_list("user_id", flat=True))


def unmark(row: Conversation, who: Person, reason: str = "A joke between friends") -> None:
    row.refresh_from_db()
    unmark_medical(
        conversation_id=row.pk,
        actor=who.membership,
        now=timezone.now(),
        reason=reason,
        seen_seq=row.last_seq,
    )


def test_mark_as_medical_and_as_an_emergency(
    view_desk: ViewDesk, ana: Person, vera: Person, charlie: Person, priya: Person, mona: Person
) -> None:
    row = view_desk.post(CALM)
    assert "Mark as medical" in text(ana.client.get(f"/inbox/{row.pk}/"))
    assert "Mark as medical" not in text(vera.client.get(f"/inbox/{row.pk}/"))
    assert post_to(charlie, row, "medical").status_code == 404
    assert post_to(vera, row, "medical").status_code in (403, 404)
    assert not Conversation.objects.get().is_medical
    assert post_to(ana, row, "medical").status_code == 303
    row.refresh_from_db()
    assert (row.is_medical, row.is_red_flag, row.medical_marked_by_id) == (True, False, ana.user.pk)
    assert (row.urgency, row.urgency_rank) == ("HIGH", 1)
    assert told(Kind.MEDICAL) == {priya.user.pk, mona.user.pk}
    page = text(post_to(ana, row, "medical", {"is_red_flag": "on"}, headers=HTMX))
    assert "Nobody has it yet" in page
    assert "I have it" not in page, "an agent cannot take it"
    row.refresh_from_db()
    assert (row.is_red_flag, row.escalation) == (True, "OPEN")
    assert told(Kind.RED_FLAG) == {priya.user.pk, mona.user.pk}
    mark_medical(conversation_id=row.pk, actor=ana.membership, now=timezone.now())
    assert AuditEvent.objects.filter(name="conversation.marked_medical").count() == 2


def test_unmarking_needs_a_reason_and_a_red_flag_a_leader(
    view_desk: ViewDesk, ana: Person, priya: Person, mona: Person, charlie: Person, vera: Person
) -> None:
    row = view_desk.post(RED)
    row.refresh_from_db()
    form = {"reason": "A joke", "seen_seq": row.last_seq}
    for stranger in (charlie, vera):
        assert post_to(stranger, row, "not-medical", form).status_code in (403, 404)
    refused = post_to(ana, row, "not-medical", form)
    assert refused.status_code == 409
    assert "Only a practitioner, a manager or the owner" in text(refused)
    empty = post_to(mona, row, "not-medical", form | {"reason": " "})
    assert empty.status_code == 422
    assert "Say why" in text(empty)
    row.refresh_from_db()
    assert row.is_red_flag
    assert post_to(mona, row, "not-medical", form).status_code == 303
    row.refresh_from_db()
    assert (row.is_medical, row.is_red_flag, row.escalation) == (False, False, "NONE")
    assert (row.category, row.urgency) == ("OTHER", "NORMAL")
    assert not Alert.objects.open().exclude(kind=Kind.NEW_ITEM).exists(), (
        "closed, and a manager's own act tells nobody"
    )
    event = AuditEvent.objects.get(name="conversation.unmarked_medical")
    assert event.details == {"reason": "A joke", "was_red_flag": True}
    page = text(mona.client.get(f"/inbox/{row.pk}/"))
    assert "You took the red flag away: A joke." in page
    assert "A joke" not in text(vera.client.get(f"/inbox/{row.pk}/"))


def test_an_agents_unmark_is_told_and_releases_no_draft(
    view_desk: ViewDesk, ana: Person, priya: Person, mona: Person
) -> None:
    row = view_desk.post(ASKS)
    reply = view_desk.queue(row, ana, "Thank you for your message. We are looking into this.")
    assert reply.status == Reply.Status.AWAITING_APPROVAL
    unmark(row, ana)
    assert told(Kind.MARK_REMOVED) == {priya.user.pk, mona.user.pk}
    reply.refresh_from_db()
    assert reply.status == Reply.Status.AWAITING_APPROVAL
    with pytest.raises(ActionRefused, match="not marked as medical any more"):
        unmark(row, ana)


def test_what_came_meanwhile_is_read_before_the_mark_goes(
    view_desk: ViewDesk, ana: Person, priya: Person
) -> None:
    row = view_desk.post(ASKS)
    row.refresh_from_db()
    seen = row.last_seq
    view_desk.writes_again(row, "and now it is purple and hurts a lot more")
    answer = post_to(priya, row, "not-medical", {"reason": "Settled", "seen_seq": seen})
    assert answer.status_code == 409
    row.refresh_from_db()
    assert row.is_medical


def test_i_have_it_on_the_page_ends_the_alert(
    view_desk: ViewDesk, ana: Person, priya: Person, mona: Person, charlie: Person, vera: Person
) -> None:
    row = view_desk.post(RED)
    page = text(priya.client.get(f"/inbox/{row.pk}/"))
    assert "I have it" in page
    assert "“lip is turning white”" in page
    for other in (charlie, vera, ana):
        assert post_to(other, row, "take-emergency").status_code in (403, 404)
    assert post_to(priya, row, "take-emergency").status_code == 303
    row.refresh_from_db()
    assert (row.escalation, row.escalation_acknowledged_by_id) == ("ACKNOWLEDGED", priya.user.pk)
    assert row.escalation_due_at is None
    alert = Alert.objects.get(kind=Kind.RED_FLAG)
    assert alert.acknowledged_by_id == priya.user.pk
    assert not alert.deliveries.filter(next_try_at__isnull=False).exists()
    late = post_to(mona, row, "take-emergency")
    assert late.status_code == 409
    assert "Dr. Priya Raman has this one already." in text(late)
    assert "Dr. Priya Raman has it" in text(ana.client.get(f"/inbox/{row.pk}/"))


def test_i_have_it_on_the_strip_is_the_same(
    view_desk: ViewDesk, ana: Person, priya: Person, mona: Person, charlie: Person
) -> None:
    row = view_desk.post(RED)
    alert = Alert.objects.get(kind=Kind.RED_FLAG)
    assert charlie.client.post(f"/alerts/{alert.pk}/acknowledge/").status_code == 404
    with pytest.raises(AlertError, match="Only a practitioner"):
        acknowledge(alert.pk, actor=ana.membership, now=timezone.now())
    row.refresh_from_db()
    assert row.escalation == "OPEN"
    assert mona.client.post(f"/alerts/{alert.pk}/acknowledge/").status_code == 302
    row.refresh_from_db()
    assert (row.escalation, row.escalation_acknowledged_by_id) == ("ACKNOWLEDGED", mona.user.pk)
    assert AuditEvent.objects.filter(name="conversation.escalation_acknowledged").count() == 1


def test_nobody_took_it_in_time_so_everybody_who_may_is_told(
    view_desk: ViewDesk, ana: Person, vera: Person, priya: Person, mona: Person, olga: Person
) -> None:
    row = view_desk.post(RED)
    row.refresh_from_db()
    assert row.escalation_due_at
    assert sweep_escalations(now=row.escalation_due_at - timedelta(seconds=1)) == 0
    late = row.escalation_due_at + timedelta(seconds=1)
    assert sweep_escalations(now=late) == 1
    assert told(Kind.RED_FLAG) == {priya.user.pk, mona.user.pk, olga.user.pk}
    assert sweep_escalations(now=late) == 0
    assert AuditEvent.objects.filter(name="conversation.escalation_late").count() == 1
    Membership.objects.filter(pk=olga.membership.pk).update(role="AGENT")
    acknowledge_escalation(conversation_id=row.pk, actor=priya.membership, now=late)
    assert sweep_escalations(now=late + timedelta(days=1)) == 0


def test_an_agency_learns_only_what_the_public_side_decided(
    view_desk: ViewDesk, ana: Person, vera: Person, priya: Person
) -> None:
    known, hidden = view_desk.post(ASKS), view_desk.post(CALM)
    view_desk.writes_privately(hidden, "my throat is closing since the shot")
    hidden.refresh_from_db()
    assert hidden.is_red_flag
    page = text(vera.client.get(f"/inbox/{known.pk}/"))
    assert "Medical: needs the practice" in page
    assert "These words decided" not in page
    for url in (f"/inbox/{hidden.pk}/", "/inbox/?queue=all"):
        shown = text(vera.client.get(url))
        assert "emergency" not in shown.lower()
        assert "throat" not in shown
    assert text(vera.client.get("/inbox/?queue=all")).count("Medical: needs the practice") == 1
    rows = text(ana.client.get("/inbox/?queue=all"))
    assert rows.count('chip medical">Possible emergency') == 1
    assert Conversation.objects.get(pk=hidden.pk).is_red_flag, "hiding saves nothing"


@pytest.mark.django_db(transaction=True)
def test_page_and_strip_at_the_same_moment_make_one_taker(
    view_desk: ViewDesk, priya: Person, mona: Person
) -> None:
    row = view_desk.post(RED)
    alert = Alert.objects.get(kind=Kind.RED_FLAG)
    start, won = Barrier(2), []

    def run(name: str, act: Any) -> None:
        try:
            start.wait()
            act()
            won.append(name)
        except (ActionRefused, AlertError):
            pass
        finally:
            connection.close()

    now = timezone.now()
    acts = {
        "priya": lambda: acknowledge_escalation(
            conversation_id=row.pk, actor=priya.membership, now=now
        ),
        "mona": lambda: acknowledge(alert.pk, actor=mona.membership, now=now),
    }
    threads = [Thread(target=run, args=pair) for pair in acts.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    row.refresh_from_db()
    alert.refresh_from_db()
    assert len(won) == 1
    assert row.escalation_acknowledged_by_id == alert.acknowledged_by_id
    assert {priya.user.pk: "priya", mona.user.pk: "mona"}[alert.acknowledged_by_id or 0] == won[0]
