"""What a conversation may be merged with, the likeliest first, and what a merge would do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q

from inbox.access import visible_conversations
from inbox.filters import ListFilters
from inbox.merging import is_of_several_people, may_be_given
from inbox.models import Conversation, SavedDraft
from inbox.models.conversations import ConversationQuerySet
from inbox.role_words import anyone
from inbox.search.pages import find_page
from listening.models import Author
from practice_hub.practices.models import Membership

MOST: Final = 8  # of each kind
_RELATED: Final = ("author", "account", "claimed_by", "assigned_to", "last_mention")


@dataclass(frozen=True, slots=True)
class Candidates:
    """Those of the same account, those of the same name elsewhere, and those searched for."""

    same_person: Sequence[Conversation]
    same_name: Sequence[Conversation]
    found: Sequence[Conversation]

    @property
    def count(self) -> int:
        return len(self.same_person) + len(self.same_name) + len(self.found)


def candidates(row: Conversation, reader: Membership, asked: str, now: datetime) -> Candidates:
    """Each at most once; without words nothing is searched for."""
    others = _others(row, reader)
    same = list(others.filter(author=row.author_id)[:MOST]) if row.author_id else []
    named = list(others.filter(author__in=_namesakes(row))[:MOST])
    found: list[Conversation] = []
    if asked:
        search = find_page(reader, ListFilters(queue="all", q=asked), now=now, after=None)
        known = {each.pk for each in (*same, *named)}
        ids = [each.pk for each in search.page.rows if each.pk not in known]
        found = list(others.filter(pk__in=ids)[:MOST])
    return Candidates(same, named, found)


def _others(row: Conversation, reader: Membership) -> ConversationQuerySet:
    found = visible_conversations(reader).filter(is_imported=False, gone_at=None)
    if row.matter is not None:
        found = found.filter(Q(matter=None) | ~Q(matter=row.matter))
    found = found.exclude(pk=row.pk).select_related(*_RELATED)
    return found.order_by("-last_activity_at", "-pk")


def _namesakes(row: Conversation) -> list[int]:
    """Accounts of the same name or handle; perhaps the same person elsewhere."""
    who = row.person
    if who is None:
        return []
    same = Q(pk=None)
    if who.display_name:
        same |= Q(display_name__iexact=who.display_name)
    if who.handle:
        same |= Q(handle__iexact=who.handle)
    found = Author.objects.filter(same, practice_id=row.practice_id).exclude(pk=who.pk)
    return list(found.values_list("pk", flat=True)[:MOST])


@dataclass(frozen=True, slots=True)
class Plan:
    """What merging `one` into `into` would mean, for the eyes of who decides."""

    one: Conversation
    into: Conversation
    is_other_person: bool
    owner: str  # who has both from then on; "" for nobody
    drafts: Sequence[str]  # whose unsent text waits in one of them


def plan_of(one: Conversation, into: Conversation) -> Plan:
    return Plan(
        one=one,
        into=into,
        is_other_person=is_of_several_people([one, into]),
        owner=_owner_of_both(one, into),
        drafts=list(dict.fromkeys(_drafters(one, into))),
    )


def _owner_of_both(one: Conversation, into: Conversation) -> str:
    owner = next((row for row in (into, one) if _owner(row)), None)
    if owner is None:
        return ""
    user, role = owner.assigned_to, owner.assigned_role
    has_both = all(may_be_given(row, user, role) for row in (one, into))
    return _owner(owner) if has_both else ""


def _owner(row: Conversation) -> str:
    return row.assigned_to.name if row.assigned_to else anyone(row.assigned_role)


def _drafters(*rows: Conversation) -> Iterator[str]:
    drafts = SavedDraft.objects.filter(conversation__in=rows).exclude(text="")
    yield from drafts.order_by("user__name").values_list("user__name", flat=True)
