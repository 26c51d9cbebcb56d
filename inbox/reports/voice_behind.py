"""The lists behind the figures of the voice: mentions by mood and topic, talks by outcome."""

from __future__ import annotations

from typing import get_args

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox.models import Conversation
from inbox.reports.behind import MORE_SETS
from inbox.reports.behind_rows import PAGE_SIZE, Behind, BehindRow, UnknownSetError, row_of
from inbox.reports.filters import Filters
from inbox.reports.voice import mentions_behind
from inbox.reports.voice_outcomes import Outcome, conversations_behind
from listening.models import Mention, Sentiment
from listening.models.mentions import MentionQuerySet
from listening.scoring import label_of
from listening.scoring.topics import SUBJECTS

_OUTCOMES: dict[Outcome, str] = {
    "unhappy": gettext_noop("Unhappy conversations"),
    "answered": gettext_noop("Unhappy conversations that we answered"),
    "edited": gettext_noop("The person changed what they wrote"),
    "removed": gettext_noop("The person took it back"),
    "happier": gettext_noop("The person came back happier"),
    "advocates": gettext_noop("The person became an advocate"),
    "recovered": gettext_noop("Unhappy conversations that ended well"),
}


def mentions(f: Filters, mood: str, page: int, sees_private: bool) -> Behind:
    """ "mentions" are all of the period, "mentions:NEGATIVE" those of one mood."""
    if mood not in ("", *Sentiment.values):
        raise UnknownSetError(_("There is no such mood."))
    found = mentions_behind(f, sentiment=mood, sees_private=sees_private)
    label = _("Posts: %(mood)s") % {"mood": Sentiment(mood).label.lower()} if mood else _("Posts")
    return _listed(f"mentions:{mood}" if mood else "mentions", label, found, page)


def topic(f: Filters, key: str, page: int, sees_private: bool) -> Behind:
    """ "topic:LIPS" are the mentions that speak of it."""
    if key not in SUBJECTS:
        raise UnknownSetError(_("There is no such treatment or topic."))
    found = mentions_behind(f, topic=key, sees_private=sees_private)
    return _listed(
        f"topic:{key}", _("Posts about: %(topic)s") % {"topic": label_of(key)}, found, page
    )


def outcome(f: Filters, name: str, page: int, sees_private: bool) -> Behind:
    """ "outcome:recovered" are conversations, by the names of `Outcomes`."""
    known = next((one for one in get_args(Outcome) if one == name), None)
    if known is None:
        raise UnknownSetError(_("There is no such outcome."))
    found = conversations_behind(f, known, sees_private=sees_private)
    rows = found.select_related("author", "location", "assigned_to").order_by("-started_at", "-pk")
    label = _(_OUTCOMES[known])
    shown = [_talk_row(row, label) for row in rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]]
    return Behind(f"outcome:{name}", label, found.count(), shown, page)


def _listed(which: str, label: str, found: MentionQuerySet, page: int) -> Behind:
    related = ("inbox_item__conversation__author", "inbox_item__conversation__location")
    rows = found.filter(inbox_item__isnull=False).select_related(*related)
    shown = [_mention_row(row) for row in rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]]
    return Behind(which, label, found.count(), shown, page)


def _mention_row(row: Mention) -> BehindRow:
    verdict = str(Sentiment(row.shown_sentiment).label)
    return row_of(row.inbox_item.conversation, row.posted_at, verdict, None)


def _talk_row(row: Conversation, label: str) -> BehindRow:
    return row_of(row, row.started_at, label, row.assigned_to)


MORE_SETS.update({"mentions": mentions, "topic": topic, "outcome": outcome})
