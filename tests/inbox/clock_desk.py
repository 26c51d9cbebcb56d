"""A desk with a clock on the wall: words come in, answers go out, minute by minute."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from inbox import actions, outbox_results
from inbox.actions import ReplyDraft
from inbox.models import Clock, Conversation, Reply
from listening.connectors.base import MentionData, Sent
from listening.models import NetworkAccount
from practice_hub.practices.models import Membership, User
from tests.builders import (
    NOON,
    conversation_of,
    hear,
    make_account,
    make_member,
    make_practice,
    person,
    said,
)

WHO = person(name="Jo Tamsin")


def at(minutes: float) -> datetime:
    """So long after 13:00 in Berlin on a Wednesday; open until 18:00, and again from 09:00."""
    return NOON + timedelta(minutes=minutes)


def clock_words(clock: Clock) -> str:
    """ "FIRST_RESPONSE PUBLIC 0-20 DONE" in minutes after `NOON`."""
    start, stop = (
        f"{(moment - NOON).total_seconds() / 60:g}" if moment else ""
        for moment in (clock.started_at, clock.stopped_at)
    )
    return f"{clock.kind} {clock.audience} {start}-{stop} {clock.ending}".strip()


@dataclass
class Desk:
    account: NetworkAccount
    ana: User

    @property
    def member(self) -> Membership:
        return self.ana.memberships.get()

    def hear(self, *items: MentionData, minutes: float = 1) -> None:
        hear(self.account, *items, now=at(minutes))

    def claim(self, item: MentionData, minutes: float) -> Conversation:
        row = conversation_of(item)
        actions.claim(conversation_id=row.pk, actor=self.ana, now=at(minutes))
        row.refresh_from_db()
        return row

    def hand_in(
        self, item: MentionData, body: str, minutes: float, audience: str = "PUBLIC"
    ) -> Reply:
        row = self.claim(item, minutes)
        draft = ReplyDraft(audience, body, row.claim_token, row.last_seq, uuid4())
        return actions.queue_reply(
            conversation_id=row.pk, actor=self.ana, now=at(minutes), draft=draft
        )

    def is_out(self, reply: Reply, minutes: float) -> None:
        Reply.objects.filter(pk=reply.pk).update(status=Reply.Status.SENDING)
        found = Sent(external_id=f"out-{reply.pk}", posted_at=at(minutes))
        outbox_results.sent(reply_id=reply.pk, found=found, now=at(minutes))

    def answer(self, item: MentionData, body: str, minutes: float) -> Reply:
        reply = self.hand_in(item, body, minutes)
        self.is_out(reply, minutes)
        return reply

    def clocks(self, *kinds: str) -> list[str]:
        """Responses unless other kinds are named, the first started first."""
        wanted = kinds or ("FIRST_RESPONSE", "NEXT_RESPONSE")
        found = Clock.objects.filter(kind__in=wanted).order_by("started_at", "pk")
        return [clock_words(clock) for clock in found]

    @classmethod
    def open(cls) -> Desk:
        practice = make_practice()
        return cls(make_account(practice), make_member(practice, "Ana Lind").user)


def post(
    text: str = "Nobody rings me back, third time now", minutes: float = 0, **more: object
) -> MentionData:
    return said(text, posted_at=at(minutes), author=WHO, thread_id="t", **more)


SORRY = "We are sorry to hear this and would like to know more."
