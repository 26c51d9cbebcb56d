"""Page-shaped reads with a constant number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import (
    IntegerField,
    Prefetch,
    QuerySet,
    Subquery,
    prefetch_related_objects,
)

from inbox.access import sees_private, visible_conversations
from inbox.beside import APPROVAL, CALL, LATER, PROMISE, having
from inbox.call_days import day_end, to_call_before
from inbox.filters import QUEUES, SIFTED, UNSENT, ListFilters, filtered, in_queue
from inbox.merging import most_urgent_once, newest_once
from inbox.models import Approval, Conversation
from inbox.models.conversations import ConversationQuerySet
from inbox.orders import RECENT, URGENT
from inbox.search.asking import Asked
from inbox.search.finding import answering
from inbox.unsent import unsent_replies
from practice_hub.practices.models import Membership, Practice, User
from practice_hub.ready import Plan, ready, ready_text
from practice_hub.ready_statements import Slot, Statement, may_be_found
from practice_hub.roles import ROLE_ACTS, Act, may

PAGE_SIZE = 40
COUNT_CAP = 999
TO_APPROVE = "to_approve"  # the reader's own pile of approvals, beside the queues
TO_CALL = "to_call"  # their own calls that are late or due today
# "all" is a place to search in: counting it would count the whole history.
_PILES = tuple(key for key in QUEUES if key != "all")
_COUNTED = (*_PILES, TO_APPROVE, TO_CALL)
_LIST_RELATED = ("author", "claimed_by", "assigned_to", "last_mention")
# What a row shows (views/rows.py): forty whole rows of five tables are many values for nothing.
_ROW_FIELDS = (
    *("practice", "network", "thread_id", "state", "has_public", "has_private", "is_unanswered"),
    *("is_waiting_private", "category", "urgency", "urgency_rank", "sentiment", "preview"),
    *("is_imported", "gone_at", "last_activity_at", "due_at", "claim_expires_at", "snoozed_until"),
    "waiting_since",
    *("is_medical", "is_red_flag", "author__handle", "author__display_name", "claimed_by__name"),
    *("assigned_to__name", "assigned_role", "last_mention__audience", "last_mention__network"),
    *("last_mention__deleted_at", "last_mention__gone_reason", "matter"),
)


@dataclass(frozen=True, slots=True)
class ListPage:
    rows: list[Conversation]
    next_after: str | None  # opaque; give it back as `after`
    with_calls: Sequence[Conversation] = ()  # those that have planned ones, or promises
    with_promises: Sequence[Conversation] = ()
    with_later: Sequence[Conversation] = ()  # those with an answer that goes out later


# Stand in a statement for what is another each time.
_PRACTICE_ID, _USER_ID = -1, -2
_NOW, _DAY_END = datetime(1, 1, 1, tzinfo=UTC), datetime(1, 1, 2, tzinfo=UTC)
_SLOTS: dict[Any, Slot] = {
    _PRACTICE_ID: Slot(0),
    _USER_ID: Slot(1),
    _NOW: Slot(2),
    _DAY_END: Slot(3),
}


class _Counted(Subquery):
    """How many rows a query gives."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS part)"
    output_field = IntegerField()


def counts(membership: Membership, now: datetime) -> dict[str, int]:
    """How many are in each queue but "all", counted to COUNT_CAP, in one statement."""
    values = (membership.practice_id, membership.user_id, now, day_end(membership, now))
    row = next(iter(_counting(membership.role).rows(values)), ())
    return {key: min(number, COUNT_CAP) for key, number in zip(_COUNTED, row, strict=True)}


@cache
def _counting(role: str) -> Statement:
    """The statement for a role, made once a process: making it takes longer than asking it, and so
    does planning it."""
    member = Membership(practice_id=_PRACTICE_ID, user=User(pk=_USER_ID), role=role)
    piles: list[QuerySet[Any]] = [_in_queue(member, key, _NOW) for key in _PILES]
    piles.append(Approval.objects.decidable_by(member))
    piles.append(to_call_before(member, _DAY_END))
    capped = [found.order_by().values("pk")[: COUNT_CAP + 1] for found in piles]
    numbers = [_Counted(found) for found in capped]
    one_row = Practice.objects.filter(pk=_PRACTICE_ID)
    sql, params = one_row.values_list(*numbers).query.sql_with_params()
    known: list[Any] = [_SLOTS.get(v, v) if isinstance(v, int | datetime) else v for v in params]
    return Statement(sql, known)


def _in_queue(membership: Membership, key: str, now: datetime) -> ConversationQuerySet:
    """What counts as one in a queue."""
    return _once(_threads_in_queue(membership, key, now), key)


def _once(found: ConversationQuerySet, key: str) -> ConversationQuerySet:
    """By the columns that the queue is sorted by, which its index holds."""
    return most_urgent_once(found) if key == "unanswered" else newest_once(found)


