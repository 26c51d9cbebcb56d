"""The lines of the settings that are about people, the practice itself and the machine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from practice_hub.alerts.chain import settings_of
from practice_hub.alerts.preferences import preferences
from practice_hub.guide import facts
from practice_hub.guide.lines import Line, Shelf, register_line
from practice_hub.guide.steps import setup_of
from practice_hub.practices.away_words import until_words
from practice_hub.practices.idle import Rules
from practice_hub.practices.models import Membership, Practice
from practice_hub.roles import Act


def _about(fact: Callable[[Practice, datetime], str], member: Membership, now: datetime) -> str:
    return fact(member.practice, now)


def _always(words: str, member: Membership, now: datetime) -> str:
    return _(words)


def _setup(member: Membership, now: datetime) -> str:
    setup = setup_of(member.practice, now)
    count = {"done": setup.done, "total": setup.total, "skipped": setup.skipped}
    if not setup.skipped:
        return _("%(done)s of %(total)s steps done.") % count
    words = ngettext(
        "%(done)s of %(total)s steps done, %(skipped)s skipped.",
        "%(done)s of %(total)s steps done, %(skipped)s skipped.",
        setup.skipped,
    )
    return words % count


def _sign_in(member: Membership, now: datetime) -> str:
    rules = Rules.of(member.practice.sign_in_rules)
    least = min(rules.minutes.values())
    unused = _("%(count)s minutes") % {"count": least}
    if least >= 60:
        unused = _("%(count)s h") % {"count": least // 60}
    words = ngettext(
        "Signed out after %(unused)s without use at the earliest, and after a day in any case.",
        "Signed out after %(unused)s without use at the earliest, and after %(days)s days in any "
        "case.",
        rules.days,
    )
    return words % {"unused": unused, "days": rules.days}


def _chain(member: Membership, now: datetime) -> str:
    chain = settings_of(member.practice_id)
    words = _(
        "The desk after %(desk)s min, the managers %(managers)s min later, the owners another "
        "%(owners)s min later."
    )
    return words % {
        "desk": chain.desk_minutes,
        "managers": chain.managers_minutes,
        "owners": chain.owners_minutes,
    }


def _told(member: Membership, now: datetime) -> str:
    mine = preferences(member)
    desktop = _("No desktop notifications.")
    if mine.is_desktop_on:
        desktop = _("Desktop notifications are on.")
    rest = mine.rest
    if rest.quiet_from is None or rest.quiet_until is None:
        quiet = _("No quiet hours.")
    else:
        clocks = {"begin": f"{rest.quiet_from:%H:%M}", "end": f"{rest.quiet_until:%H:%M}"}
        quiet = _("Quiet from %(begin)s to %(end)s.") % clocks
    return f"{desktop} {quiet}"


def _undisturbed(member: Membership, now: datetime) -> str:
    until = member.user.undisturbed_until
    if until is None or until <= now:
        return _("You are told of everything as you chose.")
    words = until_words(until, now, member.practice.zone)
    return _("Only emergencies call you until %(until)s.") % {"until": words}


def _me(member: Membership, now: datetime) -> str:
    user = member.user
    signature = user.signature or user.first_name
    words = _("%(name)s. Your answers are signed “%(signature)s”.")
    return words % {"name": user.name, "signature": signature}


HEALTH = gettext_noop("Whether everything is alive that hears, sends and reminds.")
AUDIT = gettext_noop("Who did what, and who looked at what. It cannot be changed.")
_LINES = (
    (Shelf.PRACTICE, gettext_noop("Setup"), "compass", "guide:setup", _setup),
    (
        Shelf.PRACTICE,
        gettext_noop("Practice and places"),
        "building-2",
        "people:practice",
        partial(_about, facts.practice_words),
    ),
    (
        Shelf.PRACTICE,
        gettext_noop("Opening hours"),
        "clock",
        "people:hours",
        partial(_about, facts.hours_words),
    ),
    (
        Shelf.PRACTICE,
        gettext_noop("Voice and signature"),
        "pen-line",
        "people:voice",
        partial(_about, facts.voice_words),
    ),
    (
        Shelf.PEOPLE,
        gettext_noop("People"),
        "users",
        "people:list",
        partial(_about, facts.people_words),
    ),
    (
        Shelf.PEOPLE,
        gettext_noop("Duty roster"),
        "calendar-clock",
        "roster:page",
        partial(_about, facts.duty_words),
    ),
    (Shelf.PEOPLE, gettext_noop("Who is told next"), "bell-ring", "alerts:chain", _chain),
    (Shelf.PEOPLE, gettext_noop("Signing in"), "key-round", "people:security", _sign_in),
)
for each in _LINES:
    register_line(Line(*each))
register_line(
    Line(
        Shelf.YOU, gettext_noop("Account"), "user-round", "people:account", _me, act=Act.READ_PUBLIC
    )
)
register_line(
    Line(
        Shelf.YOU,
        gettext_noop("Notifications"),
        "bell",
        "alerts:settings",
        _told,
        act=Act.READ_ALERTS,
    )
)
register_line(
    Line(
        Shelf.YOU,
        gettext_noop("Do not disturb"),
        "bell-off",
        "alerts:undisturbed",
        _undisturbed,
        act=Act.READ_ALERTS,
    )
)
register_line(
    Line(
        Shelf.RECORDS,
        gettext_noop("Audit"),
        "scroll-text",
        "audit:page",
        partial(_always, AUDIT),
        act=Act.READ_AUDIT,
    )
)
register_line(
    Line(
        Shelf.RECORDS,
        gettext_noop("Health"),
        "heart-pulse",
        "health:page",
        partial(_always, HEALTH),
    )
)
