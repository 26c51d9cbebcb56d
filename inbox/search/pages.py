"""One page of what was searched for; and where nothing is, what else may have been meant.

First in the queue in which somebody stands, then everywhere, then with words that are spelled
another way. Which of these it was is always said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from inbox.filters import ListFilters
from inbox.search.asking import Asked, Setting, read
from inbox.search.marking import Hit, hits_of
from inbox.search.spelling import corrected
from inbox.search.words import words_of
from inbox.selectors import ListPage, colleagues, conversation_page
from practice_hub.practices.models import Membership


@dataclass(frozen=True, slots=True)
class Search:
    """`filters` are those that found it: `is_elsewhere` when that is not the queue that was
    asked, `is_corrected` when the words are others than those that were typed."""

    page: ListPage
    filters: ListFilters
    hits: dict[int, Hit] = field(default_factory=dict)
    is_elsewhere: bool = False
    is_corrected: bool = False


def find_page(
    membership: Membership, filters: ListFilters, *, now: datetime, after: str | None
) -> Search:
    """The page of the list for `filters`, which may or may not search for something."""
    if not filters.q:
        page = conversation_page(membership, filters, now=now, after=after)
        return Search(page, filters)
    first = None
    for tried in _ways(membership, filters, now, is_first_page=not after):
        asked = ask(tried.q, membership, now)
        scope = replace(tried, queue="all") if asked.scopes else tried
        page = conversation_page(membership, scope, now=now, after=after, asked=asked)
        first = first or Search(page, filters)
        if page.rows:
            return Search(
                page,
                tried,
                hits_of(page.rows, asked, membership),
                is_elsewhere=tried.queue != filters.queue,
                is_corrected=tried.q != filters.q,
            )
    return first or Search(ListPage([], None), filters)


def _ways(
    membership: Membership, filters: ListFilters, now: datetime, *, is_first_page: bool
) -> Iterator[ListFilters]:
    yield filters
    if not is_first_page:
        return
    everywhere = replace(filters, queue="all")
    if everywhere != filters:
        yield everywhere
    meant = corrected(filters.q, ask(filters.q, membership, now), membership)
    if meant:
        yield from dict.fromkeys([replace(filters, q=meant), replace(everywhere, q=meant)])


def ask(text: str, membership: Membership, now: datetime) -> Asked:
    """What `text` asks for; days are those of the practice's calendar."""
    names = {}
    if "by:" in text.lower():
        names = {user.pk: words_of(user.name) for user in colleagues(membership)}
    local = now.astimezone(membership.practice.zone)
    return read(text, Setting(names, membership.user_id, local))
