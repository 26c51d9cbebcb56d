"""Every change to alerts: guarded change, audit row, broadcast, nudge.

`raise_alert` and `close_alerts` belong to the act that causes them and run in its transaction, so
that an act and its alert are one; lock your own rows first. `acknowledge` and `mark_read` are acts
of their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import models, transaction

from practice_hub.alerts.channels import channels_for
from practice_hub.alerts.hooks import run_hooks
from practice_hub.alerts.kinds import COUNTED, Channel, Kind
from practice_hub.alerts.models import Alert, AlertDelivery
from practice_hub.audit.record import build, record, record_many
from practice_hub.bulk import insert_rows
from practice_hub.jobs import enqueue_on_commit
from practice_hub.practices.models import Membership, User
from practice_hub.realtime.publish import publish_on_commit
from practice_hub.roles import ROLE_ACTS, Act, may

DELIVER = "alerts.deliver"
TOPIC = "alerts"


class AlertError(Exception):
    """The act was refused; the text is one plain sentence for the page."""


def raise_alert(
    kind: Kind,
    *,
    practice_id: int,
    subject: models.Model,
    path: str,
    recipients: Iterable[int],
    at: datetime,
    repeat_every_seconds: int | None = None,
) -> Alert:
    """Tell `recipients` (user ids) about `subject`, by every channel they have, after commit.

    Runs in the caller's transaction. While an alert of this kind about this subject is open, no
    second one is made: it is returned, and recipients it did not have yet are told. Who is no
    member, or whose role hears no alerts (an outside agency), is left out; when nobody remains,
    whoever manages the practice is told, because an alert must reach somebody.

    `path` is the page it leads to ("/inbox/12/"); ValueError for anything that is not a path of
    ours. `repeat_every_seconds`: None for the kind's own (a red flag repeats until acknowledged,
    the rest is told once), 0 for once.
    """
    if not path.startswith("/") or path.startswith("//"):
        raise ValueError(f"An alert leads to a page of ours, not to {path!r}.")
    repeat = default_repeat(kind) if repeat_every_seconds is None else repeat_every_seconds
    alert, is_new = _open_alert(kind, practice_id, subject, at, path=path, repeat=repeat)
    told = tell(alert, recipients, at)
    if is_new:
        _note("alert.raised", alert, at, about=_about(alert), recipients=told)
    elif told:
        _note("alert.recipients_added", alert, at, recipients=told)
    if is_new or told:
        publish_on_commit(practice_id, TOPIC, [alert.pk])
        enqueue_on_commit(DELIVER, alert_id=alert.pk)
    return alert


@transaction.atomic(durable=True)
def acknowledge(alert_id: int, *, actor: Membership, now: datetime) -> Alert:
    """ "I have it": ends the alert for everybody, and no more mails go out.

    Anybody of the practice whose role hears alerts may. Raises AlertError when it is not open any
    more (the sentence says who has it) or not the actor's to take.
    """
    alerts = Alert.objects.filter(pk=alert_id, practice_id=actor.practice_id)
    before = alerts.open().first() if may(actor.role, Act.READ_ALERTS) else None
    if before is not None:
        run_hooks(before, actor, now)
    is_taken = before is not None and alerts.open().update(
        acknowledged_at=now, acknowledged_by_id=actor.user_id
    )
    alert = alerts.select_related("acknowledged_by").first()
    if alert is None or not is_taken:
        raise AlertError(_why_not(alert, actor))
    _note_acknowledged(alert, actor.user, now)
    return alert


def _note_acknowledged(alert: Alert, actor: User, at: datetime) -> None:
    _stop([alert.pk])
    record(
        "alert.acknowledged",
        practice=alert.practice_id,
        subject=alert,
        actor=actor,
        at=at,
        kind=alert.kind,
        about=_about(alert),
    )
    publish_on_commit(alert.practice_id, TOPIC, [alert.pk])


def acknowledge_about(
    kind: Kind, *, practice_id: int, subject: models.Model, actor: User, at: datetime
) -> None:
    """ "I have it", said on the page of the subject itself. No hook runs: the caller is the one.

    Runs in the caller's transaction, which holds the lock of the subject.
    """
    about = {"subject_type": subject._meta.model_name or "", "subject_id": subject.pk}
    alerts = Alert.objects.open().filter(practice_id=practice_id, kind=kind, **about)
    for alert in alerts.select_for_update(of=("self",)):
        Alert.objects.filter(pk=alert.pk).update(acknowledged_at=at, acknowledged_by=actor)
        _note_acknowledged(alert, actor, at)


def close_alerts(
    kinds: Kind | Iterable[Kind], *, practice_id: int, subject: models.Model, at: datetime
) -> int:
    """What the alerts were about has settled: they leave the pages, and no more mails go out.

    Runs in the caller's transaction; returns how many were open.
    """
    wanted = [kinds] if isinstance(kinds, Kind) else list(kinds)
    about = {"subject_type": subject._meta.model_name or "", "subject_id": subject.pk}
    alerts = Alert.objects.open().filter(practice_id=practice_id, kind__in=wanted, **about)
    rows = list(alerts.select_for_update(of=("self",)).order_by("pk"))
    if not rows:
        return 0
    ids = [row.pk for row in rows]
    Alert.objects.filter(pk__in=ids).update(closed_at=at)
    _stop(ids)
    record_many(
        build(
            "alert.closed",
            practice=practice_id,
            subject=row,
            actor=None,
            at=at,
            kind=row.kind,
            about=_about(row),
        )
        for row in rows
    )
    publish_on_commit(practice_id, TOPIC, ids)
    return len(ids)


@transaction.atomic(durable=True)
def mark_read(alert_id: int, *, reader: Membership, now: datetime) -> None:
    """The reader opened the alert; the first time counts."""
    AlertDelivery.objects.filter(
        alert_id=alert_id,
        alert__practice_id=reader.practice_id,
        user_id=reader.user_id,
        channel=Channel.PAGE,
        read_at=None,
    ).update(read_at=now)


def default_repeat(kind: Kind) -> int:
    """Seconds between two mails while nobody has acknowledged; 0: telling once is enough."""
    return settings.RED_FLAG_REPEAT_SECONDS if kind == Kind.RED_FLAG else 0


def tell(alert: Alert, user_ids: Iterable[int], at: datetime) -> list[int]:
    """Book deliveries for those of `user_ids` who hear alerts and have none of this one yet.

    Falls back to whoever manages the practice when nobody would hear it. Returns the new user
    ids. The caller holds the alert's lock, and nudges.
    """
    wanted = hearers(alert.practice_id, user_ids=user_ids)
    have = set(
        hearers(alert.practice_id, user_ids=alert.deliveries.values_list("user_id", flat=True))
    )
    if not wanted and not have:
        wanted = hearers(alert.practice_id, act=Act.MANAGE_PRACTICE)
    new = [user_id for user_id in wanted if user_id not in have]
    insert_rows(
        AlertDelivery,
        [_booking(alert, user_id, channel, at) for user_id in new for channel in channels_for()],
        ignore_conflicts=True,  # somebody who left and came back
    )
    return new


def hearers(
    practice_id: int, *, act: Act = Act.READ_ALERTS, user_ids: Iterable[int] | None = None
) -> list[int]:
    """User ids of today's members (among `user_ids`, if given) whose role may do `act`."""
    roles = [role for role, acts in ROLE_ACTS.items() if act in acts]
    members = Membership.objects.active().filter(practice_id=practice_id, role__in=roles)
    if user_ids is not None:
        members = members.filter(user_id__in=set(user_ids))
    return list(members.order_by("user_id").values_list("user_id", flat=True))


