""" "I watch": one click fills the gap. And whether somebody should watch around the clock."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from practice_hub.practices.business_hours_spans import DAY_MINUTES, Span
from practice_hub.practices.models import Membership
from practice_hub.roles import Act
from practice_hub.roster.actions.common import RosterError, begin, changed
from practice_hub.roster.models import Roster, Shift
from practice_hub.roster.selectors import load_book, on_duty
from practice_hub.roster.wanted import Stretch, gap_now
from practice_hub.roster.words import names_words


@transaction.atomic(durable=True)
def watch_now(*, actor: Membership, at: datetime) -> datetime:
    """A shift of its own for the actor, from now to the end of the gap; returns that end (UTC).

    Raises RosterError when somebody watches already, nobody has to, or the actor is marked as
    away; PeopleError.
    """
    return take_gap(actor, at)


def take_gap(actor: Membership, at: datetime) -> datetime:
    """`watch_now` in the caller's transaction."""
    practice, doer = begin(actor, Act.TAKE_SHIFTS)
    book = load_book(practice.pk)
    gap = gap_now(book, at) if book else None
    if book is None or gap is None:
        raise RosterError(_not_needed(book.on_duty(at) if book else []))
    on, span = at.astimezone(practice.zone).date(), span_from(gap, practice.zone)
    shift = Shift.objects.create(
        practice=practice,
        member=doer,
        weekday=on.weekday(),
        opens=span.opens,
        closes=span.closes,
        first_on=on,
        last_on=on,
        created_at=at,
    )
    changed("roster.watching", shift, doer, at, until=gap[1].isoformat())
    if doer.pk not in (each.pk for each in on_duty(practice.pk, at)):
        raise RosterError(_("You are marked as away or off today. Say that you are back first."))
    return gap[1]


def span_from(stretch: Stretch, zone: ZoneInfo) -> Span:
    """The wall clock's whole minutes around a stretch of some hours, which begins on its date."""
    starts, ends = (moment.astimezone(zone) for moment in stretch)
    opens = starts.hour * 60 + starts.minute
    closes = ends.hour * 60 + ends.minute + bool(ends.second or ends.microsecond)
    closes += DAY_MINUTES * (ends.date() > starts.date())
    # In the hour that comes twice the wall may show an end that lies before the beginning.
    return Span(opens, closes if closes > opens else opens + 60)


@transaction.atomic(durable=True)
def set_always(*, actor: Membership, is_always: bool, at: datetime) -> None:
    """Whether somebody should watch around the clock, or in opening hours only. PeopleError."""
    practice, doer = begin(actor, Act.EDIT_ROSTER)
    roster, _is_new = Roster.objects.get_or_create(practice=practice)
    if roster.is_watched_always != is_always:
        Roster.objects.filter(pk=roster.pk).update(is_watched_always=is_always)
        changed("roster.always_changed", roster, doer, at, is_always=is_always)


def _not_needed(watching: list[Membership]) -> str:
    if watching:
        names = names_words([each.user.first_name for each in watching])
        return _("Somebody is on duty already: %(names)s.") % {"names": names}
    return _("Nobody has to watch right now.")
