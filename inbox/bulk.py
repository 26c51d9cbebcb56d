"""One act on many conversations: each by the very function of the act on one, so that each is done
or refused for reasons of its own, with its own audit row. And the way back, for a moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import models
from django.utils.translation import gettext as _

from inbox import actions
from inbox.actions.errors import ActionRefused
from inbox.actions.merging import Was, undo_merge
from inbox.actions.undoing import (
    Before,
    Given,
    given_to,
    undo_assign,
    undo_no_reply,
    undo_snooze,
)
from inbox.models import Conversation
from inbox.opening import snooze_choices
from practice_hub.practices.models import User

MOST: Final = 200  # conversations of one press
_COMPARED: Final = (
    *("state", "is_unanswered", "is_waiting_private", "waiting_since", "snoozed_until"),
    *("claimed_by", "claim_expires_at", "assigned_to", "assigned_role"),
)


class BulkAct(models.TextChoices):
    CLAIM = "claim"
    ASSIGN = "assign"
    SNOOZE = "snooze"
    NO_REPLY = "no_reply"
    MERGE = "merge"  # of two, on a page of its own (inbox/views/merging.py)


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done: `assignee` with ASSIGN, `when` (a key of the snooze choices) with
    SNOOZE, `reason` with NO_REPLY."""

    act: BulkAct
    assignee: User | None = None
    when: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    row: Conversation
    message: str


# What it takes to take one back: the id of the conversation and what it was before, as JSON.
Step = list[Any]


@dataclass(slots=True)
class Result:
    done: list[Step] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


def carry_out(order: Order, rows: Iterable[Conversation], *, actor: User, now: datetime) -> Result:
    """`rows` as the actor may see them; a refusal of one is no hindrance to the others."""
    result = Result()
    for row in rows:
        row.refresh_from_db(fields=_COMPARED)  # the ones before it took their time
        try:
            result.done.append(_DO[order.act](order, row, actor, now))
        except ActionRefused as refusal:
            result.refused.append(Refused(row, refusal.message))
    return result


# ---- what it was before: of a row that was read before the act ----


def assign_step(row: Conversation, assignee: User | None, role: str = "") -> Step:
    return [row.pk, *given_to(row), assignee.pk if assignee else None, "" if assignee else role]


def snooze_step(row: Conversation, until: datetime, actor: User, now: datetime) -> Step:
    before = _text(_ahead(row.snoozed_until, now))
    return [row.pk, _text(until), before, row.is_claimed_by(actor, now)]


def no_reply_step(row: Conversation, actor: User, now: datetime) -> Step:
    flags = [row.state, row.is_unanswered, row.is_waiting_private]
    times = [_text(row.waiting_since), _text(_ahead(row.snoozed_until, now))]
    return [row.pk, _text(now), *flags, *times, row.is_claimed_by(actor, now)]


def merge_step(before: Sequence[Was], at: datetime) -> Step:
    threads = [
        [was.pk, was.matter, _text(was.merged_at), *was.given, *was.became, was.token]
        for was in before
    ]
    return [before[0].pk, _text(at), threads]


# ---- doing it ----


def _claim(order: Order, row: Conversation, actor: User, now: datetime) -> Step:
    was_mine = row.is_claimed_by(actor, now)
    taken = actions.claim(conversation_id=row.pk, actor=actor, now=now)
    return [row.pk, 0 if was_mine else taken.token]


def _assign(order: Order, row: Conversation, actor: User, now: datetime) -> Step:
    actions.assign(conversation_id=row.pk, actor=actor, now=now, assignee=order.assignee)
    return assign_step(row, order.assignee)


def _snooze(order: Order, row: Conversation, actor: User, now: datetime) -> Step:
    times = {each.key: each.moment for each in snooze_choices(row, now)}
    if order.when not in times:
        raise ActionRefused("state", _("They wait for us: it cannot sleep until they answer."))
    until = times[order.when]
    actions.snooze(conversation_id=row.pk, actor=actor, now=now, until=until)
    return snooze_step(row, until, actor, now)


def _no_reply(order: Order, row: Conversation, actor: User, now: datetime) -> Step:
    actions.mark_no_reply_needed(conversation_id=row.pk, actor=actor, now=now, reason=order.reason)
    return no_reply_step(row, actor, now)


_DO: Final[dict[BulkAct, Callable[[Order, Conversation, User, datetime], Step]]] = {
    BulkAct.CLAIM: _claim,
    BulkAct.ASSIGN: _assign,
    BulkAct.SNOOZE: _snooze,
    BulkAct.NO_REPLY: _no_reply,
}


def take_back(act: BulkAct, steps: Sequence[Step], *, actor: User, now: datetime) -> int:
    """How many are again what they were; those where something else has happened stay."""
    back = 0
    for pk, *step in steps:
        try:
            _UNDO[act](pk, step, actor, now)
            back += 1
        except (ActionRefused, Conversation.DoesNotExist):
            continue
    return back


def _unclaim(pk: int, step: Step, actor: User, now: datetime) -> None:
    if step[0]:
        actions.release(conversation_id=pk, actor=actor, now=now, token=step[0])


def _unassign(pk: int, step: Step, actor: User, now: datetime) -> None:
    before, given = Given(*step[:2]), Given(*step[2:])
    undo_assign(conversation_id=pk, actor=actor, now=now, given=given, before=before)


def _unsnooze(pk: int, step: Step, actor: User, now: datetime) -> None:
    until, before, was_mine = _time(step[0]), _time(step[1]), step[2]
    if until is None:
        return
    undo_snooze(conversation_id=pk, actor=actor, now=now, until=until, before=before)
    _claim_again(pk, was_mine=was_mine, actor=actor, now=now)


def _unmark(pk: int, step: Step, actor: User, now: datetime) -> None:
    at, state, is_unanswered, is_waiting_private, since, until, was_mine = step
    marked_at = _time(at)
    if marked_at is None:
        return
    before = Before(state, is_unanswered, is_waiting_private, _time(since), _time(until))
    undo_no_reply(conversation_id=pk, actor=actor, now=now, at=marked_at, before=before)
    _claim_again(pk, was_mine=was_mine, actor=actor, now=now)


def _unmerge(pk: int, step: Step, actor: User, now: datetime) -> None:
    at, threads = _time(step[0]), step[1]
    before = [
        # A step without a token is of the version before, which another page server may still run.
        Was(one, matter, _time(merged_at), Given(*given[:2]), Given(*given[2:4]), *given[4:])
        for one, matter, merged_at, *given in threads
    ]
    if at is not None:
        undo_merge(before=before, at=at, actor=actor, now=now)


_UNDO: Final[dict[BulkAct, Callable[[int, Step, User, datetime], None]]] = {
    BulkAct.CLAIM: _unclaim,
    BulkAct.ASSIGN: _unassign,
    BulkAct.SNOOZE: _unsnooze,
    BulkAct.NO_REPLY: _unmark,
    BulkAct.MERGE: _unmerge,
}


def _claim_again(pk: int, *, was_mine: bool, actor: User, now: datetime) -> None:
    if was_mine:
        actions.claim(conversation_id=pk, actor=actor, now=now)


def _ahead(at: datetime | None, now: datetime) -> datetime | None:
    return at if at is not None and at > now else None


def _text(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def _time(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
