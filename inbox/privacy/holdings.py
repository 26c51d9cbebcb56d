"""What is kept about a person, by kind: for the preview of an erasure and for its receipt."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox.models import (
    Approval,
    Callback,
    Conversation,
    ConversationItem,
    Note,
    Promise,
    Reply,
    SavedDraft,
)
from listening.models import Mention, Share

KINDS: Final = {
    "posts": gettext_noop("Public posts and comments"),
    "messages": gettext_noop("Private messages, theirs and ours on the network"),
    "reposts": gettext_noop("Reposts of others"),
    "private_answers": gettext_noop(
        "Private answers, and what was written down of calls and mails"
    ),
    "unsent": gettext_noop("Answers that never went out, or wait to go out"),
    "notes": gettext_noop("Notes of colleagues"),
    "lines": gettext_noop("Lines on what was done, and why"),
    "calls": gettext_noop("Calls, with how to reach the person"),
    "promises": gettext_noop("Words of promises"),
    "public_answers": gettext_noop("Public answers that went out"),
    "tombstones": gettext_noop("Posts that were forgotten before"),
}
STAYING: Final = ("public_answers", "tombstones")
_LINES: Final = ("outcome", "no_reply_reason", "loop_skip_reason")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a preview or a receipt."""

    key: str
    label: str
    count: int


def mentions_of(author_ids: Collection[int]) -> QuerySet[Mention]:
    """What they wrote, and what was written to them in private; tombstones, too."""
    return Mention.objects.filter(Q(author__in=author_ids) | Q(counterpart__in=author_ids))


def conversations_of(author_ids: Collection[int]) -> QuerySet[Conversation]:
    items = ConversationItem.objects.filter(mention__in=mentions_of(author_ids))
    return Conversation.objects.filter(
        Q(author__in=author_ids) | Q(pk__in=items.values("conversation"))
    )


def counts_of(author_ids: Collection[int]) -> dict[str, int]:
    """How many there are of each of KINDS. A dozen small queries."""
    mentions, rows = mentions_of(author_ids), conversations_of(author_ids)
    living, replies = mentions.filter(deleted_at=None), Reply.objects.filter(conversation__in=rows)
    sent = replies.filter(status=Reply.Status.SENT)
    private = Mention.Audience.PRIVATE
    some_line = Q()
    for name in _LINES:
        some_line |= ~Q(**{name: ""})
    return {
        "posts": living.exclude(audience=private).count(),
        "messages": living.filter(audience=private).count(),
        "reposts": Share.objects.filter(author__in=author_ids).count(),
        "private_answers": sent.filter(audience=private).count(),
        "unsent": replies.exclude(status=Reply.Status.SENT).count()
        + SavedDraft.objects.filter(conversation__in=rows).exclude(text="").count(),
        "notes": Note.objects.filter(conversation__in=rows).count(),
        "lines": rows.filter(some_line).count()
        + Approval.objects.filter(conversation__in=rows).exclude(note="").count(),
        "calls": Callback.objects.filter(conversation__in=rows).count(),
        "promises": Promise.objects.filter(conversation__in=rows).exclude(words="").count(),
        "public_answers": sent.exclude(audience=private).count(),
        "tombstones": mentions.exclude(deleted_at=None).count(),
    }


def going(counts: dict[str, int]) -> list[Line]:
    """What an erasure takes, without what there is none of."""
    return _lines(counts, [key for key in KINDS if key not in STAYING])


def staying(counts: dict[str, int]) -> list[Line]:
    return _lines(counts, STAYING)


def _lines(counts: dict[str, int], keys: Collection[str]) -> list[Line]:
    return [Line(key, _(KINDS[key]), counts[key]) for key in keys if counts.get(key)]
