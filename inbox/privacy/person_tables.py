"""Everything about a person as tables: no colleague is named, because they are people as well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from django.db.models import QuerySet

from inbox.models import Callback, CallbackAttempt, Conversation, Note, Reply
from inbox.privacy.holdings import conversations_of, mentions_of
from listening.models import Author, MentionRevision, Share
from practice_hub.sheets.cells import Column, Row, Sheet

_CHUNK: Final = 500
_TEXT: Final = Column("Text", width=80)
_POST_TITLES: Final = (
    *("Number", "Network", "Kind", "Seen by", "Written by", "Written", "First seen here"),
    *("Edited", "Forgotten", "Text", "Address", "Feeling, as read here", "Kind, as read here"),
    "Topics",
)


def tables(people: Sequence[Author], *, has_notes: bool) -> list[Sheet]:
    """`has_notes`: with what colleagues wrote down. Rows are read when they are gone through."""
    ids = [one.pk for one in people]
    found = [_identities(people), _posts(ids), _versions(ids), _answers(ids, has_notes)]
    found += [_calls(ids, has_notes), _attempts(ids, has_notes), _reposts(ids), _cases(ids)]
    return [*found, _notes(ids), _lines(ids)] if has_notes else found


def _sheet(key: str, name: str, titles: Sequence[str], rows: Iterator[Row]) -> Sheet:
    columns = [_TEXT if title == "Text" else Column(title, width=20) for title in titles]
    return Sheet(key, name, columns, rows)


def _identities(people: Sequence[Author]) -> Sheet:
    rows: Iterator[Row] = (
        (
            *(one.get_network_display(), one.external_id, one.handle, one.display_name),
            *(one.avatar_url, one.followers, one.first_seen_at),
        )
        for one in people
    )
    titles = ("Network", "Number there", "Handle", "Name", "Picture", "Followers", "First seen")
    return _sheet("who", "Who", titles, rows)


def _posts(ids: Sequence[int]) -> Sheet:
    """What is gone already has no text; its times are told."""
    found = mentions_of(ids).order_by("posted_at", "pk")
    rows: Iterator[Row] = (
        (
            *(one.pk, one.get_network_display(), one.get_kind_display()),
            *(one.get_audience_display(), "the practice" if one.is_own else "the person"),
            *(one.posted_at, one.first_seen_at, one.edited_at, one.deleted_at),
            *(one.text, one.permalink, one.shown_sentiment, one.category, ", ".join(one.topics)),
        )
        for one in found.iterator(_CHUNK)
    )
    return _sheet("posts-and-messages", "Posts and messages", _POST_TITLES, rows)


def _versions(ids: Sequence[int]) -> Sheet:
    found = MentionRevision.objects.filter(mention__in=mentions_of(ids)).order_by("pk")
    rows: Iterator[Row] = (
        (one.mention_id, one.replaced_at, one.text) for one in found.iterator(_CHUNK)
    )
    titles = ("Number of the post", "Replaced", "Text")
    return _sheet("earlier-versions", "Earlier versions", titles, rows)


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
    titles = ("Conversation", "Seen by", "Channel", "How", "When", "Deleted there", "Text")
    return _sheet("answers", "Answers", titles, rows)


def _calls(ids: Sequence[int], has_notes: bool) -> Sheet:
    found = Callback.objects.filter(conversation__in=conversations_of(ids)).order_by("pk")
    rows: Iterator[Row] = (
        (
            *(one.pk, one.conversation_id, one.get_status_display(), one.reach, one.wishes),
            *(one.due_at, one.settled_at, one.outcome if has_notes else ""),
        )
        for one in found.iterator(_CHUNK)
    )
    titles = ("Number", "Conversation", "State", "How to reach", "Wishes", "Planned for")
    return _sheet("calls", "Calls", (*titles, "Settled", "What came of it"), rows)


def _attempts(ids: Sequence[int], has_notes: bool) -> Sheet:
    found = CallbackAttempt.objects.filter(callback__conversation__in=conversations_of(ids))
    rows: Iterator[Row] = (
        (one.callback_id, one.at, one.get_outcome_display(), one.note if has_notes else "")
        for one in found.order_by("pk").iterator(_CHUNK)
    )
    titles = ("Number of the call", "When", "What came of it", "Note")
    return _sheet("call-attempts", "Attempts to call", titles, rows)


def _reposts(ids: Sequence[int]) -> Sheet:
    found = Share.objects.filter(author__in=ids).order_by("posted_at", "pk")
    rows: Iterator[Row] = (
        (one.get_network_display(), one.posted_at, one.original_id)
        for one in found.iterator(_CHUNK)
    )
    return _sheet("reposts", "Reposts", ("Network", "When", "Number of the post"), rows)


def _cases(ids: Sequence[int]) -> Sheet:
    found = conversations_of(ids).order_by("pk")
    rows: Iterator[Row] = (
        (
            *(one.pk, one.get_network_display(), one.get_state_display(), one.started_at),
            *(one.first_answered_at, one.closed_at, one.get_category_display()),
            "yes" if one.is_medical else "no",
        )
        for one in found.iterator(_CHUNK)
    )
    titles = ("Number", "Network", "State", "Began", "First answer", "Closed", "Kind")
    return _sheet("conversations", "Conversations", (*titles, "Marked as medical"), rows)


def _notes(ids: Sequence[int]) -> Sheet:
    found = Note.objects.filter(conversation__in=conversations_of(ids)).order_by("pk")
    rows: Iterator[Row] = (
        (one.conversation_id, one.created_at, one.body) for one in found.iterator(_CHUNK)
    )
    return _sheet("notes", "Notes", ("Conversation", "When", "Text"), rows)


def _lines(ids: Sequence[int]) -> Sheet:
    found = conversations_of(ids).order_by("pk")
    return _sheet("what-was-done", "What was done", ("Conversation", "Text"), _said(found))


def _said(rows: QuerySet[Conversation]) -> Iterator[Row]:
    for row in rows.iterator(_CHUNK):
        for words in (row.outcome, row.no_reply_reason, row.loop_skip_reason):
            if words:
                yield (row.pk, words)
