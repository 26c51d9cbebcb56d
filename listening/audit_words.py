"""The words of the audit for sources and posts (registered in `apps.py`)."""

from __future__ import annotations

from django.urls import reverse

from listening.models import Feed, Mention, NetworkAccount, Spread, WatchTerm
from practice_hub.audit.words import Group, Subject, of_practice, register_subject, register_words

register_words(
    Group.SOURCES,
    {
        "account.connected": "connected an account",
        "account.reconnected": "connected an account again",
        "account.disconnected": "disconnected an account",
        "account.confirmed": "confirmed an account after a restore",
        "account.paused": "paused an account",
        "account.resumed": "resumed an account",
        "account.location_chosen": "chose the location of an account",
        "account.looked_now": "asked for a look at a source at once",
        "account.status_changed": (
            "changed the state of an account",
            "An account changed its state.",
        ),
        "account.answers_blocked": (
            "stopped the answers of an account",
            "A network stopped the answers of an account.",
        ),
        "account.answers_let_go": "let the answers of an account go out again",
        "account.caught_up": (
            "read what was missed",
            "What was missed while an account was away was read.",
        ),
        "feed.gap_dismissed": "put a gap in the reading aside",
        "watch_term.added": "added a watched word",
        "watch_term.changed": "changed a watched word",
        "watch_term.paused": "paused a watched word",
        "watch_term.resumed": "resumed a watched word",
        "watch_term.removed": "removed a watched word",
    },
)


def _sources(_: object) -> str:
    return reverse("listening:sources")


register_subject(
    NetworkAccount,
    Subject("Account", rows=of_practice(NetworkAccount), path=_sources, label=str),
)
register_subject(
    WatchTerm,
    Subject("Watched word", rows=of_practice(WatchTerm), path=_sources),
)
register_subject(Feed, Subject("Feed"))
register_subject(Spread, Subject("Crowd"))
register_subject(Mention, Subject("Post"))
