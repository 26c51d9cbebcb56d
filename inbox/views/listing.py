"""The list beside every conversation: rows, filters and what the URL says about them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.translation import pgettext

from inbox.access import sees_private
from inbox.callbacks import next_calls
from inbox.filters import IMPORTED, QUEUES, UNSENT, ListFilters
from inbox.medical import hide_marks
from inbox.promises import next_timers
from inbox.reading import unread_ids
from inbox.search.pages import Search, find_page
from inbox.selectors import colleagues
from inbox.spreading import spreading_words
from inbox.unsent import scheduled_of, unsent_of
from inbox.views.bulk_bar import bulk_context
from inbox.views.rows import Beside, Reader, rows_of
from listening.models import Category, Network, NetworkAccount, Sentiment
from listening.wording import quoted
from practice_hub.http import MemberRequest
from practice_hub.quick_urls import address
from practice_hub.quick_words import gettext as _
from practice_hub.ready import ready

Choices = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class FilterField:
    """One select of the filter sheet."""

    name: str
    label: str
    choices: Choices
    value: str
    any_label: str

    @property
    def chosen(self) -> str:
        """What the chip of an active filter says."""
        return str(dict(self.choices).get(self.value, f"{self.label}: {self.value}"))


@dataclass(frozen=True, slots=True)
class FilterChip:
    """An active filter with the address of the list without it."""

    label: str
    url: str


def list_query(request: MemberRequest) -> str:
    """The list's state as "?queue=mine&network=X", or "" for the plain default list."""
    return _with_mark(ListFilters.from_query(request.GET).to_query())


def _with_mark(query: str) -> str:
    return f"?{query}" if query else ""


def list_context(request: MemberRequest, now: datetime) -> dict[str, Any]:
    """Context of `inbox/_list.html` and `inbox/_rows.html`."""
    filters = ListFilters.from_query(request.GET)
    query = filters.to_query()
    after = request.GET.get("after")
    search = find_page(request.membership, filters, now=now, after=after)
    page = search.page
    reader = Reader(
        user_id=request.user.pk,
        sees_private=sees_private(request.membership),
        practice=request.practice,
        now=now,
        queue=filters.queue,
        query=_with_mark(query),
    )
    hide_marks(page.rows, sees_private=reader.sees_private)
    fields = filter_fields(request, filters)
    staff = next(field.choices for field in fields if field.name == "staff")
    return bulk_context(request, staff, now) | {
        "now": now,
        "filters": filters,
        "queue": QUEUES[filters.queue],
        "list_query": reader.query,
        "list_page": page,
        "search": search,
        "search_url": list_url(search.filters),
        "rows": rows_of(page.rows, _beside(search, reader, request), reader),
        "more_query": _more_query(search.filters.to_query(), page.next_after),
        "filter_fields": fields,
        "active_filters": active_filters(filters, fields),
        "clear_url": list_url(ListFilters(queue=filters.queue)),
        "unread_ids": unread_ids(page.rows, request.membership),
    }


def _beside(search: Search, reader: Reader, request: MemberRequest) -> Beside:
    page, rows, private, now = search.page, search.page.rows, reader.sees_private, reader.now
    ours = request.practice.zone
    return Beside(
        timers=next_timers(page.with_promises, sees_private=private, now=now),
        calls=next_calls(page.with_calls, sees_private=private, ours=ours, now=now),
        unsent=scheduled_of(page.with_later, request.membership)
        | (unsent_of(rows, request.membership) if reader.queue == UNSENT else {}),
        spreads=spreading_words(rows, request.practice.pk),
        hits=search.hits,
    )


def list_url(filters: ListFilters) -> str:
    return address("inbox:list") + _with_mark(filters.to_query())


def _more_query(query: str, after: str | None) -> str:
    if after is None:
        return ""
    return "?" + "&".join(part for part in (query, urlencode({"after": after})) if part)


def filter_fields(request: MemberRequest, filters: ListFilters) -> list[FilterField]:
    accounts = _accounts(request.practice.pk)
    staff = colleagues(request.membership)
    offered: list[tuple[str, str, Choices]] = [
        ("network", _("Network"), list(Network.choices)),
        ("sentiment", _("Feeling"), [(one.value, str(one.label)) for one in Sentiment]),
        ("category", _("Kind"), [(one.value, str(one.label)) for one in Category]),
        ("account", _("Account"), [(str(row.pk), str(row)) for row in accounts]),
        ("staff", _("Colleague"), [(str(user.pk), user.name) for user in staff]),
    ]
    found = [
        FilterField(name, label, choices, str(getattr(filters, name) or ""), _("Any"))
        for name, label, choices in offered
    ]
    origins = [(IMPORTED, _("Imported history"))]
    heard, label = _("Heard here"), pgettext("filter", "From")
    return [*found, FilterField("origin", label, origins, filters.origin, heard)]


@ready
def _accounts(practice_id: int, /) -> QuerySet[NetworkAccount, NetworkAccount]:
    found = NetworkAccount.objects.sources().filter(practice_id=practice_id)
    return found.order_by("network", "handle", "id")


def active_filters(filters: ListFilters, fields: list[FilterField]) -> list[FilterChip]:
    chips = [
        FilterChip(field.chosen, list_url(_without(filters, field.name)))
        for field in fields
        if field.value
    ]
    if filters.q:
        chips.append(FilterChip(quoted(filters.q), list_url(_without(filters, "q"))))
    return chips


def _without(filters: ListFilters, name: str) -> ListFilters:
    empty: Any = None if name in ("account", "staff") else ""
    return replace(filters, **{name: empty})
