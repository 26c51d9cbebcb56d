"""Every change to alerts: guarded change, audit row, broadcast, nudge.

`raise_alert` and `close_alerts` belong to the act that causes them and run in its transaction, so
that an act and its alert are one; lock your own rows first. `acknowledge` is an act of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _

from practice_hub.alerts.hooks import run_hooks
from practice_hub.alerts.kinds import COUNTED, Channel, Kind
from practice_hub.alerts.models import Alert, AlertDelivery
from practice_hub.alerts.statements import end, open_about, open_one, stop_telling, told_about
from practice_hub.alerts.telling import tell
from practice_hub.audit.models import AuditEvent
from practice_hub.audit.record import build, record, record_many
from practice_hub.bulk import insert_rows
from practice_hub.jobs import enqueue_on_commit
from practice_hub.practices.models import Membership, User
from practice_hub.realtime.publish import publish_on_commit
from practice_hub.roles import Act, may

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
    return open_and_tell(
        kind,
        practice_id=practice_id,
        subject=subject,
        path=path,
        recipients=recipients,
        at=at,
        repeat_every_seconds=repeat_every_seconds,
    )[0]


def open_and_tell(
    kind: Kind,
    *,
    practice_id: int,
    subject: models.Model,
    path: str,
    recipients: Iterable[int],
    at: datetime,
    repeat_every_seconds: int | None = None,
) -> tuple[Alert, bool]:
    """As `raise_alert`; and whether the alert is new."""
    if not path.startswith("/") or path.startswith("//"):
        raise ValueError(f"An alert leads to a page of ours, not to {path!r}.")
    repeat = default_repeat(kind) if repeat_every_seconds is None else repeat_every_seconds
    alert, is_new = _open_alert(kind, practice_id, subject, at, path=path, repeat=repeat)
    told = tell(alert, recipients, at, is_new=is_new)
    if is_new:
        _note("alert.raised", alert, at, about=_about(alert), recipients=told)
    elif told:
        _note("alert.recipients_added", alert, at, recipients=told)
    if is_new or told:
        publish_on_commit(practice_id, TOPIC, [alert.pk], heard_by=Act.READ_ALERTS)
        enqueue_on_commit(DELIVER, alert_id=alert.pk)
    return alert, is_new


@transaction.atomic(durable=True)
def acknowledge(alert_id: int, *, actor: Membership, now: datetime) -> Alert:
    """ "I have it": ends the alert for everybody, and no more mails go out. What happened to one
    person (PERSONAL) ends for the one who presses it, and as a whole with the last.

    Anybody of the practice whose role hears alerts may. Raises AlertError when it is not open any
    more (the sentence says who has it) or not the actor's to take.
    """
    alerts = Alert.objects.filter(pk=alert_id, practice_id=actor.practice_id)
    before = alerts.open().first() if may(actor.role, Act.READ_ALERTS) else None
    if before is not None:
        run_hooks(before, actor, now)
        if before.is_personal:
            return _see_own(before, actor, now)
    is_taken = before is not None and alerts.open().update(
        acknowledged_at=now, acknowledged_by_id=actor.user_id
    )
    alert = alerts.select_related("acknowledged_by").first()
    if alert is None or not is_taken:
        raise AlertError(_why_not(alert, actor))
    _note_acknowledged(alert, actor.user, now)
    return alert


def saw_page(path: str, *, reader: Membership, at: datetime) -> None:
    """The reader has the page before them: what was told to them about it has done its work.

    One cheap query while there is nothing, so that the page may say so with every view.
    """
    ids = told_about(reader.practice_id, path, reader.user_id)
    if not ids:
        return
    with transaction.atomic():
        for alert in Alert.objects.open().filter(pk__in=ids).order_by("pk"):
            _see_own(alert, reader, at)


def _see_own(alert: Alert, actor: Membership, at: datetime) -> Alert:
    """End it for the actor; AlertError when it was never theirs."""
    own = AlertDelivery.objects.filter(alert_id=alert.pk, user_id=actor.user_id)
    if not own.exists():
        raise AlertError(_("This alert is for somebody else."))
    Alert.objects.select_for_update(of=("self",), no_key=True).get(pk=alert.pk)
    own.filter(read_at=None).update(read_at=at)
    own.update(next_try_at=None)
    unread = AlertDelivery.objects.filter(alert_id=alert.pk, channel=Channel.PAGE, read_at=None)
    if unread.exists():
        publish_on_commit(alert.practice_id, TOPIC, [alert.pk], heard_by=Act.READ_ALERTS)
    elif (
        Alert.objects.open()
        .filter(pk=alert.pk)
        .update(acknowledged_at=at, acknowledged_by_id=actor.user_id)
    ):
        _note_acknowledged(alert, actor.user, at)
    return alert


def _note_acknowledged(alert: Alert, actor: User, at: datetime) -> None:
    stop_telling([alert.pk])
    record(
        "alert.acknowledged",
        practice=alert.practice_id,
        subject=alert,
        actor=actor,
        at=at,
        kind=alert.kind,
        about=_about(alert),
    )
    publish_on_commit(alert.practice_id, TOPIC, [alert.pk], heard_by=Act.READ_ALERTS)


def acknowledge_about(
    kind: Kind, *, practice_id: int, subject: models.Model, actor: User, at: datetime
) -> None:
    """ "I have it", said on the page of the subject itself. No hook runs: the caller is the one.

    Runs in the caller's transaction, which holds the lock of the subject.
    """
    for alert in open_about(practice_id, [kind.value], _type(subject), subject.pk):
        Alert.objects.filter(pk=alert.pk).update(acknowledged_at=at, acknowledged_by=actor)
        _note_acknowledged(alert, actor, at)


def close_alerts(
    kinds: Kind | Iterable[Kind], *, practice_id: int, subject: models.Model, at: datetime
) -> int:
    """What the alerts were about has settled: they leave the pages, and no more mails go out.

    Runs in the caller's transaction; returns how many were open.
    """
    wanted = [kinds] if isinstance(kinds, Kind) else list(kinds)
    names = [kind.value for kind in wanted]
    rows = open_about(practice_id, names, _type(subject), subject.pk)
    if not rows:
        return 0
    ids = [row.pk for row in rows]
    end(ids, at)
    stop_telling(ids)
    record_many(_closed(row, at) for row in rows)
    publish_on_commit(practice_id, TOPIC, ids, heard_by=Act.READ_ALERTS)
    return len(ids)


def _type(subject: models.Model) -> str:
    return subject._meta.model_name or ""


def _closed(row: Alert, at: datetime) -> AuditEvent:
    return build(
        "alert.closed",
        practice=row.practice_id,
        subject=row,
        actor=None,
        at=at,
        kind=row.kind,
        about=_about(row),
    )


def default_repeat(kind: Kind) -> int:
    """Seconds between two mails while nobody has acknowledged; 0: telling once is enough."""
    return settings.RED_FLAG_REPEAT_SECONDS if kind == Kind.RED_FLAG else 0


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
        "subject_type": _type(subject),
        "subject_id": subject.pk,
    }
    row = key | {"path": path, "repeat_every_seconds": repeat, "created_at": at}
    row["item_count"] = 0 if kind in COUNTED else 1
    while True:
        made = insert_rows(Alert, [row], ignore_conflicts=True, returning=("id",))
        found = open_one.first(practice_id, key["kind"], _type(subject), subject.pk)
        if found is not None:
            return found, bool(made)


def _why_not(alert: Alert | None, actor: Membership) -> str:
    if alert is None or not may(actor.role, Act.READ_ALERTS):
        return _("This alert is not for you to take. Ask a manager.")
    if alert.acknowledged_by_id == actor.user_id:
        return _("You already have this one.")
    if alert.acknowledged_by is not None:
        return _("%(name)s already has this one.") % {"name": alert.acknowledged_by}
    return _("This has settled in the meantime.")


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
