"""The demo's roster: Ana and Ben share the day, Vera has the evening, Saturday is left open."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import F

from practice_hub.practices.business_hours_spans import Span
from practice_hub.practices.models import Membership, Practice
from practice_hub.roster.actions import (
    Wish,
    add_days_off,
    add_shifts,
    ask,
    mark_read,
    write_note,
)
from practice_hub.roster.actions.watching import span_from
from practice_hub.roster.models import Shift
from practice_hub.roster.selectors import load_book
from practice_hub.roster.wanted import open_gaps
from practice_hub.roster.week import DAY, midnight

_WEEK = {"ana": "08:00-13:30", "ben": "13:30-18:00", "vera": "18:00-22:00"}
_PAST = timedelta(weeks=3)
_NOTE = "Quiet afternoon. Two answers wait for Dr. Priya, and the price list changes on the first."


def ensure_demo_roster(practice: Practice, now: datetime) -> None:
    """Make the roster where there is none; then fill what is left open today and tomorrow.

    So the demo never begins with an alarm, whatever day and hour it is started. Idempotent: what
    somebody changed stays.
    """
    staff = _staff(practice)
    if not Shift.objects.filter(practice=practice).exists():
        _seed(staff, now.astimezone(practice.zone).date(), now)
    _fill(practice, staff, now)


def _staff(practice: Practice) -> dict[str, Membership]:
    members = Membership.objects.active().filter(practice=practice).select_related("user")
    return {member.user.email.split("@")[0]: member for member in members}


def _seed(staff: dict[str, Membership], today: date, now: datetime) -> None:
    week = [today + number * DAY for number in range(7)]
    workdays = [on for on in week if on.weekday() < 5]
    hours = {key: Span.parse(text) for key, text in _WEEK.items()}
    wishes = [Wish(staff[key].pk, hours[key], on) for on in workdays for key in hours]
    add_shifts(actor=staff["mona"], wishes=wishes, at=now)
    # As if it had been so for a while.
    Shift.objects.filter(practice=staff["mona"].practice).update(first_on=F("first_on") - _PAST)
    # Days that are neither today nor tomorrow: one on which Ben is off, and one he is asked for.
    later = [on for on in workdays if on > today + DAY]
    _day_off(staff, later[0], now)
    shift = Shift.objects.get(member=staff["ana"], weekday=later[1].weekday())
    ask(actor=staff["ana"], shift_id=shift.pk, on=later[1], member_id=staff["ben"].pk, at=now)
    hour_ago = now - timedelta(hours=1)
    note = write_note(actor=staff["ben"], text=_NOTE, is_for_agency=False, at=hour_ago)
    mark_read(actor=staff["ana"], note_id=note.pk, at=now)


def _day_off(staff: dict[str, Membership], on: date, now: datetime) -> None:
    """Ben's; Mona stands in."""
    add_days_off(
        actor=staff["mona"],
        member_id=staff["ben"].pk,
        first_on=on,
        last_on=on,
        stand_in_id=staff["mona"].pk,
        at=now,
    )


def _fill(practice: Practice, staff: dict[str, Membership], now: datetime) -> None:
    book = load_book(practice.pk)
    if book is None or "ana" not in staff:
        return
    today = now.astimezone(practice.zone).date()
    for on in (today, today + DAY):
        edges = (midnight(on, practice.zone), midnight(on + DAY, practice.zone))
        found = [span_from(gap, practice.zone) for gap in open_gaps(book, *edges, now)]
        wishes = [Wish(staff["ana"].pk, span, on, on) for span in found]
        add_shifts(actor=staff["mona"], wishes=wishes, at=now)
