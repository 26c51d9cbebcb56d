"""An alert that goes on to others until somebody has it (issue 4, section 2; L2, L3).

Who is concerned or on duty, then the rest of the desk, then managers, then owners; how long each
step waits is the practice's (`ChainSettings`). A step at which nobody new could be asked is
skipped. Nobody who is away is asked, their stand-in is; only when managers and owners are all away
are they told at the end nevertheless, because an alert must reach somebody.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import models, transaction

from practice_hub.alerts.actions import DELIVER, TOPIC, open_and_tell
from practice_hub.alerts.kinds import Kind
from practice_hub.alerts.models import Alert, ChainSettings, Step
from practice_hub.alerts.telling import tell
from practice_hub.audit.record import record
from practice_hub.jobs import enqueue_on_commit
from practice_hub.practices.duty import in_order, in_their_place
from practice_hub.practices.models import Membership
from practice_hub.realtime.publish import publish_on_commit
from practice_hub.roles import Act, Role, may
from practice_hub.roster.selectors import on_duty

Asked = tuple[Step, list[int]]


def raise_chain(
    kind: Kind,
    *,
    practice_id: int,
    subject: models.Model,
    path: str,
    at: datetime,
    first: Iterable[int] = (),
) -> Alert:
    """Tell `first` (user ids: who holds or owns the matter) or, without any, who is on duty.

    While nobody acknowledges, the rest of the desk, then managers, then owners are told, after
    the times of the practice. Runs in the caller's transaction; lock your own rows first. As with
    `raise_alert`, an open alert of this kind about this subject is returned, not doubled, and
    whoever of `first` or on duty was not told yet is told now.
    """
    step, people = _first_asked(practice_id, list(first), at)
    alert, is_new = open_and_tell(
        kind, practice_id=practice_id, subject=subject, path=path, recipients=people, at=at
    )
    if is_new:
        alert.step = step
        alert.escalates_at = _goes_on_at(settings_of(practice_id), kind, step, at)
        alert.save(update_fields=["step", "escalates_at"])
    return alert


def escalate_due(*, now: datetime, limit: int = 100) -> None:
    """Take every alert whose time is over to its next step; two sweeps at once take it once."""
    due = Alert.objects.open().filter(escalates_at__lte=now).order_by("escalates_at")
    for alert_id in list(due.values_list("pk", flat=True)[:limit]):
        escalate(alert_id=alert_id, now=now)


@transaction.atomic(durable=True)
def escalate(*, alert_id: int, now: datetime) -> None:
    """The next step that reaches somebody new; nothing when it is not due, or ended meanwhile."""
    due = Alert.objects.open().filter(pk=alert_id, escalates_at__lte=now)
    alert = due.select_for_update(skip_locked=True, of=("self",), no_key=True).first()
    if alert is None:
        return
    told = set(alert.deliveries.values_list("user_id", flat=True))
    step, people = _asked_after(Step(alert.step), _members(alert.practice_id), told, now)
    alert.step = step
    alert.escalates_at = _goes_on_at(settings_of(alert.practice_id), alert.kind, step, now)
    alert.save(update_fields=["step", "escalates_at"])
    new = tell(alert, people, now) if people else []
    _note(alert, new, now)


def settings_of(practice_id: int) -> ChainSettings:
    """The practice's own, or an unsaved row with the defaults."""
    found = ChainSettings.objects.filter(practice_id=practice_id).first()
    return found or ChainSettings(practice_id=practice_id)


def _first_asked(practice_id: int, first: Sequence[int], at: datetime) -> Asked:
    members = _members(practice_id)
    by_pk = {member.pk: member for member in members}
    concerned = [m for m in members if m.user_id in first]
    present = [in_their_place(member, by_pk, at) for member in concerned]
    people = [member.user_id for member in present if member is not None]
    if not people:
        watching = on_duty(practice_id, at)
        people = [m.user_id for m in watching if may(m.role, Act.READ_ALERTS)]
    if people:
        return Step.FIRST, people
    return _asked_after(Step.FIRST, members, set(), at)


def _asked_after(step: Step, members: Sequence[Membership], told: set[int], now: datetime) -> Asked:
    """The first step after `step` with somebody who is here and was not told, and who that is."""
    for following in Step:
        if following > step:
            here = [m.user_id for m in _here_at(following, members, now)]
            people = [user_id for user_id in here if user_id not in told]
            if people:
                return following, people
    leads = [m for m in members if may(m.role, Act.MANAGE_PRACTICE)]
    if any(not m.is_away(now) for m in leads):
        return Step.OWNERS, []  # those have been told
    return Step.OWNERS, [m.user_id for m in leads if m.user_id not in told]


def _here_at(step: Step, members: Sequence[Membership], now: datetime) -> list[Membership]:
    if step == Step.DESK:  # a practice without a front desk has its practitioners at it
        front = in_order(members, {Role.AGENT.value}, now=now)
        return front or in_order(members, {Role.PRACTITIONER.value}, now=now)
    role = Role.MANAGER if step == Step.MANAGERS else Role.OWNER
    return in_order(members, {role.value}, now=now)


def _members(practice_id: int) -> list[Membership]:
    found = Membership.objects.active().filter(practice_id=practice_id)
    return [m for m in found.select_related("user") if may(m.role, Act.READ_ALERTS)]


def _goes_on_at(times: ChainSettings, kind: str, step: Step, at: datetime) -> datetime | None:
    if step == Step.OWNERS or kind not in times.kinds:
        return None
    minutes = {
        Step.FIRST: times.desk_minutes,
        Step.DESK: times.managers_minutes,
        Step.MANAGERS: times.owners_minutes,
    }
    return at + timedelta(minutes=minutes[step])


def _note(alert: Alert, new: list[int], now: datetime) -> None:
    record(
        "alert.escalated",
        practice=alert.practice_id,
        subject=alert,
        actor=None,
        at=now,
        kind=alert.kind,
        step=Step(alert.step).name,
        recipients=new,
    )
    publish_on_commit(alert.practice_id, TOPIC, [alert.pk], heard_by=Act.READ_ALERTS)
    if new:
        enqueue_on_commit(DELIVER, alert_id=alert.pk)
