"""What was said in the other threads of a merged conversation while an answer was written or
waited (A14, A15).

How far each thread was read is a number of its own, because each thread counts what happens in it.
Nothing here costs a query where a conversation stands alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from django.db.models import Max, Q

from inbox.gate import role_in
from inbox.models import Conversation, ConversationItem, Reply
from listening.models import Mention
from practice_hub.practices.models import User
from practice_hub.roles import Act, may

# By the id of a thread: the last number of what was read there.
Read = Mapping[int, int]
News = tuple[list[Mention], list[Reply]]
NOTHING: Final[Read] = {}
MOST: Final = 5  # shown of a thread that was merged after the page was loaded: the newest
_PAIR: Final = re.compile(r"(\d{1,18}):(\d{1,9})")


def read_now(threads: Iterable[Conversation]) -> Read:
    """All of these `threads`, as they are."""
    return {thread.pk: thread.last_seq for thread in threads}


def read_in_public(threads: Iterable[Conversation]) -> Read:
    """The same for who reads nothing private: no number that a private message raises (O1)."""
    read = dict.fromkeys((thread.pk for thread in threads), 0)
    items = ConversationItem.objects.filter(mention__audience=Mention.Audience.PUBLIC)
    replies = Reply.objects.filter(audience=Reply.Audience.PUBLIC)
    for found in (items, replies):
        newest = found.filter(conversation__in=list(read)).order_by().values_list("conversation_id")
        for pk, seq in newest.annotate(newest=Max("seq")):
            read[pk] = max(read[pk], seq)
    return read


def written(read: Read) -> str:
    """As a form carries it: "20:9 31:4"; "" for one that stands alone."""
    return " ".join(f"{pk}:{seq}" for pk, seq in sorted(read.items()))


def read_from(text: str) -> Read:
    """What a form says; what makes no sense was not read."""
    return {int(pk): int(seq) for pk, seq in _PAIR.findall(text[:4000])}


def kept(read: Read) -> dict[str, int] | None:
    """As an answer keeps it."""
    return {str(pk): seq for pk, seq in read.items()} or None


def look_beside(row: Conversation, read: Read, actor: User | None) -> tuple[Read, News]:
    """How far the other threads are by now, and what `actor` has not read of them. All of a thread
    is new to a page that was loaded before it was merged."""
    if row.matter is None:
        return NOTHING, ([], [])
    now = _others(row)
    items, replies = _news(row, actor, now, {pk: read.get(pk, 0) for pk in now})
    return now, (items[-MOST:], replies[-MOST:])


def news_beside(row: Conversation, reply: Reply) -> News:
    """As `news_since`, but in what `row` is merged with: what the author (or who approved it) had
    not read. Of a thread that was merged later on, what came after the answer was written."""
    if row.matter is None:
        return [], []
    read = {int(pk): seq for pk, seq in (reply.seen_beside or {}).items()}
    return _news(row, reply.author, _others(row), read, since=reply.created_at)


def _others(row: Conversation) -> Read:
    found = Conversation.objects.filter(matter=row.matter).exclude(pk=row.pk)
    return dict(found.values_list("pk", "last_seq"))


def _news(
    row: Conversation, actor: User | None, now: Read, read: Read, since: datetime | None = None
) -> News:
    """Of the threads `now` what is behind `read`; of those that it does not name what came after
    `since`. An outside agency hears nothing of what is private there, not even by a refusal."""
    behind = {pk: read[pk] for pk in now if pk in read and now[pk] > read[pk]}
    unknown = [pk for pk in now if pk not in read]
    if not behind and not unknown:
        return [], []
    items, replies = Q(pk=None), Q(pk=None)
    for pk, seq in behind.items():
        items |= Q(inbox_item__conversation=pk, inbox_item__seq__gt=seq)
        replies |= Q(conversation=pk, seq__gt=seq)
    if unknown:
        items |= Q(inbox_item__conversation__in=unknown, first_seen_at__gt=since)
        replies |= Q(conversation__in=unknown, sent_at__gt=since)
    if not may(role_in(row.practice_id, actor), Act.READ_PRIVATE):
        items &= Q(audience=Mention.Audience.PUBLIC)
        replies &= Q(audience=Reply.Audience.PUBLIC)
    told = Mention.objects.filter(items).select_related("author").order_by("posted_at", "pk")
    out = Reply.objects.filter(replies, status=Reply.Status.SENT).order_by("sent_at", "pk")
    others = out.exclude(author=actor, via=Reply.Via.API).select_related("author")
    return list(told), list(others)
