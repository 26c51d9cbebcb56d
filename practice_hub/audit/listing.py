"""The rows of the audit, newest first, in pages that begin at a row and never count.

Each way to narrow them has an index that has the order too (see `AuditEvent.Meta`), so a page costs
the same at a thousand rows and at a million.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from django.db.models import Q, QuerySet

from practice_hub.audit.filters import HUB_ONLY, HUB_TOO, Cursor, Filters
from practice_hub.audit.models import AuditEvent
from practice_hub.audit.words import looks

PER_PAGE: Final = 50
_SLICE: Final = 2_000  # of an export
_NEWEST_FIRST: Final = ("-at", "-id")
_OLDEST_FIRST: Final = ("at", "id")
Rows = QuerySet[AuditEvent]


@dataclass(frozen=True, slots=True)
class Page:
    """Rows newest first; the cursors are "" where there is nothing more."""

    events: list[AuditEvent]
    older: str = ""
    newer: str = ""


def page_of(f: Filters, *, before: Cursor | None = None, after: Cursor | None = None) -> Page:
    """PER_PAGE rows before a cursor (older), or after one (newer). At most two queries."""
    if after is not None:
        found = _with_people(_found(f, PER_PAGE + 1, after=after))
        has_more = len(found) > PER_PAGE
        shown = sorted(found[:PER_PAGE], key=lambda row: (row.at, row.pk), reverse=True)
        return _page(shown, has_older=True, has_newer=has_more)
    found = _with_people(_found(f, PER_PAGE + 1, before=before))
    return _page(found[:PER_PAGE], has_older=len(found) > PER_PAGE, has_newer=before is not None)


def every(f: Filters) -> Iterator[AuditEvent]:
    """All of them, newest first, in bounded memory."""
    before: Cursor | None = None
    while True:
        found = _with_people(_found(f, _SLICE, before=before))
        yield from found
        if len(found) < _SLICE:
            return
        before = _cursor(found[-1])


def _page(shown: list[AuditEvent], *, has_older: bool, has_newer: bool) -> Page:
    if not shown:
        return Page([])
    return Page(
        shown,
        older=str(_cursor(shown[-1])) if has_older else "",
        newer=str(_cursor(shown[0])) if has_newer else "",
    )


def _cursor(row: AuditEvent) -> Cursor:
    return Cursor(row.at, row.pk)


def _found(
    f: Filters, limit: int, *, before: Cursor | None = None, after: Cursor | None = None
) -> Rows:
    """The rows from a cursor on, in the order of the walk."""
    order = _OLDEST_FIRST if after else _NEWEST_FIRST
    rows = _from(_in_days(f), before=before, after=after).order_by(*order)
    if f.about is not None:
        subject_type, subject_id = f.about
        rows = rows.filter(subject_type=subject_type, subject_id=subject_id)
    rows = _of_whom(f, rows)
    names = f.names
    if names is None:
        if f.kind == "acts":
            rows = rows.exclude(name__in=looks())
        return rows[:limit]
    if f.about is not None or f.person_id is not None:
        return rows.filter(name__in=names)[:limit]
    return _by_name(rows, names, limit, order)


def _by_name(rows: Rows, names: tuple[str, ...], limit: int, order: tuple[str, ...]) -> Rows:
    """The newest of each name, then the newest of those: every one is a short walk of an index,
    where a list of names in one query would read them all and sort."""
    if not names:
        return rows.none()
    each = [rows.filter(name=name)[:limit] for name in names]
    return each[0].union(*each[1:], all=True).order_by(*order)[:limit] if each[1:] else each[0]


def _in_days(f: Filters) -> Rows:
    rows = AuditEvent.objects.filter(practice_id=f.practice_id)
    begin, end = f.moments()
    if begin is not None:
        rows = rows.filter(at__gte=begin)
    return rows if end is None else rows.filter(at__lt=end)


def _from(rows: Rows, *, before: Cursor | None, after: Cursor | None) -> Rows:
    """The first condition finds the place in the index, the second is about the same moment."""
    if before is not None:
        rows = rows.filter(at__lte=before.at)
        rows = rows.filter(Q(at__lt=before.at) | Q(pk__lt=before.pk))
    if after is not None:
        rows = rows.filter(at__gte=after.at)
        rows = rows.filter(Q(at__gt=after.at) | Q(pk__gt=after.pk))
    return rows


def _of_whom(f: Filters, rows: Rows) -> Rows:
    if f.person_id is not None:
        return rows.filter(actor_id=f.person_id)
    if f.who == HUB_ONLY:
        return rows.filter(actor=None)
    if f.who == HUB_TOO or f.about is not None:
        return rows
    return rows.filter(actor__isnull=False)


def _with_people(found: Rows) -> list[AuditEvent]:
    """The rows with who did them and their seals; a union cannot be joined, so they are fetched by
    their ids, in its order."""
    ids = [row.pk for row in found]
    full = AuditEvent.objects.select_related("actor", "seal").in_bulk(ids)
    return [full[pk] for pk in ids if pk in full]


def narrowed_to(f: Filters, subject_type: str, subject_id: int) -> str:
    """The address of all rows about one thing, whatever else was asked for."""
    return replace(
        f, about=(subject_type, subject_id), who="", group="", kind="", start=None, end=None
    ).query
