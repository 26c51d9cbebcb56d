"""Changing the time of an answer that goes out later, or sending it now."""

from __future__ import annotations

from django.utils import timezone

from inbox import actions
from inbox.models import Reply
from inbox.views.answering import Done, reply_act
from inbox.views.later import is_at_once, posted_time, scheduled_words, waiting_words
from practice_hub.http import MemberRequest


@reply_act()
def reschedule(request: MemberRequest, reply: Reply) -> Done:
    """Also of one that waits for its approval, and then at once is a time, too."""
    at, now = None if is_at_once(request) else posted_time(request), timezone.now()
    if at is None or reply.status == Reply.Status.AWAITING_APPROVAL:
        moved = actions.schedule_waiting(
            reply_id=reply.pk, actor=request.membership, now=now, goes_out_at=at
        )
        return Done(waiting_words(request, moved))
    moved = actions.reschedule_reply(reply_id=reply.pk, actor=request.user, now=now, goes_out_at=at)
    return Done(scheduled_words(request, moved))


@reply_act()
def send_now(request: MemberRequest, reply: Reply) -> Done:
    actions.send_now(reply_id=reply.pk, actor=request.user, now=timezone.now())
    return Done()
