"""Everyone on a page, inserted or refreshed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef

from listening import rows
from listening.connectors.base import AuthorData, MentionData
from listening.models import Author, Mention, NetworkAccount
from practice_hub.bulk import insert_rows, update_rows


def store_authors(
    account: NetworkAccount, items: Sequence[MentionData], now: datetime
) -> dict[str, Author]:
    """Insert or refresh everyone on the page; gives network id -> author."""
    people: dict[str, AuthorData] = {}
    for item in items:
        for person in (item.author, item.counterpart):
            if person and person.external_id:
                people[person.external_id] = person
    if not people:
        return {}
    known = _known(account, people)
    update_rows(
        [author for key, author in known.items() if rows.refresh_author(author, people[key])],
        rows.AUTHOR_FIELDS,
    )
    missing = [people[key] for key in sorted(people.keys() - known.keys())]
    return known | _insert(account, missing, now)


def _insert(
    account: NetworkAccount, missing: Sequence[AuthorData], now: datetime
) -> dict[str, Author]:
    prepared = {p.external_id: rows.author_row(account, p, now) for p in missing}
    made = insert_rows(
        Author, list(prepared.values()), ignore_conflicts=True, returning=("external_id", "id")
    )
    new = {key: Author(pk=pk, **prepared[key]) for key, pk in made}
    for author in new.values():
        author._state.adding = False
    if len(new) < len(missing):  # somebody else was quicker
        new |= _known(account, prepared.keys() - new.keys())
    return new


def _known(account: NetworkAccount, ids: Iterable[str]) -> dict[str, Author]:
    found = Author.objects.filter(
        practice_id=account.practice_id, network=account.network, external_id__in=list(ids)
    )
    return {author.external_id: author for author in found}


def forget(author_ids: Iterable[int], now: datetime) -> list[Author]:
    """Empty the rows of people of whom nothing is left: a network's deletion takes the author
    along (rules of X). Gives them as they were, for who else must forget them.

    The row stays as nobody's, so that figures about people (passion, reach) do not change. Nothing
    is left when every post, message and repost of theirs is gone; what we wrote to them is ours.
    """
    written = Mention.objects.filter(author=OuterRef("pk"), deleted_at=None, is_own=False)
    told = Mention.objects.filter(counterpart=OuterRef("pk"), deleted_at=None, is_own=False)
    left = list(
        Author.objects.filter(
            ~Exists(written), ~Exists(told), pk__in=set(author_ids), shares=None, forgotten_at=None
        )
    )
    nobodies = [_nobody(author, now) for author in left]
    update_rows(nobodies, _EMPTIED)
    return left


_EMPTIED = ["external_id", "handle", "display_name", "avatar_url", "forgotten_at"]


def _nobody(author: Author, now: datetime) -> Author:
    """A row that keeps only its number and how many followers it had."""
    return Author(pk=author.pk, external_id=f"gone:{author.pk}", forgotten_at=now)
