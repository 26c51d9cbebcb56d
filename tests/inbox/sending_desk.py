"""A practice with one post, and two who claim it and answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from inbox import actions
from inbox.actions import ReplyDraft
from inbox.models import Conversation, Reply
from listening.connectors.base import MentionData
from listening.models import NetworkAccount
from practice_hub.practices.models import User
from tests.builders import NOON, conversation_of

LATER = NOON + timedelta(minutes=5)


@dataclass
class Desk:
    account: NetworkAccount
    ana: User
    ben: User
    post: MentionData

    @property
    def row(self) -> Conversation:
        return conversation_of(self.post)

    def claim(self, who: User | None = None, now: datetime = LATER) -> int:
        taken = actions.claim(conversation_id=self.row.pk, actor=who or self.ana, now=now)
        return taken.token

    def draft(self, body: str = "We are sorry to hear this. Ana", **changes: Any) -> ReplyDraft:
        row = self.row
        base = ReplyDraft("PUBLIC", body, row.claim_token, row.last_seq, uuid4())
        return replace(base, **changes)

    def send(self, draft: ReplyDraft | None = None, who: User | None = None) -> Reply:
        return actions.queue_reply(
            conversation_id=self.row.pk,
            actor=who or self.ana,
            now=LATER,
            draft=draft or self.draft(),
        )
