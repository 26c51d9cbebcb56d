"""Reading the rows that the running hub has written."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from django.db.models import QuerySet
from django.utils import timezone

from inbox.models import Conversation, Reply
from listening.models import Feed, Mention
from tests.e2e import ALIAS
from tests.support.patience import PATIENCE_SECONDS

Found = TypeVar("Found")


def conversation_with(text: str) -> Conversation:
    """The conversation with the mention that contains `text`; waits until it is there."""
    heard(text)
    found = Conversation.objects.using(ALIAS).filter(items__mention__text__contains=text)
    return eventually(lambda: found.distinct().first(), f"a conversation with “{text}”")


def heard(text: str) -> Mention:
    """Wait until the hub has read what says `text`, which somebody in town has just written."""
    found = Mention.objects.using(ALIAS).filter(text__contains=text)

    def look() -> Mention | None:
        hurry()
        return found.first()

    return eventually(look, f"“{text}” in the hub")


def hurry() -> None:
    """As if the time between two looks at a feed had passed: while a test waits for a post, every
    feed that nobody reads is due once a second, and else the hub has less to do."""
    now = timezone.now()
    feeds = Feed.objects.using(ALIAS).filter(is_active=True, lease_expires_at=None)
    feeds.exclude(last_run_at__gt=now - timedelta(seconds=1)).update(next_run_at=now)


def mention_with(text: str) -> Mention:
    """The one mention that contains `text`."""
    return Mention.objects.using(ALIAS).get(text__contains=text)


def replies(conversation: Conversation) -> QuerySet[Reply]:
    """Its replies, oldest first."""
    return Reply.objects.using(ALIAS).filter(conversation=conversation).order_by("pk")


def told(conversation: Conversation) -> list[tuple[str, str, str, str]]:
    """(audience, purpose, via, status) of its replies, oldest first, once none is on its way."""
    settled(conversation)
    return list(replies(conversation).values_list("audience", "purpose", "via", "status"))


def settled(conversation: Conversation) -> None:
    """Wait until no reply is on its way: the town shows an answer before the hub has booked it."""
    on_the_way = replies(conversation).filter(status__in=["QUEUED", "SENDING"])
    eventually(lambda: not on_the_way.exists(), "an outbox without answers on their way")


def undo_is_over(body: str) -> None:
    """As if the seconds in which an answer can be undone had passed for this one; on a machine that
    is very busy they have."""
    written = Reply.objects.using(ALIAS).filter(body=body)
    waiting = written.filter(status="QUEUED")
    gone = written.exclude(status__in=("QUEUED", "WITHDRAWN", "AWAITING_APPROVAL"))

    def look() -> bool:
        return bool(waiting.update(send_after=timezone.now())) or gone.exists()

    eventually(look, "an answer that may be undone")


def eventually(look: Callable[[], Found | None], what: str) -> Found:
    """Look again and again until there is something; fails after `seconds`."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        if found := look():
            return found
        assert time.monotonic() < deadline, f"{what} did not appear"
        time.sleep(0.1)
