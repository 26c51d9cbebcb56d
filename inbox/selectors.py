"""Page-shaped reads with a constant number of queries."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F, Prefetch, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

from inbox.access import sees_private, visible_conversations
from inbox.call_days import to_call_today
from inbox.filters import QUEUES, UNSENT, ListFilters, filtered, in_queue
from inbox.models import Approval, Conversation
from inbox.models.conversations import ConversationQuerySet
from inbox.search.asking import Asked
from inbox.search.finding import answering
from inbox.unsent import unsent_replies
from practice_hub.practices.models import Membership, User
from practice_hub.roles import ROLE_ACTS, Act, may

PAGE_SIZE = 40
COUNT_CAP = 999
TO_APPROVE = "to_approve"  # the reader's own pile of approvals, beside the queues
TO_CALL = "to_call"  # their own calls that are late or due today
# "all" is a place to search in: counting it would count the whole history.
_PILES = tuple(key for key in QUEUES if key != "all")
_LIST_RELATED = ("author", "claimed_by", "assigned_to", "account", "last_mention")


@dataclass(frozen=True, slots=True)
class ListPage:
    rows: list[Conversation]
    next_after: str | None  # opaque; give it back as `after`


def counts(membership: Membership, now: datetime) -> dict[str, int]:
    """How many are in each queue but "all", counted to COUNT_CAP, in one statement."""
    parts: list[str] = []
    params: list[Any] = []
    piles: list[QuerySet[Any]] = [_in_queue(membership, key, now) for key in _PILES]
    piles.append(Approval.objects.decidable_by(membership))
    piles.append(to_call_today(membership, now))
    for found in piles:
        sql, args = found.order_by().values("pk")[: COUNT_CAP + 1].query.sql_with_params()
        parts.append(f"(SELECT count(*) FROM ({sql}) AS part)")  # noqa: S608 (ORM text only)
        params.extend(args)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", params)
        row = cursor.fetchone() or ()
    keys = [*_PILES, TO_APPROVE, TO_CALL]
    return {key: min(number, COUNT_CAP) for key, number in zip(keys, row, strict=True)}


def _in_queue(membership: Membership, key: str, now: datetime) -> ConversationQuerySet:
    """One queue as far as the reader may see it; approvals are no matter of an agency's."""
    found = visible_conversations(membership)
    if key == "approval" and not may(membership.role, Act.READ_APPROVALS):
        return found.filter(pk=0)  # `none()` has no SQL to count with
    if key == UNSENT:
        return found.filter(pk__in=unsent_replies(membership).values("conversation_id"))
    return in_queue(found, key, membership, now)


def conversation_page(
    membership: Membership,
    filters: ListFilters,
    *,
    now: datetime,
    after: str | None = None,
    asked: Asked | None = None,
) -> ListPage:
    """One page of the list, of what was `asked` for. An unreadable `after` starts from the top."""
    private = sees_private(membership)
    found = _in_queue(membership, filters.queue, now)
    found = filtered(found, filters, sees_private=private)
    if asked is not None:
        found = answering(found, asked, membership, now)
    order = URGENT if filters.queue == "unanswered" else RECENT
    page = order.page(found, after).select_related(*_LIST_RELATED)
    if may(membership.role, Act.READ_APPROVALS):
        page = page.prefetch_related(_waiting_approvals())
    rows = list(page[: PAGE_SIZE + 1])
    more = len(rows) > PAGE_SIZE
    rows = rows[:PAGE_SIZE]
    return ListPage(rows=rows, next_after=order.mark(rows[-1]) if more else None)


def _waiting_approvals() -> Prefetch[Any]:
    """What a row says of drafts that wait: for whom, since when."""
    waiting = Approval.objects.waiting().select_related("asked").order_by("requested_at", "pk")
    return Prefetch("approvals", waiting, to_attr="waiting_approvals")


@dataclass(frozen=True, slots=True)
class _Order:
    """A keyset: the columns compared as one row, so that the index serves every page."""

    columns: tuple[str, ...]
    is_descending: bool

    def page(self, found: ConversationQuerySet, after: str | None) -> ConversationQuerySet:
        sign = "-" if self.is_descending else ""
        found = found.order_by(*(f"{sign}{column}" for column in self.columns))
        values = self._values(after)
        if values is None:
            return found
        lookup = TupleLessThan if self.is_descending else TupleGreaterThan
        left = Tuple(*(F(column) for column in self.columns))
        return found.filter(lookup(left, values))

    def mark(self, row: Conversation) -> str:
        values = [getattr(row, column) for column in self.columns]
        text = json.dumps([v.isoformat() if isinstance(v, datetime) else v for v in values])
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    def _values(self, after: str | None) -> list[datetime | int] | None:
        if not after:
            return None
        try:
            raw = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
            values = [datetime.fromisoformat(v) if isinstance(v, str) else int(v) for v in raw]
        except (ValueError, TypeError, OverflowError, binascii.Error):
            return None
        shapes = [isinstance(value, datetime) for value in values]
        return values if shapes == [column.endswith("_at") for column in self.columns] else None


URGENT = _Order(("urgency_rank", "due_at", "id"), is_descending=False)
RECENT = _Order(("last_activity_at", "id"), is_descending=True)


def earlier_conversations(
    conversation: Conversation, membership: Membership, *, limit: int = 8
) -> list[Conversation]:
    """The person's other conversations, newest first (A14)."""
    person = conversation.person
    if person is None:
        return []
    found = visible_conversations(membership).filter(author_id=person.pk, gone_at=None)
    found = found.select_related("account")
    return list(found.exclude(pk=conversation.pk).order_by("-last_activity_at", "-pk")[:limit])


def colleagues(membership: Membership) -> list[User]:
    """Everyone a conversation can be given to, by name."""
    members = Membership.objects.active().filter(practice_id=membership.practice_id)
    return [m.user for m in members.select_related("user").order_by("user__name")]


def callers(membership: Membership) -> list[User]:
    """Who may call people back: all but an outside agency, by name."""
    roles = [role for role, acts in ROLE_ACTS.items() if Act.ANSWER_PRIVATE in acts]
    members = Membership.objects.active().filter(practice_id=membership.practice_id)
    found = members.filter(role__in=roles).select_related("user")
    return [member.user for member in found.order_by("user__name")]
