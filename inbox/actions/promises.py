"""Promises with a time: moved, kept, dropped, and told of before they lapse (A6)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox.actions.base import locked, noted, require_text, wake_for_timer
from inbox.actions.errors import ActionRefused
from inbox.actions.progress import LONGEST_SNOOZE, TOO_FAR
from inbox.domain.lifecycle import ENDED, State
from inbox.medical_alerts import members_of
from inbox.models import Conversation, Promise, Reply
from inbox.promises import ALERTS, run_clock, stop_clock, warn_at
from inbox.sweeping import one_by_one
from practice_hub.alerts.actions import close_alerts, raise_alert
from practice_hub.alerts.kinds import Kind
from practice_hub.practices.duty import in_order, in_their_place
from practice_hub.practices.models import Membership, User
from practice_hub.roles import Role

_FINISHED = sorted(state.value for state in ENDED | {State.RESOLVED})
_SETTLED = [Promise.Status.KEPT, Promise.Status.DROPPED]
_TOO_LATE = gettext_noop("A colleague has settled this promise already. Nothing was changed.")


@transaction.atomic(durable=True)
def change_promise(*, promise_id: int, actor: User, now: datetime, due_at: datetime) -> Promise:
    """Another time for it, ahead of now; its warning moves along.

    Raises ActionRefused "past" or "state".
    """
    if due_at <= now:
        raise ActionRefused("past", _("That time has passed. Pick one ahead of now."))
    if due_at > now + LONGEST_SNOOZE:
        raise ActionRefused("past", _(TOO_FAR))
    row, promise = _locked(promise_id)
    _require(promise, [Promise.Status.OPEN])
    promise.due_at, promise.warn_at = due_at, warn_at(due_at, made_at=now)
    promise.warned_at = promise.lapsed_at = None
    _save(row, promise, "promise.changed", actor, now, due_at=due_at.isoformat())
    return promise


@transaction.atomic(durable=True)
def keep_promise(*, promise_id: int, actor: User, now: datetime) -> Promise:
    """Done as promised, or late but done. Raises ActionRefused("state")."""
    row, promise = _locked(promise_id)
    _require(promise, [Promise.Status.OPEN])
    promise.status = Promise.Status.KEPT.value
    promise.settled_at, promise.settled_by = now, actor
    _save(row, promise, "promise.kept", actor, now, is_late=promise.due_at < now)
    return promise


@transaction.atomic(durable=True)
def drop_promise(*, promise_id: int, actor: User, now: datetime, reason: str) -> Promise:
    """It no longer holds, with a reason that colleagues read. Raises "empty" or "state"."""
    reason = require_text(reason, _("why the promise no longer holds"))
    row, promise = _locked(promise_id)
    _require(promise, [Promise.Status.OPEN])
    promise.status = Promise.Status.DROPPED.value
    promise.settled_at, promise.settled_by = now, actor
    _save(row, promise, "promise.dropped", actor, now, reason=reason[:240])
    return promise


@transaction.atomic(durable=True)
def reopen_promise(*, promise_id: int, actor: User, now: datetime) -> Promise:
    """Not kept yet after all: its clock runs on. Raises ActionRefused("state")."""
    row, promise = _locked(promise_id)
    _require(promise, _SETTLED)
    if promise.reply.status != Reply.Status.SENT:
        raise ActionRefused("state", _("The answer that promised it was never sent."))
    promise.status = Promise.Status.OPEN.value
    promise.settled_at = promise.settled_by = None
    _save(row, promise, "promise.reopened", actor, now)
    return promise


def _locked(promise_id: int) -> tuple[Conversation, Promise]:
    """The conversation first, as everywhere, then its promise."""
    found = Promise.objects.filter(pk=promise_id)
    row = locked(found.values_list("conversation_id", flat=True).get())
    return row, found.select_related("reply").get()


def _require(promise: Promise, statuses: list[Any]) -> None:
    if promise.status not in statuses:
        raise ActionRefused("state", _(_TOO_LATE))


def _save(
    row: Conversation, promise: Promise, name: str, actor: User, now: datetime, **details: Any
) -> None:
    promise.save()
    _set_clock(row, promise, now)
    close_alerts(ALERTS, practice_id=row.practice_id, subject=promise, at=now)
    about = {"promise": promise.pk, "audience": promise.reply.audience}
    noted(name, row, actor=actor, now=now, **about, **details)


def _set_clock(row: Conversation, promise: Promise, now: datetime) -> None:
    if promise.status != Promise.Status.OPEN:
        stop_clock(promise, row, now)
        return
    run_clock(promise, promise.reply, promise.reply.sent_at or now)


def sweep_promises(*, now: datetime, limit: int = 100) -> None:
    """Warn of what is near, and say what has lapsed. What is resolved needs no reminder."""
    live = Promise.objects.exclude(conversation__state__in=_FINISHED)
    lapsed = live.lapsed(now).order_by("due_at").values_list("pk", flat=True)
    one_by_one(lapsed[:limit], _lapse, now, what="lapsed promise")
    near = live.to_warn(now).order_by("warn_at").values_list("pk", flat=True)
    one_by_one(near[:limit], _warn, now, what="promise to warn of")


@transaction.atomic(durable=True)
def _warn(promise_id: int, now: datetime) -> None:
    row, promise = _locked(promise_id)
    if Promise.objects.to_warn(now).filter(pk=promise_id).update(warned_at=now):
        _ring(Kind.PROMISE_DUE, row, promise, _concerned(row, promise, now), now)


@transaction.atomic(durable=True)
def _lapse(promise_id: int, now: datetime) -> None:
    row, promise = _locked(promise_id)
    warned_at = promise.warned_at or now  # one word is enough for what lapsed while we were off
    if (
        not Promise.objects.lapsed(now)
        .filter(pk=promise_id)
        .update(lapsed_at=now, warned_at=warned_at)
    ):
        return
    close_alerts(Kind.PROMISE_DUE, practice_id=row.practice_id, subject=promise, at=now)
    told = _concerned(row, promise, now) + _manager(row, now)
    _ring(Kind.PROMISE_LAPSED, row, promise, told, now)
    noted(
        "promise.lapsed",
        row,
        actor=None,
        now=now,
        promise=promise.pk,
        audience=promise.reply.audience,
    )


def _ring(
    kind: Kind, row: Conversation, promise: Promise, told: Iterable[Membership], now: datetime
) -> None:
    wake_for_timer(row, now)
    raise_alert(
        kind,
        practice_id=row.practice_id,
        subject=promise,
        path=reverse("inbox:conversation", args=[row.pk]),
        recipients=[member.user_id for member in told],
        at=now,
    )


def _concerned(row: Conversation, promise: Promise, now: datetime) -> list[Membership]:
    """Who holds it, who it belongs to and who promised; in the place of somebody away their
    stand-in as well."""
    members = {member.pk: member for member in members_of(row.practice_id)}
    holder = row.claimed_by_id if row.is_claimed(now) else None
    wanted = {holder, row.assigned_to_id, promise.made_by_id}
    found = [member for member in members.values() if member.user_id in wanted]
    stand_ins = [in_their_place(member, members, now) for member in found]
    return [*found, *(member for member in stand_ins if member is not None)]


def _manager(row: Conversation, now: datetime) -> list[Membership]:
    members = members_of(row.practice_id)
    found = in_order(members, {Role.MANAGER.value}, now=now)
    return (found or in_order(members, {Role.OWNER.value}, now=now))[:1]
