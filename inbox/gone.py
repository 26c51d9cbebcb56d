"""What becomes of a conversation when posts of it are gone: instances only, saved by the intake.

Nobody is to blame for what its author took back: what waited waits no more, and when nothing that
the person wrote is left what nobody has answered is closed. Clocks keep what they had measured.
The medical mark goes with the item (rules of X on derived health data).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from inbox import booking
from inbox.domain.lifecycle import WORKING, State
from inbox.domain.sla import urgency_rank
from inbox.models import Callback, Conversation, ConversationItem, Promise, Reply
from listening.models import Category, Mention, Urgency
from practice_hub.alerts.actions import close_alerts
from practice_hub.alerts.kinds import Kind
from practice_hub.alerts.models import Alert

_ABOUT_IT = (Kind.RED_FLAG, Kind.MEDICAL, Kind.MARK_REMOVED, Kind.URGENT_ITEM)
# What was answered goes on: who has it says what was done, with or without the post.
_UNANSWERED = frozenset({State.NEW, State.OPEN})
_IN_THE_AIR = [Reply.Status.SENDING, Reply.Status.UNCERTAIN]


def settle(rows: Iterable[Conversation], *, at: datetime) -> None:
    """After tombstones were made in `rows` (locked): what they show and what they wait for."""
    by_pk = {row.pk: row for row in rows}
    if not by_pk:
        return
    newest = _newest_left(by_pk)
    empty = [row for row in by_pk.values() if row.pk not in newest]
    for pk, mention in newest.items():
        _show(by_pk[pk], mention)
    busy = _goes_on_without([row.pk for row in empty])
    _end_alerts(empty, at)
    for row in empty:
        _empty(row, at)
        if row.pk not in busy and State(row.state) in _UNANSWERED:
            _close(row, at)


def in_work(mention_ids: Sequence[int]) -> set[int]:
    """Those of a conversation that is not over: whether they are still there matters most."""
    items = ConversationItem.objects.filter(
        mention_id__in=mention_ids, conversation__state__in=WORKING, conversation__is_imported=False
    )
    return set(items.values_list("mention_id", flat=True))


def _newest_left(pks: Iterable[int]) -> dict[int, Mention]:
    """The last thing a person wrote that is still there, by conversation. One query."""
    left = ConversationItem.objects.filter(
        conversation_id__in=list(pks), mention__deleted_at=None, mention__is_own=False
    ).select_related("mention")
    newest = left.order_by("conversation_id", "-mention__posted_at", "-mention_id")
    return {item.conversation_id: item.mention for item in newest.distinct("conversation_id")}


def _show(row: Conversation, mention: Mention) -> None:
    """Lists show what is left; whether that is private decides who may read it."""
    row.last_mention = mention
    row.preview = booking.preview_of(mention)
    row.sentiment = mention.shown_sentiment


def _empty(row: Conversation, at: datetime) -> None:
    row.gone_at = row.gone_at or at
    row.preview = ""
    row.is_unanswered = row.is_waiting_private = False
    row.snoozed_until = None
    if row.is_medical:
        _unmark(row, at)


def _end_alerts(rows: Iterable[Conversation], at: datetime) -> None:
    """Most have none: one query finds those that do."""
    by_pk = {row.pk: row for row in rows}
    about = Alert.objects.open().filter(kind__in=_ABOUT_IT, subject_type="conversation")
    told = about.filter(subject_id__in=list(by_pk)).values_list("subject_id", flat=True)
    for pk in sorted(set(told)):
        row = by_pk[pk]
        close_alerts(_ABOUT_IT, practice_id=row.practice_id, subject=row, at=at)


def _unmark(row: Conversation, at: datetime) -> None:
    row.is_medical = row.is_red_flag = False
    row.medical_marked_at, row.medical_marked_by = at, None
    row.escalation = Conversation.Escalation.NONE.value
    row.escalated_at = row.escalation_due_at = None
    row.escalation_acknowledged_at = row.escalation_acknowledged_by = None
    if row.category == Category.MEDICAL:
        row.category, row.urgency = Category.OTHER.value, Urgency.NORMAL.value
        row.urgency_rank = urgency_rank(row.urgency)


def _goes_on_without(pks: list[int]) -> set[int]:
    """A call that was agreed, a promise, an answer that may be out: people go on with those."""
    calls = Callback.objects.planned().filter(conversation_id__in=pks)
    promises = Promise.objects.open().filter(conversation_id__in=pks)
    replies = Reply.objects.filter(conversation_id__in=pks, status__in=_IN_THE_AIR)
    found = [rows.values_list("conversation_id", flat=True) for rows in (calls, promises, replies)]
    return {pk for rows in found for pk in rows}


def _close(row: Conversation, at: datetime) -> None:
    row.state = State.CLOSED.value
    row.closed_at = at
    row.claimed_by = row.claimed_at = row.claim_expires_at = None
