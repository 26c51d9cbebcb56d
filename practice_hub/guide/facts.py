"""What the kernel's own settings are just now: one sentence each, one or two queries."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from practice_hub.guide.words import counted, listed, week_words
from practice_hub.practices.hours import HoursBook
from practice_hub.practices.models import Invitation, Location, Membership, Practice
from practice_hub.practices.zones import zone_words
from practice_hub.roster.selectors import load_book


def practice_words(practice: Practice, now: datetime) -> str:
    places = Location.objects.filter(practice=practice).count()
    said = counted(places, ngettext("%(count)s place", "%(count)s places", places))
    return listed((practice.name, zone_words(practice.time_zone), said))


def hours_words(practice: Practice, now: datetime) -> str:
    place = HoursBook.of(practice).place(None)
    if place.is_assumed:
        return _("Nobody has said yet. Weekdays from 09:00 to 18:00 are assumed.")
    return week_words(place.hours.week.days)


def people_words(practice: Practice, now: datetime) -> str:
    members, waiting = _people(practice)
    if members + waiting < 2:
        return _("Nobody but you so far.")
    people = counted(members, ngettext("%(count)s person", "%(count)s people", members))
    invited = ngettext("%(count)s invited", "%(count)s invited", waiting) % {"count": waiting}
    return listed((people, invited if waiting else ""))


def has_company(practice: Practice) -> bool:
    """Whether anybody but the first one is here, or asked to come."""
    members, waiting = _people(practice)
    return members + waiting > 1


def _people(practice: Practice) -> tuple[int, int]:
    members = Membership.objects.active().filter(practice=practice).count()
    waiting = Invitation.objects.open().filter(practice=practice).count()
    return members, waiting


def voice_words(practice: Practice, now: datetime) -> str:
    signed = _("Signed with a first name") if practice.is_signing_replies else _("Not signed")
    lines = len(practice.voice_notes.split("\n")) if practice.voice_notes.strip() else 0
    words = ngettext("%(count)s line on how you speak", "%(count)s lines on how you speak", lines)
    return listed((signed, counted(lines, words)))


def duty_words(practice: Practice, now: datetime) -> str:
    book = load_book(practice.pk)
    if book is None or not book.is_kept(now):
        return _("There is no roster yet, so alerts go to the whole desk.")
    names = [member.user.first_name for member in book.on_duty(now)]
    if not names:
        return _("Nobody is on duty just now.")
    return _("On duty now: %(names)s.") % {"names": ", ".join(names)}


def has_roster(practice: Practice, now: datetime) -> bool:
    book = load_book(practice.pk)
    return book is not None and book.is_kept(now)