def _booking(alert: Alert, user_id: int, channel: Channel, at: datetime) -> dict[str, object]:
    row: dict[str, object] = {"alert_id": alert.pk, "user_id": user_id, "channel": channel.value}
    row |= {"created_at": at, "due_at": at, "next_try_at": at, "sent_at": None, "sent_count": 0}
    if channel == Channel.PAGE:  # the row itself is what the page shows: nothing is left to do
        row |= {"next_try_at": None, "sent_at": at, "sent_count": 1}
    return row


def _open_alert(
    kind: Kind, practice_id: int, subject: models.Model, at: datetime, *, path: str, repeat: int
) -> tuple[Alert, bool]:
    """The open alert, locked, and whether it is new.

    Two at once: the insert of the second waits for the first to commit and then is left out. The
    loop goes round again only when the one that was found is acknowledged in that very moment.
    """
    key = {
        "practice_id": practice_id,
        "kind": Kind(kind).value,
        "subject_type": subject._meta.model_name or "",
        "subject_id": subject.pk,
    }
    row = key | {"path": path, "repeat_every_seconds": repeat, "created_at": at}
    row["item_count"] = 0 if kind in COUNTED else 1
    while True:
        made = insert_rows(Alert, [row], ignore_conflicts=True, returning=("id",))
        found = Alert.objects.open().filter(**key).select_for_update(of=("self",)).first()
        if found is not None:
            return found, bool(made)


def _stop(alert_ids: list[int]) -> None:
    AlertDelivery.objects.filter(alert_id__in=alert_ids).update(next_try_at=None)


def _why_not(alert: Alert | None, actor: Membership) -> str:
    if alert is None or not may(actor.role, Act.READ_ALERTS):
        return "This alert is not for you to take. Ask a manager."
    if alert.acknowledged_by_id == actor.user_id:
        return "You already have this one."
    if alert.acknowledged_by is not None:
        return f"{alert.acknowledged_by} already has this one."
    return "This has settled in the meantime."


def _about(alert: Alert) -> list[str | int]:
    return [alert.subject_type, alert.subject_id]


def _note(name: str, alert: Alert, at: datetime, **details: object) -> None:
    record(
        name,
        practice=alert.practice_id,
        subject=alert,
        actor=None,
        at=at,
        kind=alert.kind,
        **details,
    )
