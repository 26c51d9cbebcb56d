"""Several conversations as one: which belong together, and each shown once (A2, A14).

A merged conversation is its threads: each stays a row of its own, with its person, its legs, its
answers, its clocks. So nothing that was measured changes, an answer can only go where it was
written for, and taking a merge back loses nothing. They share the number `matter`, by custom the
id of the one that the others were merged into.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q

from inbox.access import visible_conversations
from inbox.models import Conversation
from inbox.models.conversations import ConversationQuerySet
from practice_hub.practices.models import Membership, User
from practice_hub.roles import Act, may


def other_threads(row: Conversation, reader: Membership) -> list[Conversation]:
    """What `row` is merged with, as far as `reader` may see it, the oldest first; no query for
    one that stands alone."""
    if row.matter is None:
        return []
    found = visible_conversations(reader).filter(matter=row.matter).exclude(pk=row.pk)
    related = ("author", "account", "claimed_by", "assigned_to", "last_mention")
    others = list(found.select_related(*related).order_by("started_at", "pk"))
    for other in others:
        other.practice = row.practice
    return others


def most_urgent_once(found: ConversationQuerySet) -> ConversationQuerySet:
    """Of threads that are one, only the one that is due first."""
    before = Q(urgency_rank__lt=OuterRef("urgency_rank"))
    same = Q(urgency_rank=OuterRef("urgency_rank"))
    before |= same & Q(due_at__lt=OuterRef("due_at"))
    before |= same & Q(due_at=OuterRef("due_at"), pk__lt=OuterRef("pk"))
    return _without(found, before)


def newest_once(found: ConversationQuerySet) -> ConversationQuerySet:
    """Of threads that are one, only the one in which something happened last."""
    before = Q(last_activity_at__gt=OuterRef("last_activity_at"))
    before |= Q(last_activity_at=OuterRef("last_activity_at"), pk__gt=OuterRef("pk"))
    return _without(found, before)


def _without(found: ConversationQuerySet, before: Q) -> ConversationQuerySet:
    """Most stand alone, and for those nothing is looked up."""
    another = found.filter(before, matter=OuterRef("matter")).order_by()
    return found.filter(Q(matter=None) | ~Exists(another))


def is_of_several_people(rows: Iterable[Conversation]) -> bool:
    """Different accounts wrote: one person's two, or two people. Nobody knows is another, too."""
    writers = [row.author_id for row in rows]
    return len(set(writers)) > 1 or None in writers


def may_be_given(row: Conversation, user: User | None, role: str) -> bool:
    """Somebody of the practice who can see it, or whoever of a role that can (O1)."""
    if user is not None:
        members = Membership.objects.active().filter(practice_id=row.practice_id, user=user)
        role = members.values_list("role", flat=True).first() or ""
    return bool(role) and (row.has_public or may(role, Act.READ_PRIVATE))


def count_matters(rows: Iterable[Conversation]) -> int:
    """How many conversations these are to whoever looks at a list."""
    return len({row.matter or row.pk for row in rows})
