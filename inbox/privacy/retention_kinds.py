"""What each rule of keeping takes, and how. What was taken leaves the query that found it, so a run
that was killed begins where it was. Reports keep their numbers (docs/forgetting.md).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox.domain.lifecycle import ENDED
from inbox.models import (
    Approval,
    Callback,
    CallbackAttempt,
    CallbackMove,
    Conversation,
    ExportRun,
    ImportRun,
    Note,
    Promise,
    Reply,
    ReplyAttachment,
)
from listening.forgetting import Reason, forget_mentions
from listening.models import Mention
from practice_hub.alerts.models import Alert

AGED: Final = gettext_noop("Kept long enough, and gone since.")
_STATES: Final = [state.value for state in ENDED]
_UNSENT: Final = [Reply.Status.REJECTED, Reply.Status.FAILED, Reply.Status.WITHDRAWN]
Rows = QuerySet[Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """`old` finds what was made before a moment, also in open work; `over` leaves that out; `age`
    is the field that tells how old a row is; `drop` takes rows by id."""

    name: str
    about: str
    age: str
    old: Callable[[int, datetime], Rows]
    over: Callable[[Rows], Rows]
    drop: Callable[[Sequence[int], datetime], None]

    @property
    def label(self) -> str:
        return _(self.name)

    @property
    def help(self) -> str:
        return _(self.about)


def _busy() -> Rows:
    """Conversations in which somebody still has something to do."""
    calls = Callback.objects.planned().values("conversation")
    promises = Promise.objects.open().values("conversation")
    going = Conversation.objects.filter(is_imported=False).exclude(state__in=_STATES)
    return Conversation.objects.filter(Q(pk__in=going) | Q(pk__in=calls) | Q(pk__in=promises))


def _not_busy(rows: Rows) -> Rows:
    return rows.exclude(conversation__in=_busy())


def _mentions_over(rows: Rows) -> Rows:
    return rows.exclude(inbox_item__conversation__in=_busy())


def _mentions(**which: Any) -> Callable[[int, datetime], Rows]:
    def old(practice_id: int, moment: datetime) -> Rows:
        rows = Mention.objects.filter(practice=practice_id, deleted_at=None, **which)
        return rows.filter(posted_at__lt=moment, first_seen_at__lt=moment)

    return old


def _forget(ids: Sequence[int], now: datetime) -> None:
    forget_mentions(ids, reason=Reason.RETENTION, at=now)


def _answers(practice_id: int, moment: datetime) -> Rows:
    rows = Reply.objects.filter(practice=practice_id, created_at__lt=moment)
    return rows.filter(status__in=[Reply.Status.SENT, *_UNSENT]).exclude(body=AGED)


@transaction.atomic(durable=True)
def _drop_answers(ids: Sequence[int], now: datetime) -> None:
    replies = Reply.objects.filter(pk__in=ids, status__in=[Reply.Status.SENT, *_UNSENT])
    kept = list(replies.values_list("pk", flat=True))
    replies.exclude(override_reason="").update(override_reason=AGED)
    replies.update(body=AGED, previous_body="")
    Approval.objects.filter(reply__in=kept).update(asked_body=AGED, note="")
    Promise.objects.filter(reply__in=kept).update(words="")


def _notes(practice_id: int, moment: datetime) -> Rows:
    rows = Note.objects.filter(conversation__practice=practice_id, created_at__lt=moment)
    return rows.exclude(body=AGED)


@transaction.atomic(durable=True)
def _drop_notes(ids: Sequence[int], now: datetime) -> None:
    Note.objects.filter(pk__in=ids).update(body=AGED)


def _outcomes(practice_id: int, moment: datetime) -> Rows:
    rows = Conversation.objects.filter(practice=practice_id, resolved_at__lt=moment)
    return rows.exclude(outcome="").exclude(outcome=AGED)


def _own_over(rows: Rows) -> Rows:
    return rows.exclude(pk__in=_busy())


@transaction.atomic(durable=True)
def _drop_outcomes(ids: Sequence[int], now: datetime) -> None:
    Conversation.objects.filter(pk__in=ids, state__in=_STATES).update(outcome=AGED)


def _calls(practice_id: int, moment: datetime) -> Rows:
    rows = Callback.objects.filter(practice=practice_id, created_at__lt=moment)
    return rows.exclude(reach=AGED)


def _calls_over(rows: Rows) -> Rows:
    return rows.exclude(status=Callback.Status.PLANNED)


@transaction.atomic(durable=True)
def _drop_calls(ids: Sequence[int], now: datetime) -> None:
    calls = Callback.objects.filter(pk__in=ids).exclude(status=Callback.Status.PLANNED)
    kept = list(calls.values_list("pk", flat=True))
    calls.exclude(outcome="").update(outcome=AGED)
    calls.exclude(cancel_reason="").update(cancel_reason=AGED)
    calls.update(reach=AGED, wishes="", windows=[])
    CallbackAttempt.objects.filter(callback__in=kept).update(note="")
    CallbackMove.objects.filter(callback__in=kept).update(reason=AGED)


def _pictures(practice_id: int, moment: datetime) -> Rows:
    return ReplyAttachment.objects.filter(
        conversation__practice=practice_id, created_at__lt=moment
    ).defer("data")


@transaction.atomic(durable=True)
def _drop_pictures(ids: Sequence[int], now: datetime) -> None:
    ReplyAttachment.objects.filter(pk__in=ids).delete()


def _alerts(practice_id: int, moment: datetime) -> Rows:
    return Alert.objects.filter(practice=practice_id, created_at__lt=moment)


def _alerts_over(rows: Rows) -> Rows:
    return rows.exclude(acknowledged_at=None, closed_at=None)


@transaction.atomic(durable=True)
def _drop_alerts(ids: Sequence[int], now: datetime) -> None:
    Alert.objects.filter(pk__in=ids).delete()


def _files(practice_id: int, moment: datetime) -> Rows:
    return ExportRun.objects.filter(practice=practice_id, created_at__lt=moment)


def _files_over(rows: Rows) -> Rows:
    return rows.filter(stage__in=ExportRun.OVER)


@transaction.atomic(durable=True)
def _drop_files(ids: Sequence[int], now: datetime) -> None:
    ExportRun.objects.filter(pk__in=ids, stage__in=ExportRun.OVER).delete()


def _imports(practice_id: int, moment: datetime) -> Rows:
    return ImportRun.objects.filter(practice=practice_id, created_at__lt=moment)


def _imports_over(rows: Rows) -> Rows:
    return rows.filter(stage__in=ImportRun.OVER)


@transaction.atomic(durable=True)
def _drop_imports(ids: Sequence[int], now: datetime) -> None:
    ImportRun.objects.filter(pk__in=ids, stage__in=ImportRun.OVER).delete()


_PUBLIC: Final = _mentions(is_own=False, audience=Mention.Audience.PUBLIC)
_PRIVATE: Final = _mentions(audience=Mention.Audience.PRIVATE)
_OWN: Final = _mentions(is_own=True, audience=Mention.Audience.PUBLIC)
KINDS: Final = {
    "public": Kind(
        gettext_noop("Public posts and comments"),
        gettext_noop("Text, name and pictures go; times and labels stay."),
        *("posted_at", _PUBLIC, _mentions_over, _forget),
    ),
    "private": Kind(
        gettext_noop("Private messages"),
        gettext_noop("Theirs, and ours on the network."),
        *("posted_at", _PRIVATE, _mentions_over, _forget),
    ),
    "answers": Kind(
        gettext_noop("Our answers and drafts"),
        gettext_noop("Their words. On the network they stay."),
        *("created_at", _answers, _not_busy, _drop_answers),
    ),
    "own_posts": Kind(
        gettext_noop("Our own posts, as the network shows them"),
        gettext_noop("The copies of them here."),
        *("posted_at", _OWN, _mentions_over, _forget),
    ),
    "notes": Kind(
        gettext_noop("Notes of colleagues"),
        gettext_noop("The words; that there was a note stays."),
        *("created_at", _notes, _not_busy, _drop_notes),
    ),
    "outcomes": Kind(
        gettext_noop("Lines on what was done"),
        gettext_noop("Of conversations that are over."),
        *("resolved_at", _outcomes, _own_over, _drop_outcomes),
    ),
    "calls": Kind(
        gettext_noop("Calls with phone numbers"),
        gettext_noop("How to reach, wishes, what came of it; times stay."),
        *("created_at", _calls, _calls_over, _drop_calls),
    ),
    "pictures": Kind(
        gettext_noop("Pictures in our answers"),
        gettext_noop("The copies here. On the network they stay."),
        *("created_at", _pictures, _not_busy, _drop_pictures),
    ),
    "alerts": Kind(
        gettext_noop("Alerts"),
        gettext_noop("They hold no text; who was told when."),
        *("created_at", _alerts, _alerts_over, _drop_alerts),
    ),
    "files": Kind(
        gettext_noop("The list of long files"),
        gettext_noop("Files themselves go after seven days in any case."),
        *("created_at", _files, _files_over, _drop_files),
    ),
    "imports": Kind(
        gettext_noop("The list of imports"),
        gettext_noop("Imported files go when their import ends in any case."),
        *("created_at", _imports, _imports_over, _drop_imports),
    ),
}
