"""Nothing leaves over what its author has not read (A9, A15)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from inbox.actions.errors import ActionRefused
from inbox.beside_threads import NOTHING, Read, look_beside
from inbox.models import Conversation, Reply
from listening.models import Mention
from practice_hub.practices.models import User


def require_nothing_new(
    row: Conversation, seen_seq: int, actor: User | None, beside: Read | None = None
) -> Read:
    """Refused with what is new when the person wrote (or edited) or a colleague answered.

    `beside`: what the page showed of the threads that this one is merged with, None where only its
    own counts. Gives how far those are read now, for the answer to keep.
    """
    items, replies = news_since(row, seen_seq, actor)
    read = NOTHING
    if beside is not None:
        read, (more_items, more_replies) = look_beside(row, beside, actor)
        items, replies = [*items, *more_items], [*replies, *more_replies]
    if items or replies:
        raise ActionRefused(
            "something_new",
            _(
                "Something new arrived while you were writing. Read it, then send again. "
                "Your text is kept below."
            ),
            {"items": items, "replies": replies},
        )
    return read


def news_since(
    row: Conversation, seen_seq: int, actor: User | None
) -> tuple[list[Mention], list[Reply]]:
    """What the person wrote or edited, and what colleagues answered, after `seen_seq`."""
    if row.last_seq <= seen_seq:
        return [], []
    items = (
        Mention.objects.filter(inbox_item__conversation=row, inbox_item__seq__gt=seen_seq)
        .select_related("author")
        .order_by("posted_at")
    )
    replies = (
        row.replies.filter(seq__gt=seen_seq, status=Reply.Status.SENT)
        .exclude(author=actor, via=Reply.Via.API)
        .select_related("author")
    )
    return list(items), list(replies)
