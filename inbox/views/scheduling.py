"""Changing the time of an answer that goes out later, or sending it now."""

from __future__ import annotations

from django.utils import timezone

from inbox import actions
from inbox.models import Reply
from inbox.views.answering import Done, reply_act
from inbox.views.later import posted_time, scheduled_words
from practice_hub.http import MemberRequest


@reply_act()
def reschedule(request: MemberRequest, reply: Reply) -> Done:
    moved = actions.reschedule_reply(
        reply_id=reply.pk,
        actor=request.user,
        now=timezone.now(),
        goes_out_at=posted_time(request),
    )
    return Done(scheduled_words(request, moved))


@reply_act()
def send_now(request: MemberRequest, reply: Reply) -> Done:
    actions.send_now(reply_id=reply.pk, actor=request.user, now=timezone.now())
    return Done()
