"""The words of the audit for sources and posts (registered in `apps.py`)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_noop

from listening.models import Feed, Mention, NetworkAccount, Spread, WatchTerm
from practice_hub.audit.words import Group, Subject, of_practice, register_subject, register_words

register_words(
    Group.SOURCES,
    {
        "account.connected": gettext_noop("connected an account"),
        "account.reconnected": gettext_noop("connected an account again"),
        "account.disconnected": gettext_noop("disconnected an account"),
        "account.confirmed": gettext_noop("confirmed an account after a restore"),
        "account.paused": gettext_noop("paused an account"),
        "account.resumed": gettext_noop("resumed an account"),
        "account.location_chosen": gettext_noop("chose the location of an account"),
        "account.looked_now": gettext_noop("asked for a look at a source at once"),
        "account.status_changed": (
            gettext_noop("changed the state of an account"),
            gettext_noop("An account changed its state."),
        ),
        "account.answers_blocked": (
            gettext_noop("stopped the answers of an account"),
            gettext_noop("A network stopped the answers of an account."),
        ),
        "account.answers_let_go": gettext_noop("let the answers of an account go out again"),
        "account.caught_up": (
            gettext_noop("read what was missed"),
            gettext_noop("What was missed while an account was away was read."),
        ),
        "feed.gap_dismissed": gettext_noop("put a gap in the reading aside"),
        "watch_term.added": gettext_noop("added a watched word"),
        "watch_term.changed": gettext_noop("changed a watched word"),
        "watch_term.paused": gettext_noop("paused a watched word"),
        "watch_term.resumed": gettext_noop("resumed a watched word"),
        "watch_term.removed": gettext_noop("removed a watched word"),
    },
)


def _sources(_: object) -> str:
    return reverse("listening:sources")


register_subject(
    NetworkAccount,
    Subject(gettext_noop("Account"), rows=of_practice(NetworkAccount), path=_sources, label=str),
)
register_subject(
    WatchTerm,
    Subject(gettext_noop("Watched word"), rows=of_practice(WatchTerm), path=_sources),
)
register_subject(Feed, Subject(gettext_noop("Feed")))
register_subject(Spread, Subject(gettext_noop("Crowd")))
register_subject(Mention, Subject(gettext_noop("Post")))
