"""Finding a person: by name or handle, never by what they wrote. Identities are chosen by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Max, Q, QuerySet

from listening.models import Author, Network
from practice_hub.http import number_of
from practice_hub.practices.models import Practice

SHOWN = 25
MOST = 20  # identities of one person


@dataclass(frozen=True, slots=True)
class Search:
    """Who was found, and whether there are more than are shown."""

    people: list[Author]
    is_cut: bool


def search(practice: Practice, words: str, network: str) -> Search:
    """Those whose name or handle holds `words` (any case, with or without @), newest first.

    Each has `posts` and `last_at`. A name is never looked for in what people wrote: that would
    find others who only speak of them.
    """
    words = words.strip().lstrip("@")
    found = Author.objects.filter(practice=practice, forgotten_at=None)
    found = found.filter(Q(handle__icontains=words) | Q(display_name__icontains=words))
    if network in Network.values:
        found = found.filter(network=network)
    rows = list(_counted(found)[: SHOWN + 1]) if words else []
    return Search(rows[:SHOWN], len(rows) > SHOWN)


def chosen(practice: Practice, ids: Iterable[str]) -> list[Author]:
    """The identities with these numbers, as `search` gives them; others are left out."""
    found = Author.objects.filter(practice=practice, forgotten_at=None, pk__in=_numbers(ids))
    return list(_counted(found))


def were_here(practice: Practice, ids: Iterable[str]) -> bool:
    """Whether any of these numbers was ever somebody's."""
    return Author.objects.filter(practice=practice, pk__in=_numbers(ids)).exists()


def _numbers(ids: Iterable[str]) -> list[int]:
    found = (number_of(one) for one in ids)
    return [one for one in found if one is not None][:MOST]


def _counted(found: QuerySet[Author]) -> QuerySet[Author]:
    told = found.annotate(posts=Count("mentions"), last_at=Max("mentions__posted_at"))
    return told.order_by(F("last_at").desc(nulls_last=True), "pk")
