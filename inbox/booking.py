"""What an inbound item or an answer does to a conversation: changes on the instance, no queries.

The rules live here once; the intake of pages, the outbox and the acts of people all use them.
Items may arrive out of order (a backfill, two feeds). An answer found on the network covers what
was posted before it, by the network's own times. An answer sent from here covers what its author
had seen, whatever the clocks say: a word that arrived while it was on its way is still unanswered.
"""

from __future__ import annotations

from datetime import datetime

from inbox.domain import sla
from inbox.domain.lifecycle import ENDED, Event, State, next_state
from inbox.models import Conversation, Leg, Reply
from inbox.seen import Unseen
from listening.models import Mention

PREVIEW_LENGTH = 280
NO_ANSWER_STATES = frozenset({State.NO_REPLY_NEEDED, State.CLOSED, State.LOOP_CLOSED})


def later(first: datetime | None, second: datetime | None) -> datetime | None:
    return max((at for at in (first, second) if at is not None), default=None)


def preview_of(mention: Mention) -> str:
    """One line for the list; a picture without words is named, an edit or removal too."""
    if mention.deleted_at:
        return ""
    text = " ".join(mention.text.split())
    if mention.media and not text:
        return "[photo]" if len(mention.media) == 1 else f"[{len(mention.media)} photos]"
    return text[:PREVIEW_LENGTH] or "[no text]"


def move(conversation: Conversation, event: Event) -> bool:
    """Take `event` if the state allows it."""
    after = next_state(conversation.state, event)
    if after is None:
        return False
    conversation.state = after.value
    return True


def book_inbound(conversation: Conversation, leg: Leg, mention: Mention, now: datetime) -> int:
    """A person wrote. Gives the item's number in the conversation."""
    conversation.last_seq += 1
    conversation.gone_at = None
    leg.last_inbound_at = later(leg.last_inbound_at, mention.posted_at)
    _begin_earlier(conversation, leg, mention)
    _describe(conversation, mention)
    conversation.last_inbound_at = max(conversation.last_inbound_at, mention.posted_at)
    conversation.last_activity_at = max(conversation.last_activity_at, mention.posted_at)
    if leg.is_private:
        _book_private_inbound(conversation, leg, mention, now)
    else:
        _book_public_inbound(conversation, leg, mention, now)
    return conversation.last_seq


def _begin_earlier(conversation: Conversation, leg: Leg, mention: Mention) -> None:
    """Networks list the newest first, so the page with the first word may come after others."""
    is_beside = leg.is_private and conversation.has_public
    if is_beside or mention.posted_at >= conversation.started_at:
        return
    conversation.started_at = mention.posted_at
    conversation.first_mention = mention
    if conversation.first_answered_at is not None:
        _book_first_answer(conversation, conversation.first_answered_at)


def is_overtaken(leg: Leg, at: datetime) -> bool:
    """An answer that was written on the network later covers it already."""
    return leg.native_outbound_at is not None and leg.native_outbound_at >= at


def _book_public_inbound(
    conversation: Conversation, leg: Leg, mention: Mention, now: datetime
) -> None:
    conversation.has_public = True
    at = mention.posted_at
    conversation.last_public_inbound_at = later(conversation.last_public_inbound_at, at)
    if is_overtaken(leg, at):
        return  # an older item that an answer has overtaken
    _reopen(conversation, mention, now)
    if (
        not conversation.is_unanswered
        or conversation.waiting_since is None
        or at < conversation.waiting_since
    ):
        _set_due(conversation, at)
    conversation.is_unanswered = True
    conversation.snoozed_until = None
    move(conversation, Event.INBOUND_PUBLIC)


def _reopen(conversation: Conversation, mention: Mention, now: datetime) -> None:
    """Whoever writes after the end begins anew: nothing of the end may stay on the page."""
    if State(conversation.state) not in ENDED | {State.RESOLVED}:
        return
    conversation.reopened_at = now
    begin_round(conversation, mention.posted_at)
    forget_end(conversation)


def begin_round(conversation: Conversation, at: datetime) -> None:
    """A new interval: what is measured from here on owes nothing to what was before."""
    conversation.round += 1
    conversation.round_started_at = at
    conversation.round_answered_at = None
    conversation.round_private_at = None


def forget_end(conversation: Conversation) -> None:
    conversation.resolved_at = None
    conversation.resolved_by = None
    conversation.loop_closed_at = None
    conversation.loop_skip_reason = ""
    conversation.closed_at = None
    conversation.no_reply_reason = ""


def _set_due(conversation: Conversation, at: datetime) -> None:
    conversation.waiting_since = at
    conversation.due_at = sla.first_response_due_at(conversation.network, at)


