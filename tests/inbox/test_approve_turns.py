"""Whose turn it is: the next one when it is late, at once when somebody is away, then the leads."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from inbox import approval_sweep
from inbox.actions import approvals
from inbox.actions.approvals import Shown
from inbox.domain.turns import Move, Step, Turn, Why, next_step
from inbox.gate import mark_of
from inbox.models import Approval, ApprovalTimes
from practice_hub.alerts.actions import acknowledge
from practice_hub.alerts.models import Alert
from practice_hub.audit.models import AuditEvent
from practice_hub.practices.actions import set_away
from practice_hub.practices.models import Practice
from tests.builders import NOON
from tests.inbox.approve_desk import ask, worried
from tests.inbox.view_desk import ViewDesk
from tests.people import Person, make_person

PRIYA, LEO, MONA = 1, 2, 3
EARLY, DUE, OVER = NOON, NOON + timedelta(minutes=15), NOON + timedelta(hours=24)


def turn(asked: int | None, *was: int, told: bool = False) -> Turn:
    return Turn(asked, frozenset(was), DUE, OVER, told)


@pytest.mark.parametrize(
    ("given", "here", "now", "step"),
    [
        # In time: wait. Late: the next who was not asked. Everybody asked: tell the leads, again.
        (turn(PRIYA, PRIYA), [PRIYA, LEO], EARLY, Step(Move.WAIT)),
        (turn(PRIYA, PRIYA), [PRIYA, LEO], DUE, Step(Move.ASK, LEO, Why.LATE)),
        (turn(LEO, PRIYA, LEO), [PRIYA, LEO, MONA], DUE, Step(Move.ASK, MONA, Why.LATE)),
        (turn(LEO, PRIYA, LEO), [PRIYA, LEO], DUE, Step(Move.TELL, None, Why.LATE)),
        (turn(LEO, PRIYA, LEO, told=True), [PRIYA, LEO], DUE, Step(Move.TELL, None, Why.LATE)),
        (turn(LEO, PRIYA, LEO, told=True), [PRIYA, LEO], EARLY, Step(Move.WAIT)),
        # Who was asked is away: the colleague at once, somebody asked before if nobody else is.
        (turn(PRIYA, PRIYA), [LEO], EARLY, Step(Move.ASK, LEO, Why.AWAY)),
        (turn(LEO, PRIYA, LEO), [PRIYA], EARLY, Step(Move.ASK, PRIYA, Why.AWAY)),
        (turn(PRIYA, PRIYA), [], EARLY, Step(Move.TELL, None, Why.NOBODY)),
        # Nobody was here: told once, again when late, and whoever comes back is asked at once.
        (turn(None), [], EARLY, Step(Move.TELL, None, Why.NOBODY)),
        (turn(None, told=True), [], EARLY, Step(Move.WAIT)),
        (turn(None, told=True), [], DUE, Step(Move.TELL, None, Why.NOBODY)),
        (turn(None, told=True), [LEO], EARLY, Step(Move.ASK, LEO, Why.FIRST)),
        # Run out, whatever else holds.
        (turn(PRIYA, PRIYA), [PRIYA, LEO], OVER, Step(Move.EXPIRE)),
        (turn(None), [], OVER, Step(Move.EXPIRE)),
    ],
)
def test_next_step(given: Turn, here: list[int], now: datetime, step: Step) -> None:
    assert next_step(given, here, now) == step


@pytest.fixture
def leo(practice: Practice, priya: Person) -> Person:
    """The second doctor, in the practice after Dr. Priya."""
    return make_person(practice, "Dr. Leo Marchetti", "PRACTITIONER")


@pytest.fixture
def waiting(view_desk: ViewDesk, ana: Person, priya: Person, leo: Person) -> Approval:
    return ask(view_desk, worried(view_desk), ana)


def told(approval: Approval, kind: str) -> set[str]:
    """First names of those the open alert of `kind` about `approval` went to."""
    found = Alert.objects.filter(kind=kind, subject_type="approval", subject_id=approval.pk)
    alert = found.open().first()
    people = alert.deliveries.select_related("user") if alert else []
    return {delivery.user.first_name for delivery in people}


def at(approval: Approval, minutes: float) -> datetime:
    return approval.requested_at + timedelta(minutes=minutes)


def sweep(approval: Approval, minutes: float) -> Approval:
    approval_sweep.sweep(now=at(approval, minutes))
    return Approval.objects.select_related("asked", "reply").get(pk=approval.pk)


def test_from_one_to_the_next_to_the_leads_to_the_end(
    waiting: Approval, ana: Person, mona: Person, olga: Person, charlie: Person
) -> None:
    assert waiting.asked and waiting.asked.first_name == "Dr. Priya"
    assert told(waiting, "APPROVAL_WANTED") == {"Dr. Priya"}
    assert sweep(waiting, 14).level == 0
    passed = sweep(waiting, 15)
    assert passed.asked and passed.asked.first_name == "Dr. Leo"
    # The first one still has it before their eyes.
    assert told(waiting, "APPROVAL_WANTED") == {"Dr. Priya", "Dr. Leo"}
    assert sweep(waiting, 20).level == 1
    late = sweep(waiting, 31)
    assert late.asked_id == passed.asked_id and late.level == 2
    assert told(waiting, "APPROVAL_LATE") == {"Mona", "Olga"}
    alert = Alert.objects.get(kind="APPROVAL_LATE")
    assert alert.repeat_every_seconds == 15 * 60
    # "I have it" does not make it go away for good.
    acknowledge(alert.pk, actor=mona.membership, now=at(waiting, 32))
    assert told(waiting, "APPROVAL_LATE") == set()
    sweep(waiting, 47)
    assert told(waiting, "APPROVAL_LATE") == {"Mona", "Olga"}
    ended = sweep(waiting, 24 * 60)
    assert (ended.status, ended.reply.status, ended.reply.error_kind) == (
        "EXPIRED",
        "FAILED",
        "APPROVAL",
    )
    assert "Nobody approved this in time" in ended.reply.error_detail
    assert told(waiting, "APPROVAL_EXPIRED") == {"Ana"}
    assert told(waiting, "APPROVAL_WANTED") == told(waiting, "APPROVAL_LATE") == set()
    names = AuditEvent.objects.filter(details__approval=waiting.pk).order_by("pk")
    assert list(names.values_list("name", flat=True)) == [
        "approval.asked",
        "approval.passed_on",
        "approval.late",
        "approval.late",
        "approval.expired",
    ]


def test_away_hands_over_at_once_also_what_waits(
    waiting: Approval, priya: Person, leo: Person, mona: Person, practice: Practice
) -> None:
    def leave(who: Person, stand_in: Person | None) -> None:
        set_away(
            actor=who.membership,
            member=who.membership,
            until=timezone.now() + timedelta(hours=4),
            reason="in surgery",
            stand_in=stand_in.membership if stand_in else None,
            at=timezone.now(),
        )

    third = make_person(practice, "Dr. Noor Haddad", "PRACTITIONER")
    leave(priya, third)
    handed = sweep(waiting, 1)
    assert handed.asked_id == third.user.pk
    leave(third, None)
    assert sweep(waiting, 2).asked_id == leo.user.pk
    leave(leo, None)
    alone = sweep(waiting, 3)
    assert alone.asked_id is None
    assert told(waiting, "APPROVAL_LATE") == {"Mona"}
    before = alone.due_at
    assert sweep(waiting, 4).due_at == before  # told once, not with every look
    back = sweep(waiting, 5 * 60)  # the absences have ended by themselves
    assert back.asked_id is not None


def test_practitioners_before_managers_before_the_owner_never_the_author(
    view_desk: ViewDesk, ana: Person, mona: Person, olga: Person
) -> None:
    """A doubtful answer may be approved by any leader; Ana is one by now and still not asked."""
    approval = ask(view_desk, worried(view_desk), ana)
    roles = ["MANAGER", "OWNER", "PRACTITIONER"]
    Approval.objects.filter(pk=approval.pk).update(approver_roles=roles, asked=None)
    ana.membership.role = "MANAGER"
    ana.membership.save()
    assert sweep(approval, 1).asked_id == mona.user.pk
    assert sweep(approval, 17).asked_id == olga.user.pk
    noor = make_person(view_desk.practice, "Dr. Noor Haddad", "PRACTITIONER")
    assert sweep(approval, 33).asked_id == noor.user.pk
    assert sweep(approval, 50).asked_id == noor.user.pk
    assert "Ana" in told(approval, "APPROVAL_LATE")  # she manages, so she may know
    assert "Ana" not in told(approval, "APPROVAL_WANTED")


def test_the_times_are_the_practices(waiting: Approval, practice: Practice) -> None:
    ApprovalTimes.objects.create(practice=practice, target_minutes=5, expires_hours=2)
    Approval.objects.filter(pk=waiting.pk).update(due_at=at(waiting, 5))
    assert sweep(waiting, 5).due_at == at(waiting, 10)


def test_a_decision_ends_the_asking_and_an_undo_begins_it_again(
    waiting: Approval, leo: Person
) -> None:
    passed = sweep(waiting, 15)
    shown = Shown(mark_of(passed.reply), passed.conversation.last_seq)
    now = timezone.now()
    approvals.approve(waiting.pk, actor=leo.membership, now=now, shown=shown)
    assert told(waiting, "APPROVAL_WANTED") == set()
    assert sweep(waiting, 60).status == "APPROVED"
    approvals.undo_decision(waiting.pk, actor=leo.membership, now=now)
    again = Approval.objects.get(pk=waiting.pk)
    assert (again.status, again.asked_id) == ("WAITING", leo.user.pk)
    assert again.due_at == now + timedelta(minutes=15)
    assert told(waiting, "APPROVAL_WANTED") == {"Dr. Leo"}


def test_one_that_fails_does_not_hold_up_the_others(
    waiting: Approval, view_desk: ViewDesk, ana: Person
) -> None:
    second = ask(view_desk, view_desk.post("My eyelid droops since Monday, is it normal?"), ana)
    # A row that no rule foresees: its roles are no list.
    Approval.objects.filter(pk=waiting.pk).update(approver_roles=5)
    approval_sweep.sweep(now=at(second, 20))
    second.refresh_from_db()
    assert second.level == 1


def test_alerts_carry_neither_name_nor_word(waiting: Approval) -> None:
    alert = Alert.objects.get(kind="APPROVAL_WANTED")
    assert alert.path == f"/approve/?card={waiting.pk}"
    assert "Marisol" not in alert.words.sentence + alert.words.label
