"""The quiet line on every page: nobody watches, somebody asks, a note waits. One query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone

from practice_hub.practices.models import Membership
from practice_hub.roles import Act, may
from practice_hub.roster.page import Asking, Word, fresh_note, requests_of
from practice_hub.roster.selectors import Book, load_book
from practice_hub.roster.wanted import gap_now
from practice_hub.times import clock_of


@dataclass(frozen=True, slots=True)
class Line:
    """At most one thing is said, the most pressing first.

    `gap_until`: nobody watches, and the reader may, until then ("18:00").
    """

    gap_until: str = ""
    asking: Asking | None = None
    note: Word | None = None

    @property
    def mark(self) -> str:
        """Changes with what the line shows."""
        if self.asking:
            return f"ask{self.asking.row.pk}"
        return f"note{self.note.note.row.pk}" if self.note else self.gap_until


def line_for(request: HttpRequest) -> Line:
    """Empty for who belongs to no practice, and where there is no roster."""
    membership: Membership | None = getattr(request, "membership", None)
    if membership is None or not may(membership.role, Act.READ_ROSTER):
        return Line()
    book = load_book(membership.practice_id)
    if book is None or book.roster is None or membership.pk not in book.members:
        return Line()
    return line_of(book, reader=book.members[membership.pk], now=timezone.now())


def line_of(book: Book, *, reader: Membership, now: datetime) -> Line:
    gap = gap_now(book, now) if may(reader.role, Act.TAKE_SHIFTS) else None
    if gap:
        return Line(gap_until=clock_of(gap[1], book.practice.zone))
    asking = (each for each in requests_of(book, reader=reader, now=now) if each.is_to_answer)
    first = next(asking, None)
    if first:
        return Line(asking=first)
    return Line(note=fresh_note(book, reader=reader, now=now))