def _book_private_inbound(
    conversation: Conversation, leg: Leg, mention: Mention, now: datetime
) -> None:
    conversation.has_private = True
    if is_overtaken(leg, mention.posted_at):
        return
    since = conversation.private_waiting_since if conversation.is_waiting_private else None
    conversation.private_waiting_since = min(since or mention.posted_at, mention.posted_at)
    conversation.is_waiting_private = True
    conversation.snoozed_until = None
    _reopen(conversation, mention, now)
    move(conversation, Event.INBOUND_PRIVATE)


def _describe(conversation: Conversation, mention: Mention) -> None:
    """List columns follow the newest item; what waits stays what it is until something worse."""
    if mention.posted_at < conversation.last_inbound_at and conversation.last_mention_id:
        return
    conversation.last_mention = mention
    conversation.preview = preview_of(mention)
    conversation.sentiment = mention.shown_sentiment
    rank = sla.urgency_rank(mention.urgency)
    is_open = conversation.is_unanswered or conversation.is_waiting_private
    if is_open and conversation.urgency_rank <= rank:
        return
    conversation.category = mention.category
    conversation.urgency = mention.urgency
    conversation.urgency_rank = rank


def describe_waiting(conversation: Conversation, leg: Leg, inbound: list[Mention]) -> None:
    """Place and deadline follow what an answer on the network left unanswered, oldest first."""
    if not inbound:
        return
    waiting = [m for m in inbound if not is_overtaken(leg, m.posted_at)]
    most_urgent = min(waiting or inbound[-1:], key=lambda m: sla.urgency_rank(m.urgency))
    conversation.category = most_urgent.category
    conversation.urgency = most_urgent.urgency
    conversation.urgency_rank = sla.urgency_rank(most_urgent.urgency)
    if waiting and conversation.is_unanswered and not leg.is_private:
        _set_due(conversation, waiting[0].posted_at)
    if waiting and conversation.is_waiting_private and leg.is_private:
        conversation.private_waiting_since = waiting[0].posted_at


def book_answer(
    conversation: Conversation,
    leg: Leg,
    reply: Reply,
    at: datetime,
    *,
    unseen: Unseen | None = None,
) -> None:
    """The practice answered at `at` (the network's time). Numbers the reply.

    `unseen`: what arrived on this leg that the author had not read; only asked of answers sent
    from here.
    """
    covers = unseen is None
    if reply.via == Reply.Via.NATIVE:
        unseen = None
        covers = leg.last_inbound_at is None or leg.last_inbound_at <= at
        leg.native_outbound_at = later(leg.native_outbound_at, at)
    elif covers:  # its author had read everything, so it came after, whatever the clocks say
        at = max(at, conversation.interval_started_at)
    conversation.last_seq += 1
    reply.seq = conversation.last_seq
    leg.last_outbound_at = later(leg.last_outbound_at, at)
    conversation.last_activity_at = max(conversation.last_activity_at, at)
    if leg.is_private:
        _book_private_answer(conversation, at, covers=covers)
        if unseen and conversation.is_waiting_private:
            conversation.private_waiting_since = unseen.posted_at
    else:
        _book_public_answer(conversation, reply, at, covers=covers)
        if unseen and conversation.is_unanswered:
            _set_due(conversation, unseen.posted_at)


def _book_private_answer(conversation: Conversation, at: datetime, *, covers: bool) -> None:
    conversation.has_private = True
    conversation.first_private_at = conversation.first_private_at or at
    conversation.round_private_at = _first_in_round(conversation, conversation.round_private_at, at)
    if covers:
        conversation.is_waiting_private = False
        conversation.private_waiting_since = None
    move(conversation, Event.PRIVATE_MESSAGE)


def _book_public_answer(
    conversation: Conversation, reply: Reply, at: datetime, *, covers: bool
) -> None:
    conversation.last_public_answer_at = later(conversation.last_public_answer_at, at)
    if conversation.first_answered_at is None or at < conversation.first_answered_at:
        _book_first_answer(conversation, at)
    conversation.round_answered_at = _first_in_round(
        conversation, conversation.round_answered_at, at
    )
    if covers:
        conversation.is_unanswered = False
        conversation.waiting_since = None
    if reply.purpose == Reply.Purpose.CLOSING and move(conversation, Event.CLOSE_LOOP):
        conversation.loop_closed_at = at
        conversation.snoozed_until = None
        return
    move(conversation, Event.PUBLIC_ANSWER)


def _first_in_round(
    conversation: Conversation, known: datetime | None, at: datetime
) -> datetime | None:
    """The earlier of two answers of this interval; one of an earlier interval is none."""
    if at < conversation.interval_started_at:
        return known
    return min(known or at, at)


def _book_first_answer(conversation: Conversation, at: datetime) -> None:
    """First response time counts from the network's own time of the post (T1, T2)."""
    if at < conversation.started_at:
        return
    conversation.first_answered_at = at
    conversation.first_response_seconds = int((at - conversation.started_at).total_seconds())
