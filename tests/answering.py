"""Answers of a practice whose accounts are in a sandbox: queued, and delivered by hand."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from inbox import actions, outbox
from inbox.actions import ReplyDraft
from inbox.models import Conversation, Reply
from practice_hub.practices.models import User
from tests.people import Person
from tests.town import Town

# Of one length and different, so that none looks like a copy of the one before.
BODIES = itertools.cycle(
    (
        "We are sorry to hear this and want to know more.",
        "Thank you for telling us, that should not happen.",
        "This is not the welcome that we want to give.",
        "That is not how we want to be. Please send us a message.",
        "Thank you for the honest words. We want to do better.",
        "Waiting is no fun. We will find out what went wrong.",
    )
)
_POSTS = {
    "X": ("x_post", "@lumenlakeside 50 minutes, no word"),
    "FACEBOOK": ("fb_visitor_post", "Nobody rings me back, what a place"),
}


def heard(town: Town, external_id: str) -> Conversation:
    """The conversation with that post, after a look at everything."""
    town.read()
    return Conversation.objects.get(items__mention__external_id=external_id)


def queue(row: Conversation, actor: User, body: str, **changes: Any) -> Reply:
    """`actor` takes the conversation and sends `body`."""
    now = timezone.now()
    actions.claim(conversation_id=row.pk, actor=actor, now=now)
    row.refresh_from_db()
    draft: dict[str, Any] = {
        "audience": "PUBLIC",
        "body": body,
        "claim_token": row.claim_token,
        "seen_seq": row.last_seq,
        "form_key": uuid4(),
    }
    asked = ReplyDraft(**(draft | changes))
    return actions.queue_reply(conversation_id=row.pk, actor=actor, now=now, draft=asked)


def queued(
    town: Town, who: Person, *, network: str = "X", age: timedelta = timedelta(), **changes: Any
) -> Reply:
    """An answer that is due, to a new post of Jo's that is as old as `age`."""
    verb, text = _POSTS[network]
    post = town.act(verb, person="jo", text=text, at=(timezone.now() - age).isoformat())
    town.read(town.x if network == "X" else town.facebook)
    row = Conversation.objects.get(items__mention__external_id=post["id"])
    return queue(row, who.user, f"{next(BODIES)} {who.user.first_name}", **changes)


def deliver(reply: Reply) -> Reply:
    """The worker's turn."""
    outbox.deliver(reply_id=reply.pk, now=timezone.now())
    reply.refresh_from_db()
    return reply


def deliver_again(reply: Reply) -> Reply:
    """The worker's turn, whenever the answer is due again."""
    Reply.objects.filter(pk=reply.pk, status="QUEUED").update(send_after=timezone.now())
    return deliver(reply)
