"""What one person still has in hand: the list at the end of a shift (L3, issue 6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef, Q

from inbox.access import sees_private, visible_conversations
from inbox.models import Callback, Conversation, Promise, Reply, SavedDraft
from inbox.models.conversations import ENDED_STATES
from practice_hub.practices.models import Membership

MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Held:
    """One conversation; each way it is in hand, with its time where it has one."""

    row: Conversation
    is_answering: bool
    is_given: bool
    has_draft: bool
    is_in_approval: bool
    promised_at: datetime | None
    call_at: datetime | None

    @property
    def next_at(self) -> datetime:
        """What must not be forgotten first: a promise, a call, the answer that is due."""
        times = [self.promised_at, self.call_at, self.row.due_at if self._waits else None]
        return min((at for at in times if at), default=self.row.last_activity_at)

    @property
    def is_pressing(self) -> bool:
        return bool(self.promised_at or self.call_at or self._waits)

    @property
    def _waits(self) -> bool:
        return self.row.is_unanswered


def in_hand(member: Membership, now: datetime) -> list[Held]:
    """Pressing ones first, by time, MOST at most; five queries.

    Held, given to them, promised by them, to be called by them, or with an answer of theirs that
    waits for approval. What has ended is in nobody's hand, unless a call is still to be made.
    """
    user = member.user
    mine = {"conversation": OuterRef("pk")}
    held = Q(claimed_by=user, claim_expires_at__gt=now) | Q(assigned_to=user)
    waits = Exists(Reply.objects.awaiting().filter(author=user, **mine))
    promised = Exists(Promise.objects.open().filter(made_by=user, **mine))
    theirs = Q(assigned_to=None) | Q(assigned_to=user)  # else a colleague has it by now
    calls = Exists(Callback.objects.planned().filter(owner=user, **mine))
    going = ~Q(state__in=ENDED_STATES) & (held | (theirs & (Q(waits) | Q(promised))))
    found = visible_conversations(member).filter(is_imported=False).filter(going | Q(calls))
    rows = found.select_related("author", "account", "last_mention")
    return _in_order(list(rows.order_by("due_at", "pk")[:MOST]), member, now)


def _in_order(rows: list[Conversation], member: Membership, now: datetime) -> list[Held]:
    facts = _Facts(rows, member)
    found = [facts.held(row, now) for row in rows]
    return sorted(found, key=lambda one: (not one.is_pressing, one.next_at, one.row.pk))


class _Facts:
    """One query for each kind of thing that can wait in `rows`."""

    def __init__(self, rows: list[Conversation], member: Membership) -> None:
        self._user = member.user
        about = {"conversation__in": rows}
        replies = Reply.objects.awaiting().filter(author=member.user, **about)
        promises = Promise.objects.open().filter(**about)
        drafts = SavedDraft.objects.filter(user=member.user, **about).exclude(text="")
        calls = Callback.objects.planned().filter(owner=member.user, **about)
        if not sees_private(member):
            replies = replies.filter(audience=Reply.Audience.PUBLIC)
            promises = promises.filter(reply__audience=Reply.Audience.PUBLIC)
            calls = calls.none()
        self._replies = set(replies.values_list("conversation_id", flat=True))
        self._drafts = set(drafts.values_list("conversation_id", flat=True))
        self._promises = dict(
            promises.order_by("-due_at").values_list("conversation_id", "due_at")
        )  # the last of each is the first that falls due
        self._calls = dict(calls.values_list("conversation_id", "due_at"))

    def held(self, row: Conversation, now: datetime) -> Held:
        return Held(
            row=row,
            is_answering=row.is_claimed_by(self._user, now),
            is_given=row.assigned_to_id == self._user.pk,
            has_draft=row.pk in self._drafts,
            is_in_approval=row.pk in self._replies,
            promised_at=self._promises.get(row.pk),
            call_at=self._calls.get(row.pk),
        )
