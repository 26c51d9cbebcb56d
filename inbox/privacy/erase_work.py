"""The steps of an erasure; each may be done again, and a person who is at work is not overrun."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet

from inbox.actions.base import noted
from inbox.actions.callback_calls import cancel_callback
from inbox.actions.errors import ActionRefused
from inbox.actions.outgoing import undo_reply
from inbox.actions.promises import drop_promise
from inbox.clocks import follow_one
from inbox.domain.lifecycle import ENDED, State
from inbox.forgetting import ERASED
from inbox.models import (
    Approval,
    Callback,
    Conversation,
    Erasure,
    Leg,
    Promise,
    Reply,
    ReplyAttachment,
    SavedDraft,
    SavedView,
)
from inbox.privacy.holdings import conversations_of
from inbox.search.words import words_of
from listening.connectors.base import ErrorKind
from listening.models import Author
from practice_hub.practices.models import Practice

_Status = Reply.Status
_WAITING: Final = [_Status.QUEUED, _Status.AWAITING_APPROVAL]
_LINES: Final = ("outcome", "no_reply_reason", "loop_skip_reason")


def stop_work(run: Erasure, now: datetime) -> bool:
    """Nothing goes out to the person any more, nobody calls, nothing is promised.

    False while an answer is just leaving: whether it went out must be known first.
    """
    rows = conversations_of(run.author_ids).filter(is_imported=False)
    for pk in _ids(Reply.objects.filter(conversation__in=rows, status__in=_WAITING)):
        with suppress(ActionRefused):  # it left this very moment
            undo_reply(reply_id=pk, actor=run.asked_by, now=now)
    for pk in _ids(Callback.objects.planned().filter(conversation__in=rows)):
        with suppress(ActionRefused):  # a colleague settled it
            cancel_callback(callback_id=pk, actor=run.asked_by, now=now, reason=ERASED)
    for pk in _ids(Promise.objects.open().filter(conversation__in=rows)):
        with suppress(ActionRefused):
            drop_promise(promise_id=pk, actor=run.asked_by, now=now, reason=ERASED)
    return not Reply.objects.filter(conversation__in=rows, status=_Status.SENDING).exists()


def erase_words(run: Erasure, now: datetime) -> None:
    """What we wrote to the person in private, and of them; then nothing is left to work on."""
    for pk in _ids(conversations_of(run.author_ids)):
        _erase_in(pk, run, now)


def drop_views(practice: Practice, people: Sequence[Author]) -> None:
    """Saved searches for the person's name or handle; before anything else, while it is known."""
    names = [words_of(name) for one in people for name in (one.display_name, one.handle) if name]
    for view in SavedView.objects.filter(practice=practice, filters__has_key="q"):
        asked = set(words_of(view.filters["q"]))
        if any(asked >= set(name) for name in names if name):
            view.delete()


def _ids(rows: QuerySet[Any]) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True))


@transaction.atomic(durable=True)
def _erase_in(conversation_id: int, run: Erasure, now: datetime) -> None:
    row = Conversation.objects.select_for_update().get(pk=conversation_id)
    if row.gone_at is None:  # somebody else's words are in it, or new ones of the person
        return
    _empty_answers(row)
    for name in _LINES:
        if getattr(row, name):
            setattr(row, name, ERASED)
    if not row.is_imported and row.state not in ENDED:
        _close(row, run, now)
    row.save()


def _empty_answers(row: Conversation) -> None:
    """Public answers that went out stay, as they stay on the network (docs/forgetting.md)."""
    replies = Reply.objects.filter(conversation=row)
    lost = {"status": _Status.FAILED, "error_kind": ErrorKind.GONE.value, "settle_after": None}
    replies.filter(status=_Status.UNCERTAIN).update(**lost, error_detail=ERASED)
    public = Q(status=_Status.SENT, audience=Reply.Audience.PUBLIC)
    ours = _ids(replies.exclude(public))
    Reply.objects.filter(pk__in=ours).update(body=ERASED, previous_body="")
    replies.exclude(override_reason="").update(override_reason=ERASED)
    ReplyAttachment.objects.filter(conversation=row).exclude(
        reply__in=replies.filter(public)
    ).delete()
    SavedDraft.objects.filter(conversation=row).delete()
    approvals = Approval.objects.filter(conversation=row)
    approvals.exclude(note="").update(note=ERASED)
    approvals.filter(reply__in=ours).update(asked_body=ERASED)
    Promise.objects.filter(conversation=row).update(words="")
    row.legs.exclude(channel=Leg.Channel.PUBLIC).update(recipient_id="", thread_id="")


def _close(row: Conversation, run: Erasure, now: datetime) -> None:
    row.state, row.closed_at, row.outcome = State.CLOSED.value, now, row.outcome or ERASED
    row.is_unanswered = row.is_waiting_private = False
    row.waiting_since = row.private_waiting_since = row.snoozed_until = None
    row.claimed_by = row.claimed_at = row.claim_expires_at = None
    row.save()
    follow_one(row, at=now)
    noted("conversation.closed", row, actor=run.asked_by, now=now)
