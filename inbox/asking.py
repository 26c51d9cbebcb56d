"""Whose turn it is to approve, and telling them (P4). Everything here runs in the caller's
transaction, with the conversation locked; `approval_sweep` is what moves on by itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse

from inbox.approval_policy import times_of
from inbox.clock_timers import start_timer, stop_timer
from inbox.domain.clockwork import Ending
from inbox.domain.targets import ClockKind
from inbox.domain.turns import WAIT, Move, Step, Turn, Why, next_step
from inbox.hearing import heard_by
from inbox.models import Approval
from practice_hub.alerts.actions import close_alerts, raise_alert
from practice_hub.alerts.kinds import Kind
from practice_hub.audit.models import AuditEvent
from practice_hub.audit.record import record
from practice_hub.bulk import update_rows
from practice_hub.practices.duty import in_order
from practice_hub.practices.models import Membership
from practice_hub.ready import one_of, ready
from practice_hub.realtime.publish import publish_on_commit
from practice_hub.roles import Role

ORDER = (Role.PRACTITIONER.value, Role.MANAGER.value, Role.OWNER.value)
LEADS = (Role.MANAGER.value, Role.OWNER.value)
ALERTS = (Kind.APPROVAL_WANTED, Kind.APPROVAL_LATE)
_OWN = tuple(field.name for field in Membership._meta.concrete_fields)
ASKED, PASSED_ON, LATE = "approval.asked", "approval.passed_on", "approval.late"


def ask_first(approval: Approval, *, now: datetime) -> None:
    """Choose who is asked and tell them; who was being asked before an undo stays asked.

    The approval is saved. When nobody who may approve is here, the managers are told at once.
    """
    here = [member.user_id for member in candidates(approval, now=now)]
    if approval.asked_id in here:
        step = Step(Move.ASK, approval.asked_id, Why.FIRST)
    else:
        # Without a memory: after an undo the round begins anew.
        fresh = Turn(None, frozenset(), approval.due_at, approval.expires_at, is_told=False)
        step = next_step(fresh, here, now)
    take_step(approval, step, now=now)
    start_timer(
        ClockKind.APPROVAL,
        approval.conversation,
        subject_id=approval.pk,
        audience=approval.reply.audience,
        started_at=approval.requested_at,
        due_at=approval.requested_at + times_of(approval.practice_id).target,
        lost_at=approval.expires_at,
    )


def candidates(approval: Approval, *, now: datetime) -> list[Membership]:
    """Who may be asked now, practitioners first; never the author (four eyes). One query."""
    members = _members(approval.practice_id, list(approval.approver_roles))
    author = {approval.requested_by_id}
    asked: dict[int, Membership] = {}
    for role in ORDER:
        if role in approval.approver_roles:
            for member in in_order(members, {role}, now=now, exclude=author):
                if member.role in approval.approver_roles:
                    asked.setdefault(member.pk, member)
    return list(asked.values())


@ready
def _members(practice_id: int, roles: list[str], /) -> QuerySet[Membership, Membership]:
    """Who has one of `roles`, and whoever stands in for somebody: of fifty people no more than is
    looked at."""
    here = Membership.objects.active().filter(practice_id=practice_id)
    standing_in = here.exclude(stand_in_id=None).values("stand_in_id")
    found = here.filter(Q(one_of("role", roles)) | Q(pk__in=standing_in)).select_related("user")
    return found.only(*_OWN, "user__name")


def turn_of(approval: Approval) -> Turn:
    """What the record knows of who was asked already."""
    events = AuditEvent.objects.filter(
        subject_type="conversation",
        subject_id=approval.conversation_id,
        name__in=(ASKED, PASSED_ON, LATE),
        details__approval=approval.pk,
    ).values_list("name", "details")
    told = list(events)
    return Turn(
        asked=approval.asked_id,
        was_asked=frozenset(details["asked"] for name, details in told if name != LATE),
        due_at=approval.due_at,
        expires_at=approval.expires_at,
        is_told=any(name == LATE for name, _ in told),
    )


def due_step(approval: Approval, *, now: datetime) -> Step:
    """What is to be done about `approval` now."""
    here = [member.user_id for member in candidates(approval, now=now)]
    return next_step(turn_of(approval), here, now)


def take_step(approval: Approval, step: Step, *, now: datetime) -> None:
    """Ask somebody, or tell those who manage the practice; the next look is a target away."""
    if step == WAIT:
        return
    approval.due_at = now + times_of(approval.practice_id).target
    if step.why != Why.FIRST:
        approval.level += 1
    if step.move == Move.ASK and step.user_id is not None:
        approval.asked_id, approval.asked_at = step.user_id, now
        name = ASKED if step.why == Why.FIRST else PASSED_ON
        _note(name, approval, now, asked=step.user_id, why=step.why)
        _alert(Kind.APPROVAL_WANTED, approval, [step.user_id], now)
    else:
        if step.why == Why.NOBODY:
            approval.asked_id, approval.asked_at = None, None
        _note(LATE, approval, now, why=step.why)
        _alert(Kind.APPROVAL_LATE, approval, _leads(approval.practice_id), now)
    update_rows([approval], ["asked", "asked_at", "due_at", "level"])


def stop_asking(approval: Approval, *, at: datetime) -> None:
    """It is decided or void: its alerts leave the pages, its clock stands still. In the caller's
    transaction, after the row has changed."""
    close_alerts(ALERTS, practice_id=approval.practice_id, subject=approval, at=at)
    decided_by = _decided_by.first(approval.pk)
    stop_timer(
        ClockKind.APPROVAL,
        approval.conversation,
        subject_id=approval.pk,
        at=at,
        ending=Ending.DONE if decided_by else Ending.DROPPED,
        staff_id=decided_by,
    )


@ready
def _decided_by(pk: int, /) -> QuerySet[Approval, int | None]:
    return Approval.objects.filter(pk=pk).values_list("decided_by_id", flat=True)


def card_path(approval_id: int) -> str:
    return f"{reverse('approve:page')}?card={approval_id}"


@ready
def _leads(practice_id: int, /) -> QuerySet[Membership, int]:
    members = Membership.objects.active().filter(practice_id=practice_id, role__in=LEADS)
    return members.values_list("user_id", flat=True)


def _alert(kind: Kind, approval: Approval, user_ids: Iterable[int], now: datetime) -> None:
    """Late ones are told again every target until somebody takes them; asked people once."""
    target = times_of(approval.practice_id).target
    raise_alert(
        kind,
        practice_id=approval.practice_id,
        subject=approval,
        path=card_path(approval.pk),
        recipients=user_ids,
        at=now,
        repeat_every_seconds=int(target.total_seconds()) if kind == Kind.APPROVAL_LATE else 0,
    )


def _note(name: str, approval: Approval, now: datetime, **details: object) -> None:
    record(
        name,
        practice=approval.practice_id,
        subject=approval.conversation,
        actor=None,
        at=now,
        approval=approval.pk,
        audience=approval.reply.audience,
        **details,
    )
    about = {"audience": approval.reply.audience}
    publish_on_commit(
        approval.practice_id,
        "conversations",
        [approval.conversation_id],
        heard_by=heard_by(name, approval.conversation, about),
    )