def _threads_in_queue(membership: Membership, key: str, now: datetime) -> ConversationQuerySet:
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
    order = URGENT if filters.queue == "unanswered" else RECENT
    rows = _rows(membership, filters, now, after=after, asked=asked)
    more = len(rows) > PAGE_SIZE
    rows = rows[:PAGE_SIZE]
    beside = having(rows)
    if may(membership.role, Act.READ_APPROVALS):
        prefetch_related_objects(beside[APPROVAL], _waiting_approvals())
    mark = order.mark(rows[-1]) if more else None
    return ListPage(
        rows,
        mark,
        with_calls=beside[CALL],
        with_promises=beside[PROMISE],
        with_later=beside[LATER],
    )


def _rows(
    membership: Membership,
    filters: ListFilters,
    now: datetime,
    *,
    after: str | None,
    asked: Asked | None,
) -> list[Conversation]:
    """One more than a page holds. The top of a queue is what is asked for most."""
    if asked is None and not after:
        return _first_rows(membership, filters, now)
    found = _threads_in_queue(membership, filters.queue, now)
    found = filtered(found, filters, sees_private=sees_private(membership))
    if asked is not None:
        found = answering(found, asked, membership, now)
    try:
        return Plan(_page(found, filters.queue, after), is_planned_once=False).ask(())
    except EmptyResultSet:  # what was searched for can be nowhere
        return []


def _first_rows(membership: Membership, filters: ListFilters, now: datetime) -> list[Conversation]:
    queue, role = filters.queue, membership.role
    values = (membership.practice_id, membership.user_id, now)
    by = tuple(name for name in SIFTED if getattr(filters, name) not in ("", None))
    if by or filters.origin:
        given = (*values, *(getattr(filters, name) for name in by))
        plan = _sifting(queue, role, by, filters.origin)
        return plan.ask(given) if all(map(may_be_found, given)) else []
    top = _top_by_values if queue == "snoozed" else _top
    return top(*values, queue=queue, role=role)


def _top_of(
    practice_id: int, user_id: int, now: datetime, /, *, queue: str, role: str
) -> QuerySet[Conversation, Conversation]:
    member = Membership(practice_id=practice_id, user_id=user_id, role=role)
    found = _threads_in_queue(member, queue, now)
    found = filtered(found, ListFilters(queue=queue), sees_private=sees_private(member))
    return _page(found, queue, None)


@lru_cache(maxsize=256)
def _sifting(queue: str, role: str, by: tuple[str, ...], origin: str) -> Plan:
    """The top of a queue with filters; `by` names those that have a value, in their order behind
    the practice, the reader and the time."""
    names: Any = ("practice_id", "user_id", "now", *by)
    slots: Any = {name: Slot(place) for place, name in enumerate(names)}
    now = slots.pop("now")
    member = Membership(
        practice_id=slots.pop("practice_id"), user_id=slots.pop("user_id"), role=role
    )
    found = _threads_in_queue(member, queue, now)
    filters = ListFilters(queue=queue, origin=origin, **slots)
    found = filtered(found, filters, sees_private=sees_private(member))
    return Plan(_page(found, queue, None), is_planned_once=False)


_top = ready(_top_of)
# Without a moment to look at, PostgreSQL would walk the whole list for the few that sleep.
_top_by_values = ready_text(_top_of)


def _page(
    found: ConversationQuerySet, queue: str, after: str | None
) -> QuerySet[Conversation, Conversation]:
    order = URGENT if queue == "unanswered" else RECENT
    page = order.page(_once(found, queue), after)
    return page.select_related(*_LIST_RELATED).only(*_ROW_FIELDS)[: PAGE_SIZE + 1]


def _waiting_approvals() -> Prefetch[Any]:
    """What a row says of drafts that wait: for whom, since when."""
    waiting = Approval.objects.waiting().select_related("asked").order_by("requested_at", "pk")
    return Prefetch("approvals", waiting, to_attr="waiting_approvals")


def colleagues(membership: Membership) -> list[User]:
    """Everyone a conversation can be given to, by name."""
    return _at_work(membership.practice_id)


def colleague_names(membership: Membership) -> list[tuple[int, str]]:
    """The same as ids and names, for the lines of a choice on every page."""
    return _names_at_work(membership.practice_id)


@ready
def _at_work(practice_id: int, /) -> QuerySet[User, User]:
    return _people_of(practice_id).only("name")


@ready
def _names_at_work(practice_id: int, /) -> QuerySet[User, tuple[int, str]]:
    return _people_of(practice_id).values_list("pk", "name")


def _people_of(practice_id: int) -> QuerySet[User, User]:
    here = Membership.objects.active().filter(practice_id=practice_id)
    return User.objects.filter(pk__in=here.values("user_id")).order_by("name")


def callers(membership: Membership) -> list[User]:
    """Who may call people back: all but an outside agency, by name."""
    roles = [role for role, acts in ROLE_ACTS.items() if Act.ANSWER_PRIVATE in acts]
    members = Membership.objects.active().filter(practice_id=membership.practice_id)
    found = members.filter(role__in=roles).select_related("user")
    return [member.user for member in found.order_by("user__name")]
