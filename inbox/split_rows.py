"""What a conversation and the one split off it say afterwards: changes on instances, no queries."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass

from inbox import booking
from inbox.domain.lifecycle import ENDED, State
from inbox.domain.sla import urgency_rank
from inbox.models import Conversation, Leg, Reply
from listening.models import Category, Mention

_OVER = ENDED | {State.RESOLVED}


@dataclass(frozen=True, slots=True)
class Parts:
    """What goes and what stays, each oldest first: `posts` are those in public that go, `talk` with
    what goes along in private."""

    posts: Sequence[Mention]
    talk: Sequence[Mention]
    left: Sequence[Mention]
    is_private_along: bool


def begun(row: Conversation, parts: Parts) -> Conversation:
    """An unsaved conversation of `parts`, as far as it is like the one it was part of: person,
    place, mark, targets. Free and awake."""
    posts = parts.posts
    new = copy(row)
    new.pk, new._state.adding = None, True
    new.matter = new.merged_at = new.snoozed_until = None
    new.claimed_by = new.claimed_at = new.claim_expires_at = None
    new.claim_token, new.round = 0, 1
    new.round_started_at = new.reopened_at = new.gone_at = None
    new.has_public = True
    if not parts.is_private_along:
        if row.has_private and not _gives_cause(posts):
            _unmark(new)
        _leave_private(new)
    new.first_mention, new.started_at = posts[0], posts[0].posted_at
    new.first_seen_at = min(post.first_seen_at for post in posts)
    return new


def _gives_cause(posts: Sequence[Mention]) -> bool:
    return any(post.category == Category.MEDICAL for post in posts)


def _leave_private(row: Conversation) -> None:
    """The private talk is in the other one."""
    row.has_private = row.is_waiting_private = False
    row.first_private_at = row.private_waiting_since = None


def _unmark(new: Conversation) -> None:
    """The mark came from the private talk, which is not here: an agency may not learn of it."""
    new.is_medical = new.is_red_flag = False
    new.medical_marked_at = new.medical_marked_by = None
    new.escalation = Conversation.Escalation.NONE.value
    new.escalated_at = new.escalation_due_at = None
    new.escalation_acknowledged_at = new.escalation_acknowledged_by = None


def settle_new(
    new: Conversation,
    row: Conversation,
    parts: Parts,
    answers: Sequence[Reply],
    leg: Leg,
) -> None:
    """`answers` are those to its posts that are out, oldest first; `row` as it was before."""
    posts, waiting = parts.posts, waiting_of(row, parts.posts)
    _describe(new, parts.talk)
    new.last_public_inbound_at = posts[-1].posted_at
    sent = [reply.sent_at for reply in answers if reply.sent_at]
    first = sent[0] if sent else None
    new.last_public_answer_at = sent[-1] if sent else None
    new.first_answered_at = new.round_answered_at = first
    new.first_response_seconds = (
        max(int((first - new.started_at).total_seconds()), 0) if first else None
    )
    new.last_activity_at = max([parts.talk[-1].posted_at, *sent])
    new.is_unanswered = bool(waiting)
    new.waiting_since = waiting[0].posted_at if waiting else None
    _set_state(new, row, is_private_along=parts.is_private_along)
    booking.describe_waiting(new, leg, waiting or list(posts[-1:]))
    if parts.is_private_along and row.urgency_rank < new.urgency_rank:
        _take_matter(new, row)


def _take_matter(new: Conversation, row: Conversation) -> None:
    """What is graver was said in private, and goes along."""
    new.category, new.urgency = row.category, row.urgency
    new.urgency_rank = row.urgency_rank


def _set_state(new: Conversation, row: Conversation, *, is_private_along: bool) -> None:
    if is_private_along and row.state == State.IN_PRIVATE:
        return
    if not new.is_unanswered and State(row.state) in _OVER:
        return  # it ended with the rest
    booking.forget_end(new)
    new.outcome = ""
    if new.is_unanswered:
        is_new = row.state == State.NEW and new.first_answered_at is None
        new.state = (State.NEW if is_new else State.OPEN).value
    else:
        new.state = State.ANSWERED_PUBLICLY.value


def waiting_of(row: Conversation, posts: Sequence[Mention]) -> list[Mention]:
    """Those of `posts` that wait for a public answer; none begins to wait by a split."""
    since = row.waiting_since
    if not row.is_unanswered or since is None:
        return []
    return [post for post in posts if post.posted_at >= since and post.deleted_at is None]


def settle_old(row: Conversation, parts: Parts) -> None:
    """What stays of posts and messages."""
    left = parts.left
    public = [post for post in left if post.audience == Mention.Audience.PUBLIC]
    waiting = waiting_of(row, public)
    row.is_unanswered = bool(waiting)
    row.waiting_since = waiting[0].posted_at if waiting else None
    if not waiting and row.state == State.OPEN and row.round_answered_at is not None:
        row.state = State.ANSWERED_PUBLICLY.value  # what had opened it again is gone
    if parts.is_private_along:
        _stay_in_public(row, public, waiting)
    row.has_public = bool(public)
    row.last_public_inbound_at = public[-1].posted_at if public else None
    first = (public or left)[0]
    if row.first_mention_id != first.pk:
        row.first_mention, row.started_at = first, first.posted_at
    _describe(row, left)


def _stay_in_public(
    row: Conversation, public: Sequence[Mention], waiting: Sequence[Mention]
) -> None:
    """Its place in the queue follows what is left: an agency may not learn of the rest by it. A
    mark that a person set stays until a person takes it away (P4)."""
    _leave_private(row)
    graver = min(waiting or public[-1:], key=lambda post: urgency_rank(post.urgency))
    row.category, row.urgency = graver.category, graver.urgency
    row.urgency_rank = urgency_rank(graver.urgency)
    if row.state == State.IN_PRIVATE:
        is_open = row.is_unanswered or row.round_answered_at is None
        row.state = (State.OPEN if is_open else State.ANSWERED_PUBLICLY).value
    if row.medical_marked_by_id is None and not _gives_cause(public):
        _unmark(row)


def settle_answers(row: Conversation, answers: Sequence[Reply]) -> None:
    """`answers`: those in public that stay, oldest first. The first answer is one of its own, or
    there is none yet (A1); clocks keep what they measured."""
    sent = [reply.sent_at for reply in answers if reply.sent_at]
    row.last_public_answer_at = sent[-1] if sent else None
    first = next((at for at in sent if at >= row.started_at), None)
    row.first_answered_at = first
    row.first_response_seconds = int((first - row.started_at).total_seconds()) if first else None


def _describe(row: Conversation, posts: Sequence[Mention]) -> None:
    """What lists show of it."""
    there = [post for post in posts if post.deleted_at is None]
    newest = (there or posts)[-1]
    row.last_mention = newest
    row.preview = booking.preview_of(newest)
    row.sentiment = newest.shown_sentiment
    row.last_inbound_at = posts[-1].posted_at
    if newest.audience == Mention.Audience.PUBLIC:
        row.last_public_inbound_at = posts[-1].posted_at
