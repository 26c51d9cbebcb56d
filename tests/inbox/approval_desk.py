"""A desk with everybody who writes or approves, and one post to answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from inbox import actions
from inbox.actions import ReplyDraft
from inbox.actions.approvals import Shown, approve, return_draft
from inbox.actions.outgoing import retry_reply
from inbox.gate import mark_of
from inbox.models import Approval, Conversation, Reply
from inbox.outbox import begin
from listening.connectors.base import AuthorData, MentionData
from listening.models import NetworkAccount
from practice_hub.practices.models import Membership, Practice
from practice_hub.roles import Role
from tests.builders import (
    NOON,
    conversation_of,
    hear,
    make_account,
    make_member,
    make_practice,
    said,
)

LATER = NOON + timedelta(minutes=5)
WORRIED = "Two weeks after filler one side of my mouth does not move, is this normal?"
GRUMPY = "Nobody rings me back, third time now"
SAFE = "Thank you for telling us. We are sorry to hear this. May we write to you in private? Ana"
LEAKS = "Sorry that your lip filler went wrong, your next appointment is on us."


@dataclass
class ApprovalDesk:
    practice: Practice
    account: NetworkAccount
    post: MentionData
    people: dict[str, Membership] = field(default_factory=dict)

    @property
    def row(self) -> Conversation:
        return conversation_of(self.post)

    @property
    def person(self) -> AuthorData:
        """Who wrote the post."""
        assert self.post.author is not None
        return self.post.author

    def write(
        self, body: str = SAFE, *, who: str = "ana", now: datetime = LATER, **changes: Any
    ) -> Reply:
        """Claim if need be, and press send."""
        user = self.people[who].user
        row = self.row
        if not row.is_claimed_by(user, now):
            actions.take_over(conversation_id=row.pk, actor=user, now=now, reason="mine")
            row = self.row
        draft = ReplyDraft("PUBLIC", body, row.claim_token, row.last_seq, uuid4())
        draft = replace(draft, **changes)
        return actions.queue_reply(conversation_id=row.pk, actor=user, now=now, draft=draft)

    def refused(self, body: str = SAFE, **changes: Any) -> actions.ActionRefused:
        before = Reply.objects.count()
        with pytest.raises(actions.ActionRefused) as caught:
            self.write(body, **changes)
        assert Reply.objects.count() == before
        return caught.value

    def shown(self, reply: Reply) -> Shown:
        fresh = Reply.objects.select_related("leg", "target").get(pk=reply.pk)
        return Shown(mark_of(fresh), self.row.last_seq)

    def approve(
        self, reply: Reply, *, who: str = "priya", now: datetime = LATER, **changes: Any
    ) -> Approval:
        given: dict[str, Any] = {"shown": self.shown(reply)} | changes
        waiting = Approval.objects.filter(reply=reply).latest("pk")
        return approve(waiting.pk, actor=self.people[who], now=now, **given)

    def give_back(self, reply: Reply, *, who: str = "priya", note: str = "Softer") -> Approval:
        waiting = Approval.objects.filter(reply=reply).latest("pk")
        mark = self.shown(reply).fingerprint
        return return_draft(
            waiting.pk, actor=self.people[who], now=LATER, note=note, fingerprint=mark
        )

    def leave(self, reply: Reply, *, now: datetime | None = None) -> str:
        """What the worker makes of it when its time has come: the status afterwards."""
        begin(reply_id=reply.pk, now=now or LATER + timedelta(minutes=1))
        reply.refresh_from_db()
        return reply.status


def approval_desk(text: str = WORRIED, slug: str = "lumen-test") -> ApprovalDesk:
    practice = make_practice(slug)
    account = make_account(practice)
    post = said(text, can_reply_privately=True)
    hear(account, post)
    desk = ApprovalDesk(practice, account, post)
    for name, role in {
        "ana": Role.AGENT,
        "ben": Role.AGENT,
        "vera": Role.VENDOR,
        "priya": Role.PRACTITIONER,
        "leo": Role.PRACTITIONER,
        "mona": Role.MANAGER,
        "olga": Role.OWNER,
    }.items():
        desk.people[name] = make_member(practice, name.title(), role)
    return desk


def refusal_of(
    run: Callable[..., object], *args: object, **kwargs: object
) -> actions.ActionRefused:
    with pytest.raises(actions.ActionRefused) as caught:
        run(*args, **kwargs)
    return caught.value


def retry(desk: ApprovalDesk, reply: Reply) -> str:
    ana = desk.people["ana"].user
    retry_reply(reply_id=reply.pk, actor=ana, now=LATER, seen_seq=desk.row.last_seq)
    reply.refresh_from_db()
    return reply.status
