"""What every act of a history needs: the conversation, an act that may be refused, an answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine

from inbox.actions import ActionRefused
from inbox.actions.approvals import Shown
from inbox.gate import mark_of
from inbox.models import Approval, Conversation, Reply
from listening.connectors.base import MentionData
from listening.models import NetworkAccount
from practice_hub.audit.models import AuditEvent
from practice_hub.practices.models import Membership
from tests.builders import conversation_of, hear


class Deeds(RuleBasedStateMachine):
    """Of one conversation; what is declared here is made by the first step of a history."""

    account: NetworkAccount
    now: datetime
    post: MentionData
    staff: dict[str, Membership]

    @property
    def row(self) -> Conversation:
        return conversation_of(self.post)

    def _hear(self, *items: MentionData, gone: tuple[str, ...] = ()) -> None:
        hear(self.account, *items, gone=gone, now=self.now)

    def _try(self, deed: Callable[[], Any]) -> Any:
        """Do it; a refusal has left no trace."""
        before = AuditEvent.objects.count()
        try:
            return deed()
        except ActionRefused:
            assert AuditEvent.objects.count() == before, "a refused act left an audit row"
            return None

    def _act(self, act: Callable[..., Any], who: str, **more: Any) -> Any:
        user = self.staff[who].user
        return self._try(lambda: act(conversation_id=self.row.pk, actor=user, now=self.now, **more))

    def _some(self, number: int, **where: Any) -> Reply | None:
        found = list(Reply.objects.filter(conversation=self.row, **where).order_by("pk"))
        return found[number % len(found)] if found else None

    def _waiting(self, number: int) -> tuple[Approval, Shown] | None:
        found = list(Approval.objects.filter(conversation=self.row, status="WAITING"))
        if not found:
            return None
        approval = found[number % len(found)]
        reply = Reply.objects.select_related("leg", "target").get(pk=approval.reply_id)
        return approval, Shown(mark_of(reply), self.row.last_seq)
