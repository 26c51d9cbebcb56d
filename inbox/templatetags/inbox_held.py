"""Answers that wait for their account: the words for the pages."""

from __future__ import annotations

from datetime import datetime

from django import template

from inbox.holding import LONGEST_HOLD
from inbox.models import Conversation, Reply
from listening.models import NetworkAccount
from listening.wording import why_held

register = template.Library()


@register.filter
def held_words(conversation: Conversation) -> str:
    """Why an answer would not go out at once; "" where it would. The account is loaded."""
    account = conversation.account
    is_stopped = account.answers_blocked_at or account.restored_at
    is_open = account.status == NetworkAccount.Status.CONNECTED and not is_stopped
    return "" if is_open else why_held(account)


@register.filter
def held_reason(reply: Reply, conversation: Conversation) -> str:
    """Why an answer waits: as its account stands now, else as it stood when it was held."""
    return held_words(conversation) or reply.error_words


@register.filter
def is_held_long(reply: Reply, now: datetime) -> bool:
    """It comes back to its author instead of going out."""
    return reply.held_at is not None and now - reply.held_at > LONGEST_HOLD
