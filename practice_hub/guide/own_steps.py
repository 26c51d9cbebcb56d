"""The steps of the setup that are about people and the practice itself."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from practice_hub.guide import facts
from practice_hub.guide.steps import Fact, Place, Step, register_step
from practice_hub.practices.hours import HoursBook
from practice_hub.practices.models import Practice


def _practice(practice: Practice, now: datetime) -> Fact:
    is_said = not HoursBook.of(practice).place(None).is_assumed
    return Fact(is_said, facts.hours_words(practice, now))


def _people(practice: Practice, now: datetime) -> Fact:
    return Fact(facts.has_company(practice), facts.people_words(practice, now))


def _voice(practice: Practice, now: datetime) -> Fact:
    return Fact(bool(practice.voice_notes.strip()), facts.voice_words(practice, now))


def _duty(practice: Practice, now: datetime) -> Fact:
    return Fact(facts.has_roster(practice, now), facts.duty_words(practice, now))


def _rehearsal(practice: Practice, now: datetime) -> Fact:
    if settings.IS_DEMO:
        words = _("The town is running: what is written there comes in here in seconds.")
        return Fact(False, words)
    return Fact(
        False,
        _(
            "The town, a pretend network to practice in, runs in the demo only: an installation "
            "that answers real people never talks to it. Whoever looks after the hub can start a "
            "demo on any computer."
        ),
    )


register_step(
    Step(
        Place.PRACTICE,
        gettext_noop("The practice and its hours"),
        gettext_noop(
            "Name, time zone, places, and when you are open. Target times, promises and quiet "
            "nights count by them."
        ),
        "people:hours",
        gettext_noop("Opening hours"),
        _practice,
        other_route="people:practice",
        other_act=gettext_noop("Name, time zone, places"),
    )
)
register_step(
    Step(
        Place.PEOPLE,
        gettext_noop("The people"),
        gettext_noop(
            "Invite the front desk, a doctor who approves what is medical, and whoever stands in."
        ),
        "people:list",
        gettext_noop("Invite people"),
        _people,
    )
)
register_step(
    Step(
        Place.VOICE,
        gettext_noop("Voice and signature"),
        gettext_noop(
            "A few lines on how you speak stand beside everyone who writes, and every answer is "
            "signed by a person."
        ),
        "people:voice",
        gettext_noop("Write how you speak"),
        _voice,
        other_route="people:account",
        other_act=gettext_noop("Your own signature"),
    )
)
register_step(
    Step(
        Place.DUTY,
        gettext_noop("Who is on duty"),
        gettext_noop("Somebody watches in every opening hour, or you are told that nobody does."),
        "roster:page",
        gettext_noop("Open the roster"),
        _duty,
    )
)
register_step(
    Step(
        Place.REHEARSAL,
        gettext_noop("A rehearsal"),
        gettext_noop(
            "Write a post as somebody in town, watch it arrive, claim it, answer it, and see your "
            "answer there. Nothing reaches a real network."
        ),
        "guide:rehearsal",
        gettext_noop("See how"),
        _rehearsal,
        is_by_word=True,
    )
)
