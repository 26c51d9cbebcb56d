"""The threads of a merged conversation are looked at and worked on as one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import wraps

from django.contrib import messages
from django.utils import timezone

from inbox import actions
from inbox.access import sees_private
from inbox.actions.errors import ActionRefused
from inbox.actions.reading import note_seen
from inbox.domain.lifecycle import State
from inbox.merging import other_threads
from inbox.models import Conversation
from inbox.reading import has_seen
from inbox.views.answering import Done, InvalidForm
from inbox.views.bulk_bar import Undo, joined
from practice_hub.audit.looks import looked
from practice_hub.http import MemberRequest

_SAID_ALREADY = frozenset({"state"})  # a thread that has ended or moved on is no news


def looked_at_all(request: MemberRequest, row: Conversation) -> None:
    """The page shows the other threads, too: a look at each, and nothing is unread in them."""
    for thread in other_threads(row, request.membership):
        is_private = thread.has_private and sees_private(request.membership)
        what = "private_messages" if is_private else "conversation"
        looked(request, thread, what=what, is_refresh="seen" in request.GET)
        if not has_seen(thread, request.user):
            note_seen(conversation=thread, user=request.user, now=timezone.now())


def for_all_threads(
    run: Callable[[MemberRequest, Conversation], Done],
) -> Callable[[MemberRequest, Conversation], Done]:
    """An act on a conversation that others are merged with is done to each of them: by the very
    same function, so with rules and an audit row of its own. The one whose page it is comes first
    and decides; where another one refuses, the page says so."""

    @wraps(run)
    def run_all(request: MemberRequest, conversation: Conversation) -> Done:
        threads = other_threads(conversation, request.membership)
        done = run(request, conversation)
        undos = [done.undo]
        for thread in threads:
            if not thread.is_ended or thread.state == State.LOOP_CLOSED:
                undos.append(_run_too(request, thread, run))
        return replace(done, undo=joined(request, undos)) if threads else done

    return run_all


def _run_too(
    request: MemberRequest,
    thread: Conversation,
    run: Callable[[MemberRequest, Conversation], Done],
) -> Undo | None:
    try:
        return run(request, thread).undo
    except ActionRefused as refusal:
        if refusal.code not in _SAID_ALREADY:
            name = thread.person.name if thread.person else "somebody"
            where = thread.get_network_display()
            messages.warning(
                request, f"Not done for the thread of {name} on {where}: {refusal.message}"
            )
    except InvalidForm:  # a choice that this one does not have
        pass
    return None


def renew_others(request: MemberRequest, row: Conversation, now: datetime) -> None:
    """Whoever works on one of the threads holds what they hold of the others, too."""
    for thread in other_threads(row, request.membership):
        if thread.is_claimed_by(request.user, now):
            try:
                actions.renew_claim(
                    conversation_id=thread.pk,
                    actor=request.user,
                    now=now,
                    token=thread.claim_token,
                )
            except ActionRefused:  # taken over in this very moment: its own page says so
                continue
