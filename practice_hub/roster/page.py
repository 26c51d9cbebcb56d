"""What the roster page says around its week: right now, requests, days off, notes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from practice_hub.practices.away_words import until_words
from practice_hub.practices.models import Membership
from practice_hub.roles import Act, may
from practice_hub.roster.models import DaysOff, SwapRequest
from practice_hub.roster.plan import Turn
from practice_hub.roster.selectors import Book, Note
from practice_hub.roster.wanted import gap_now, is_wanted
from practice_hub.roster.words import clock_words, day_words, names_words
from practice_hub.times import clock_of, short_days_between

_AHEAD = timedelta(days=7)
_BACK = timedelta(days=2)
# A note is for whoever begins next; after a day it is history.
FRESH = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Now:
    """`headline` says who watches; `then` what comes next. `gap_until` is set in a gap: until
    then the reader may take it, when `can_take`."""

    members: list[Membership]
    headline: str
    then: str
    gap_until: str
    can_take: bool


@dataclass(frozen=True, slots=True)
class Asking:
    """A request that waits; the shift is named as "Saturday, Nov 28, 09:00 to 13:00"."""

    row: SwapRequest
    asker: str
    asked: str
    when: str
    is_to_answer: bool
    can_withdraw: bool


@dataclass(frozen=True, slots=True)
class Off:
    """Days off that are not over: whose, when, and who stands in."""

    row: DaysOff
    name: str
    days: str
    cover: str
    can_remove: bool


@dataclass(frozen=True, slots=True)
class Word:
    """A hand-over note for the page; `is_new` while the reader has not marked it read."""

    note: Note
    author: str
    is_new: bool


def right_now(book: Book, *, reader: Membership, now: datetime) -> Now:
    """Who watches and until when, or that nobody does."""
    zone = book.practice.zone
    gap = gap_now(book, now)
    return Now(
        members=book.on_duty(now),
        headline=_headline(book, now),
        then=_then(book, now),
        gap_until=clock_of(gap[1], zone) if gap else "",
        can_take=bool(gap) and may(reader.role, Act.TAKE_SHIFTS),
    )


def _headline(book: Book, now: datetime) -> str:
    current = [turn for turn in _turns(book, now) if turn.starts <= now < turn.ends]
    ends = {turn.member: turn.ends for turn in current if turn.member is not None}
    if not ends:
        nobody, closed = _("Nobody watches right now"), _("Closed right now")
        return nobody if is_wanted(book, now) else closed
    names = names_words([book.members[pk].user.first_name for pk in ends])
    until = until_words(min(ends.values()), now, book.practice.zone)
    words = ngettext(
        "%(names)s watches until %(time)s", "%(names)s watch until %(time)s", len(ends)
    )
    return words % {"names": names, "time": until}


def _then(book: Book, now: datetime) -> str:
    """The next beginning of the week ahead."""
    for turn in _turns(book, now):
        if turn.starts > now and turn.member is not None:
            name = book.members[turn.member].user.first_name
            zone = book.practice.zone
            begins = until_words(turn.starts, now, zone)
            return _("%(name)s watches next, from %(time)s.") % {"name": name, "time": begins}
    return ""


def _turns(book: Book, now: datetime) -> list[Turn]:
    today = now.astimezone(book.practice.zone).date()
    return book.plan.turns(book.people, first=today - _BACK, last=today + _AHEAD, now=now)


def requests_of(book: Book, *, reader: Membership, now: datetime) -> list[Asking]:
    """Requests that wait for an answer and are not over: one's own, or all for who edits."""
    is_editor = may(reader.role, Act.EDIT_ROSTER)
    found = []
    for row in book.kept.requests:
        turn = book.plan.turn(row.shift_id, row.on)
        asker, asked = book.members.get(row.asker_id), book.members.get(row.asked_id)
        if turn is None or turn.ends <= now or asker is None or asked is None:
            continue
        if is_editor or reader.pk in (asker.pk, asked.pk):
            found.append(
                Asking(
                    row=row,
                    asker=asker.user.first_name,
                    asked=asked.user.first_name,
                    when=turn_words(book, turn),
                    is_to_answer=asked.pk == reader.pk,
                    can_withdraw=is_editor or asker.pk == reader.pk,
                )
            )
    return found


def turn_words(book: Book, turn: Turn) -> str:
    """ "Saturday, Nov 28, 09:00 to 13:00"."""
    clock = clock_words(turn.starts, turn.ends, book.practice.zone)
    return f"{day_words(turn.on)}, {clock}"


def days_off_of(book: Book, *, reader: Membership, today: date) -> list[Off]:
    """Days off of everybody from today on; one query."""
    rows = DaysOff.objects.filter(member__in=book.members, last_on__gte=today)
    return [_off(book, row, reader) for row in rows.order_by("first_on", "pk")]


def _off(book: Book, row: DaysOff, reader: Membership) -> Off:
    stand_in = book.members.get(row.stand_in_id or 0)
    return Off(
        row=row,
        name=book.members[row.member_id].user.first_name,
        days=short_days_between(row.first_on, row.last_on),
        cover=_("%(name)s stands in") % {"name": stand_in.user.first_name}
        if stand_in
        else _("nobody stands in"),
        can_remove=row.member_id == reader.pk or may(reader.role, Act.EDIT_ROSTER),
    )


def notes_of(book: Book, *, reader: Membership) -> list[Word]:
    """The last hand-over notes that are the reader's to read, newest first (O1)."""
    reads_all = may(reader.role, Act.READ_PRIVATE)
    notes = [each for each in book.kept.notes if reads_all or each.row.is_for_agency]
    return [
        Word(
            note=note,
            author=_author(book, note),
            is_new=reader.pk not in note.readers and note.row.author_id != reader.pk,
        )
        for note in notes
    ]


def fresh_note(book: Book, *, reader: Membership, now: datetime) -> Word | None:
    """The newest note, while it is fresh and the reader, who is on duty, has not read it."""
    word = next(iter(notes_of(book, reader=reader)), None)
    if word is None or not word.is_new or now - word.note.row.written_at > FRESH:
        return None
    is_on_duty = any(each.pk == reader.pk for each in book.on_duty(now))
    return word if is_on_duty else None


def _author(book: Book, note: Note) -> str:
    author = book.members.get(note.row.author_id)
    return author.user.first_name if author else _("Somebody who left")
