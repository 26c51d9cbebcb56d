"""Everything about a person as tables: no colleague is named, because they are people as well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox.models import Callback, CallbackAttempt, Conversation, Note, Reply
from inbox.privacy.holdings import conversations_of, mentions_of
from listening.models import Author, MentionRevision, Share
from practice_hub.sheets.cells import Column, Row, Sheet

_CHUNK: Final = 500
_POST_TITLES: Final = (
    *(
        gettext_noop("Number"),
        gettext_noop("Network"),
        gettext_noop("Kind"),
        gettext_noop("Seen by"),
        gettext_noop("Written by"),
        gettext_noop("Written"),
        gettext_noop("First seen here"),
    ),
    *(
        gettext_noop("Edited"),
        gettext_noop("Forgotten"),
        gettext_noop("Text"),
        gettext_noop("Address"),
        gettext_noop("Feeling, as read here"),
        gettext_noop("Kind, as read here"),
    ),
    gettext_noop("Topics"),
)


def tables(people: Sequence[Author], *, has_notes: bool) -> list[Sheet]:
    """`has_notes`: with what colleagues wrote down. Rows are read when they are gone through."""
    ids = [one.pk for one in people]
    found = [_identities(people), _posts(ids), _versions(ids), _answers(ids, has_notes)]
    found += [_calls(ids, has_notes), _attempts(ids, has_notes), _reposts(ids), _cases(ids)]
    return [*found, _notes(ids), _lines(ids)] if has_notes else found


def _sheet(key: str, name: str, titles: Sequence[str], rows: Iterator[Row]) -> Sheet:
    columns = [
        Column(_(title), width=80 if title == gettext_noop("Text") else 20) for title in titles
    ]
    return Sheet(key, _(name), columns, rows)


def _identities(people: Sequence[Author]) -> Sheet:
    rows: Iterator[Row] = (
        (
            *(one.get_network_display(), one.external_id, one.handle, one.display_name),
            *(one.avatar_url, one.followers, one.first_seen_at),
        )
        for one in people
    )
    titles = (
        gettext_noop("Network"),
        gettext_noop("Number there"),
        gettext_noop("Handle"),
        gettext_noop("Name"),
        gettext_noop("Picture"),
        gettext_noop("Followers"),
        gettext_noop("First seen"),
    )
    return _sheet("who", gettext_noop("Who"), titles, rows)


def _posts(ids: Sequence[int]) -> Sheet:
    """What is gone already has no text; its times are told."""
    found = mentions_of(ids).order_by("posted_at", "pk")
    rows: Iterator[Row] = (
        (
            *(one.pk, one.get_network_display(), one.get_kind_display()),
            *(one.get_audience_display(), _("the practice") if one.is_own else _("the person")),
            *(one.posted_at, one.first_seen_at, one.edited_at, one.deleted_at),
            *(one.text, one.permalink, one.shown_sentiment, one.category, ", ".join(one.topics)),
        )
        for one in found.iterator(_CHUNK)
    )
    return _sheet("posts-and-messages", gettext_noop("Posts and messages"), _POST_TITLES, rows)


def _versions(ids: Sequence[int]) -> Sheet:
    found = MentionRevision.objects.filter(mention__in=mentions_of(ids)).order_by("pk")
    rows: Iterator[Row] = (
        (one.mention_id, one.replaced_at, one.text) for one in found.iterator(_CHUNK)
    )
    titles = (gettext_noop("Number of the post"), gettext_noop("Replaced"), gettext_noop("Text"))
    return _sheet("earlier-versions", gettext_noop("Earlier versions"), titles, rows)


def _answers(ids: Sequence[int], has_notes: bool) -> Sheet:
    """What left the house. What is only written down of a call is a note."""
    found = Reply.objects.filter(conversation__in=conversations_of(ids), status=Reply.Status.SENT)
    if not has_notes:
        found = found.exclude(via=Reply.Via.MANUAL)
    rows: Iterator[Row] = (
        (
            *(one.conversation_id, one.get_audience_display(), one.leg.get_channel_display()),
            *(one.get_via_display(), one.sent_at or one.created_at, one.deleted_at, one.body),
        )
        for one in found.select_related("leg").order_by("pk").iterator(_CHUNK)
    )
    titles = (
        gettext_noop("Conversation"),
        gettext_noop("Seen by"),
        gettext_noop("Channel"),
        gettext_noop("How"),
        gettext_noop("When"),
        gettext_noop("Deleted there"),
        gettext_noop("Text"),
    )
    return _sheet("answers", gettext_noop("Answers"), titles, rows)


def _calls(ids: Sequence[int], has_notes: bool) -> Sheet:
    found = Callback.objects.filter(conversation__in=conversations_of(ids)).order_by("pk")
    rows: Iterator[Row] = (
        (
            *(one.pk, one.conversation_id, one.get_status_display(), one.reach, one.wishes),
            *(one.due_at, one.settled_at, one.outcome if has_notes else ""),
        )
        for one in found.iterator(_CHUNK)
    )
    titles = (
        gettext_noop("Number"),
        gettext_noop("Conversation"),
        gettext_noop("State"),
        gettext_noop("How to reach"),
        gettext_noop("Wishes"),
        gettext_noop("Planned for"),
    )
    return _sheet(
        "calls",
        gettext_noop("Calls"),
        (*titles, gettext_noop("Settled"), gettext_noop("What came of it")),
        rows,
    )


def _attempts(ids: Sequence[int], has_notes: bool) -> Sheet:
    found = CallbackAttempt.objects.filter(callback__conversation__in=conversations_of(ids))
    rows: Iterator[Row] = (
        (one.callback_id, one.at, one.get_outcome_display(), one.note if has_notes else "")
        for one in found.order_by("pk").iterator(_CHUNK)
    )
    titles = (
        gettext_noop("Number of the call"),
        gettext_noop("When"),
        gettext_noop("What came of it"),
        gettext_noop("Note"),
    )
    return _sheet("call-attempts", gettext_noop("Attempts to call"), titles, rows)


def _reposts(ids: Sequence[int]) -> Sheet:
    found = Share.objects.filter(author__in=ids).order_by("posted_at", "pk")
    rows: Iterator[Row] = (
        (one.get_network_display(), one.posted_at, one.original_id)
        for one in found.iterator(_CHUNK)
    )
    return _sheet(
        "reposts",
        gettext_noop("Reposts"),
        (gettext_noop("Network"), gettext_noop("When"), gettext_noop("Number of the post")),
        rows,
    )


def _cases(ids: Sequence[int]) -> Sheet:
    found = conversations_of(ids).order_by("pk")
    rows: Iterator[Row] = (
        (
            *(one.pk, one.get_network_display(), one.get_state_display(), one.started_at),
            *(one.first_answered_at, one.closed_at, one.get_category_display()),
            _("yes") if one.is_medical else _("no"),
        )
        for one in found.iterator(_CHUNK)
    )
    titles = (
        gettext_noop("Number"),
        gettext_noop("Network"),
        gettext_noop("State"),
        gettext_noop("Began"),
        gettext_noop("First answer"),
        gettext_noop("Closed"),
        gettext_noop("Kind"),
    )
    return _sheet(
        "conversations",
        gettext_noop("Conversations"),
        (*titles, gettext_noop("Marked as medical")),
        rows,
    )


def _notes(ids: Sequence[int]) -> Sheet:
    found = Note.objects.filter(conversation__in=conversations_of(ids)).order_by("pk")
    rows: Iterator[Row] = (
        (one.conversation_id, one.created_at, one.body) for one in found.iterator(_CHUNK)
    )
    return _sheet(
        "notes",
        gettext_noop("Notes"),
        (gettext_noop("Conversation"), gettext_noop("When"), gettext_noop("Text")),
        rows,
    )


def _lines(ids: Sequence[int]) -> Sheet:
    found = conversations_of(ids).order_by("pk")
    return _sheet(
        "what-was-done",
        gettext_noop("What was done"),
        (gettext_noop("Conversation"), gettext_noop("Text")),
        _said(found),
    )


def _said(rows: QuerySet[Conversation]) -> Iterator[Row]:
    for row in rows.iterator(_CHUNK):
        for words in (row.outcome, row.no_reply_reason, row.loop_skip_reason):
            if words:
                yield (row.pk, words)
