"""Drafts that wait for somebody else's go-ahead, and those that came back with a note (P4)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from inbox.access import sees_private
from inbox.models import Approval, Conversation, Reply
from inbox.pictures import keep_on
from practice_hub.practices.models import Membership
from practice_hub.ready import ready
from practice_hub.roles import Act, may

_HERE = [Reply.Status.AWAITING_APPROVAL.value, Reply.Status.REJECTED.value]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A draft with what was asked for it. `has_news`: something came since it was asked."""

    reply: Reply
    approval: Approval | None
    is_mine: bool
    can_decide: bool
    has_news: bool

    @property
    def is_returned(self) -> bool:
        return self.reply.status == Reply.Status.REJECTED


def waiting_drafts(row: Conversation, member: Membership) -> tuple[Waiting, ...]:
    """At most three queries; an outside agency sees its own public drafts only."""
    replies = _all_here(row.pk) if sees_private(member) else _own_in_public(row.pk, member.user_id)
    for reply in replies:
        reply.conversation = row
    keep_on(replies)
    latest = _latest_approvals(replies)
    return tuple(_waiting(row, member, reply, latest.get(reply.pk)) for reply in replies)


@ready
def _all_here(conversation_id: int, /) -> QuerySet[Reply, Reply]:
    found = Reply.objects.filter(conversation_id=conversation_id, status__in=_HERE)
    return found.select_related("author").order_by("pk")


@ready
def _own_in_public(conversation_id: int, user_id: int, /) -> QuerySet[Reply, Reply]:
    found = Reply.objects.filter(conversation_id=conversation_id, status__in=_HERE)
    found = found.filter(audience=Reply.Audience.PUBLIC, author_id=user_id)
    return found.select_related("author").order_by("pk")


def _latest_approvals(replies: list[Reply]) -> dict[int, Approval]:
    if not replies:
        return {}
    asked = Approval.objects.filter(reply__in=replies).select_related("asked", "decided_by")
    return {approval.reply_id: approval for approval in asked.order_by("pk")}


def _waiting(
    row: Conversation, member: Membership, reply: Reply, approval: Approval | None
) -> Waiting:
    is_mine = reply.author_id == member.user_id
    is_asked = approval is not None and approval.is_waiting and not is_mine
    return Waiting(
        reply=reply,
        approval=approval,
        is_mine=is_mine,
        can_decide=is_asked
        and may(member.role, Act.APPROVE)
        and approval is not None
        and member.role in approval.approver_roles,
        has_news=approval is not None and approval.seen_seq < row.last_seq,
    )
