"""The lines of the settings that are about people, the practice itself and the machine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

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
    return words


def _setup(member: Membership, now: datetime) -> str:
    setup = setup_of(member.practice, now)
    skipped = f", {setup.skipped} skipped" if setup.skipped else ""
    return f"{setup.done} of {setup.total} steps done{skipped}."


def _sign_in(member: Membership, now: datetime) -> str:
    rules = Rules.of(member.practice.sign_in_rules)
    least = min(rules.minutes.values())
    unused = f"{least} minutes" if least < 60 else f"{least // 60} h"
    days = "a day" if rules.days == 1 else f"{rules.days} days"
    return f"Signed out after {unused} without use at the earliest, and after {days} in any case."


def _chain(member: Membership, now: datetime) -> str:
    chain = settings_of(member.practice_id)
    return (
        f"The desk after {chain.desk_minutes} min, the managers {chain.managers_minutes} min "
        f"later, the owners another {chain.owners_minutes} min later."
    )


def _told(member: Membership, now: datetime) -> str:
    mine = preferences(member)
    desktop = "Desktop notifications are on" if mine.is_desktop_on else "No desktop notifications"
    rest = mine.rest
    if rest.quiet_from is None or rest.quiet_until is None:
        return f"{desktop}. No quiet hours."
    return f"{desktop}. Quiet from {rest.quiet_from:%H:%M} to {rest.quiet_until:%H:%M}."


def _undisturbed(member: Membership, now: datetime) -> str:
    until = member.user.undisturbed_until
    if until is None or until <= now:
        return "You are told of everything as you chose."
    return f"Only emergencies call you until {until_words(until, now, member.practice.zone)}."


def _me(member: Membership, now: datetime) -> str:
    user = member.user
    return f"{user.name}. Your answers are signed “{user.signature or user.first_name}”."


HEALTH = "Whether everything is alive that hears, sends and reminds."
AUDIT = "Who did what, and who looked at what. It cannot be changed."
_LINES = (
    (Shelf.PRACTICE, "Setup", "compass", "guide:setup", _setup),
    (
        Shelf.PRACTICE,
        "Practice and places",
        "building-2",
        "people:practice",
        partial(_about, facts.practice_words),
    ),
    (
        Shelf.PRACTICE,
        "Opening hours",
        "clock",
        "people:hours",
        partial(_about, facts.hours_words),
    ),
    (
        Shelf.PRACTICE,
        "Voice and signature",
        "pen-line",
        "people:voice",
        partial(_about, facts.voice_words),
    ),
    (Shelf.PEOPLE, "People", "users", "people:list", partial(_about, facts.people_words)),
    (
        Shelf.PEOPLE,
        "Duty roster",
        "calendar-clock",
        "roster:page",
        partial(_about, facts.duty_words),
    ),
    (Shelf.PEOPLE, "Who is told next", "bell-ring", "alerts:chain", _chain),
    (Shelf.PEOPLE, "Signing in", "key-round", "people:security", _sign_in),
)
for each in _LINES:
    register_line(Line(*each))
register_line(Line(Shelf.YOU, "Account", "user-round", "people:account", _me, act=Act.READ_PUBLIC))
register_line(
    Line(Shelf.YOU, "Notifications", "bell", "alerts:settings", _told, act=Act.READ_ALERTS)
)
register_line(
    Line(
        Shelf.YOU,
        "Do not disturb",
        "bell-off",
        "alerts:undisturbed",
        _undisturbed,
        act=Act.READ_ALERTS,
    )
)
register_line(
    Line(
        Shelf.RECORDS,
        "Audit",
        "scroll-text",
        "audit:page",
        partial(_always, AUDIT),
        act=Act.READ_AUDIT,
    )
)
register_line(Line(Shelf.RECORDS, "Health", "heart-pulse", "health:page", partial(_always, HEALTH)))
