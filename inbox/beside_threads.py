"""What was said in the other threads of a merged conversation while an answer waited (A14, A15)."""

from __future__ import annotations

from inbox.models import Conversation, Reply
from listening.models import Mention


def news_beside(row: Conversation, reply: Reply) -> tuple[list[Mention], list[Reply]]:
    """As `news_since`, but in what `row` is merged with, since `reply` was written: only for what
    goes out later, because nobody watches the page until then. No query for one that stands alone.
    """
    if row.matter is None or reply.goes_out_at is None:
        return [], []
    items = Mention.objects.filter(
        inbox_item__conversation__matter=row.matter, first_seen_at__gt=reply.created_at
    ).exclude(inbox_item__conversation=row)
    replies = Reply.objects.filter(
        conversation__matter=row.matter, status=Reply.Status.SENT, sent_at__gt=reply.created_at
    ).exclude(conversation=row)
    others = replies.exclude(author=reply.author, via=Reply.Via.API)
    return (
        list(items.select_related("author").order_by("posted_at")),
        list(others.select_related("author")),
    )
