"""Drafts that wait for somebody else's go-ahead, and those that came back with a note (P4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from inbox.access import sees_private
from inbox.beside_threads import read_in_public
from inbox.models import Approval, Conversation, Reply
from practice_hub.practices.models import Membership
from practice_hub.ready import one_of, ready
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
    def can_move(self) -> bool:
        """Choose when it goes out once it is approved; changed words go at once."""
        is_asked = self.approval is not None and self.approval.is_waiting
        is_change = self.reply.purpose == Reply.Purpose.EDIT
        return is_asked and not is_change and (self.is_mine or self.can_decide)

    @property
    def is_returned(self) -> bool:
        return self.reply.status == Reply.Status.REJECTED


def waiting_drafts(
    row: Conversation, written: Sequence[Reply], member: Membership
) -> tuple[Waiting, ...]:
    """Of all that was `written` here. One query, none where nothing waits; an outside agency sees
    its own public drafts only."""
    replies = [reply for reply in written if reply.status in _HERE and _may_see(reply, member)]
    latest = _latest_approvals(replies)
    newest = _newest(row, member) if latest else 0
    return tuple(_waiting(member, reply, latest.get(reply.pk), newest) for reply in replies)


def _newest(row: Conversation, member: Membership) -> int:
    """The number of the newest that the reader may know of: an agency is not told that somebody
    wrote in private (O1)."""
    return row.last_seq if sees_private(member) else read_in_public([row])[row.pk]


def _may_see(reply: Reply, member: Membership) -> bool:
    is_own_in_public = reply.audience == Reply.Audience.PUBLIC and reply.author_id == member.user_id
    return sees_private(member) or is_own_in_public


def _latest_approvals(replies: list[Reply]) -> dict[int, Approval]:
    if not replies:
        return {}
    found = _asked([reply.pk for reply in replies])
    return {approval.reply_id: approval for approval in found}


@ready
def _asked(reply_ids: list[int], /) -> QuerySet[Approval, Approval]:
    found = Approval.objects.filter(one_of("reply_id", reply_ids))
    return found.select_related("asked", "decided_by").order_by("pk")


def _waiting(member: Membership, reply: Reply, approval: Approval | None, newest: int) -> Waiting:
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
        has_news=approval is not None and approval.seen_seq < newest,
    )
