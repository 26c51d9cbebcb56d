"""What there is on a conversation besides its posts, seen by one look.

Most have no notes, no calls, no promises and nothing unsent: with the look, which is a column of
the row itself, a page asks only the tables that have something to say (docs/speed.md).
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, Exists, Func, OuterRef

from inbox.models import (
    Callback,
    Conversation,
    Note,
    Promise,
    Reply,
    ReplyAttachment,
    SavedDraft,
)
from inbox.models.conversations import ConversationQuerySet


class Part(IntEnum):
    """What a look sees; the number is its place in the column."""

    ANSWERS = 0  # sent or not
    NOTES = 1
    DRAFTS = 2
    PROMISES = 3
    CALLS = 4
    PICTURES = 5  # of an answer, sent or not
    EARLIER = 6  # other conversations of the person


def look(found: ConversationQuerySet) -> ConversationQuerySet:
    """`found` with what there is on each, for `may_have`."""
    here: Any = {"conversation_id": OuterRef("pk")}
    # By nothing but the index: with a condition PostgreSQL would read a small table whole, and
    # go on doing so while it grows.
    seen = {
        Part.ANSWERS: Reply.objects.filter(**here),
        Part.NOTES: Note.objects.filter(**here),
        Part.DRAFTS: SavedDraft.objects.filter(**here),
        Part.PROMISES: Promise.objects.filter(**here),
        Part.CALLS: Callback.objects.filter(**here),
        Part.PICTURES: ReplyAttachment.objects.filter(**here),
        Part.EARLIER: Conversation.objects.filter(
            practice_id=OuterRef("practice_id"), author_id=OuterRef("author_id")
        ).exclude(pk=OuterRef("pk")),
    }
    column = Func(
        *(Exists(seen[part]) for part in Part),
        template="ARRAY[%(expressions)s]",
        output_field=ArrayField(BooleanField()),
    )
    return found.annotate(there=column)


def may_have(row: Conversation, part: Part) -> bool:
    """False when a look at `row` has shown that there is none; True also when nobody looked."""
    there: list[bool] | None = vars(row).get("there")
    return there is None or there[part]
