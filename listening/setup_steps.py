"""The steps of the setup, and the lines of the settings, that are about what is listened to."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from listening.models import NetworkAccount, WatchTerm
from practice_hub.guide.lines import Line, Shelf, register_line
from practice_hub.guide.steps import Fact, Place, Step, register_step
from practice_hub.guide.words import counted, listed
from practice_hub.practices.models import Membership, Practice

_GONE = NetworkAccount.Status.DISCONNECTED


def _sources(practice: Practice, now: datetime) -> Fact:
    statuses = [
        *NetworkAccount.objects.of(practice)
        .sources()
        .exclude(status=_GONE)
        .values_list("status", flat=True)
    ]
    waiting = sum(status != NetworkAccount.Status.CONNECTED for status in statuses)
    count = len(statuses) - waiting
    connected = ngettext("%(count)s source connected", "%(count)s sources connected", count)
    words = (
        counted(count, connected),
        _("%(count)s waiting for somebody") % {"count": waiting} if waiting else "",
    )
    return Fact(bool(statuses), listed(words))


def _terms(practice: Practice, now: datetime) -> Fact:
    watched = WatchTerm.objects.of(practice).watched().count()
    words = ngettext("%(count)s term watched", "%(count)s terms watched", watched)
    return Fact(bool(watched), listed([counted(watched, words)]))


register_step(
    Step(
        Place.SOURCES,
        gettext_noop("What you listen to"),
        gettext_noop(
            "Connect the handles and pages of the practice. Until one is connected nothing can "
            "come in."
        ),
        "listening:sources",
        gettext_noop("Connect a source"),
        _sources,
    )
)
register_step(
    Step(
        Place.TERMS,
        gettext_noop("Words to watch for"),
        gettext_noop(
            "Your name, your doctors, common misspellings and treatments, so that you hear what is "
            "said without your handle."
        ),
        "listening:sources",
        gettext_noop("Add a word"),
        _terms,
        anchor="terms",
    )
)


def _line_of_sources(member: Membership, now: datetime) -> str:
    return _sources(member.practice, now).said


def _line_of_terms(member: Membership, now: datetime) -> str:
    return _terms(member.practice, now).said


register_line(
    Line(
        Shelf.LISTENING,
        gettext_noop("Sources"),
        "radio-tower",
        "listening:sources",
        _line_of_sources,
    )
)
register_line(
    Line(
        Shelf.LISTENING,
        gettext_noop("Words to watch for"),
        "binoculars",
        "listening:sources",
        _line_of_terms,
        anchor="terms",
    )
)
