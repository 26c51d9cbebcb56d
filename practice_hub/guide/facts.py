"""What the kernel's own settings are just now: one sentence each, one or two queries."""

from __future__ import annotations

from datetime import datetime

from practice_hub.guide.words import counted, listed, week_words
from practice_hub.practices.hours import HoursBook
from practice_hub.practices.models import Invitation, Location, Membership, Practice
from practice_hub.practices.zones import zone_words
from practice_hub.roster.selectors import load_book


def practice_words(practice: Practice, now: datetime) -> str:
    places = Location.objects.filter(practice=practice).count()
    return listed(
        (practice.name, zone_words(practice.time_zone), counted(places, "place", "places"))
    )


def hours_words(practice: Practice, now: datetime) -> str:
    place = HoursBook.of(practice).place(None)
    if place.is_assumed:
        return "Nobody has said yet. Weekdays from 09:00 to 18:00 are assumed."
    return week_words(place.hours.week.days)


def people_words(practice: Practice, now: datetime) -> str:
    members, waiting = _people(practice)
    if members + waiting < 2:
        return "Nobody but you so far."
    invited = f"{waiting} invited" if waiting else ""
    return listed((counted(members, "person", "people"), invited))


def has_company(practice: Practice) -> bool:
    """Whether anybody but the first one is here, or asked to come."""
    members, waiting = _people(practice)
    return members + waiting > 1


def _people(practice: Practice) -> tuple[int, int]:
    members = Membership.objects.active().filter(practice=practice).count()
    waiting = Invitation.objects.open().filter(practice=practice).count()
    return members, waiting


def voice_words(practice: Practice, now: datetime) -> str:
    signed = "Signed with a first name" if practice.is_signing_replies else "Not signed"
    lines = len(practice.voice_notes.split("\n")) if practice.voice_notes.strip() else 0
    return listed((signed, counted(lines, "line on how you speak", "lines on how you speak")))


def duty_words(practice: Practice, now: datetime) -> str:
    book = load_book(practice.pk)
    if book is None or not book.is_kept(now):
        return "There is no roster yet, so alerts go to the whole desk."
    names = [member.user.first_name for member in book.on_duty(now)]
    return f"On duty now: {', '.join(names)}." if names else "Nobody is on duty just now."


def has_roster(practice: Practice, now: datetime) -> bool:
    book = load_book(practice.pk)
    return book is not None and book.is_kept(now)
