"""Drafts that wait for somebody, made through the real actions, and the requests of a thumb."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.utils import timezone

from inbox import actions
from inbox.actions import ReplyDraft
from inbox.models import Approval, Conversation
from tests.inbox.view_desk import ViewDesk

if TYPE_CHECKING:
    from tests.people import Person

WORRY = "Two weeks after the filler one side is numb and swollen. Is this normal?"
SAFE = "Thank you for telling us. May we write to you here in private? Ana"
OTHER = "We are sorry to hear this and would like to talk with you in private. Ben"


def ask(
    desk: ViewDesk, row: Conversation, who: Person, body: str = SAFE, audience: str = "PUBLIC"
) -> Approval:
    """`who` answers in a medical conversation; returns the request that waits."""
    token = desk.claim(row, who)
    row.refresh_from_db()
    draft = ReplyDraft(audience, body, token, row.last_seq, uuid4(), skip_public_reason="asked to")
    reply = actions.queue_reply(
        conversation_id=row.pk, actor=who.user, now=timezone.now(), draft=draft
    )
    return Approval.objects.get(reply=reply)


def worried(desk: ViewDesk, **changes: Any) -> Conversation:
    return desk.comment(WORRY, **changes)


def card_of(who: Person, approval: Approval, **query: Any) -> Any:
    return who.client.get("/approve/", {"card": approval.pk, **query})


def form_of(page: Any, **changes: Any) -> dict[str, Any]:
    """The fields of the card as this page has them."""
    card = page.context["card"]
    return {"fingerprint": card.fingerprint, "seen_seq": card.seen_seq, **changes}


def decide(who: Person, approval: Approval, act: str, data: Any, **kwargs: Any) -> Any:
    return who.client.post(f"/approve/{approval.pk}/{act}/", data, **kwargs)


def later(minutes: float) -> datetime:
    return timezone.now() + timedelta(minutes=minutes)
