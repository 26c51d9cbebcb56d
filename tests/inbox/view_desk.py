"""A practice with two networks, for the tests of pages; all through the real intake and actions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.db.models import F
from django.utils import timezone

from inbox import actions, outbox_results
from inbox.actions import ReplyDraft
from inbox.beside_threads import Read, read_now, written
from inbox.models import Conversation, Reply
from listening.connectors.base import AuthorData, MentionData, MentionKind, Sent
from listening.models import NetworkAccount
from practice_hub.practices.models import Practice
from tests.builders import conversation_of, hear, make_account, make_feed, private, said

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.people import Person

HTMX = {"HX-Request": "true"}
MARISOL = AuthorData(external_id="770001", display_name="Marisol Vega")


@dataclass
class ViewDesk:
    """Builders of conversations and the requests a browser makes."""

    practice: Practice
    now: datetime = field(default_factory=timezone.now)

    def __post_init__(self) -> None:
        self.x: NetworkAccount = make_account(self.practice, "X")
        self.facebook: NetworkAccount = make_account(self.practice, "FACEBOOK")
        self.x_feed = make_feed(self.x, "MENTIONS")

    def post(self, text: str = "Is the car park yours?", **changes: Any) -> Conversation:
        """A new public post on X by somebody new, ten minutes old."""
        values = {"posted_at": self.now - timedelta(minutes=10), **changes}
        return self._take(self.x, said(text, **values))

    def comment(self, text: str = "Do you open on Sundays?", **changes: Any) -> Conversation:
        """A new public comment on the Facebook page."""
        values = {
            "posted_at": self.now - timedelta(minutes=10),
            "author": MARISOL,
            "kind": MentionKind.COMMENT,
            "can_reply_privately": True,
            **changes,
        }
        return self._take(self.facebook, said(text, **values))

    def _take(self, account: NetworkAccount, item: MentionData) -> Conversation:
        hear(account, item, now=item.posted_at + timedelta(minutes=1), feed=self.x_feed)
        return conversation_of(item)

    def writes_again(self, row: Conversation, text: str) -> None:
        """The same person below their own post."""
        first = row.first_mention
        assert first and row.author
        item = said(
            text,
            thread_id=row.thread_id,
            parent_id=first.external_id,
            kind=MentionKind.COMMENT,
            author=AuthorData(row.author.external_id, row.author.handle, row.author.display_name),
            posted_at=self.now,
        )
        hear(row.account, item, now=self.now)

    def writes_privately(self, row: Conversation, text: str) -> None:
        assert row.author
        who = AuthorData(row.author.external_id, row.author.handle, row.author.display_name)
        hear(row.account, private(text, who, posted_at=self.now), now=self.now)

    def claim(self, row: Conversation, who: Person) -> int:
        taken = actions.claim(conversation_id=row.pk, actor=who.user, now=timezone.now())
        return taken.token

    def answer(self, row: Conversation, who: Person, body: str, audience: str = "PUBLIC") -> Reply:
        """Queued and gone out, as the worker books it."""
        reply = self.queue(row, who, body, audience)
        Reply.objects.filter(pk=reply.pk).update(status="SENDING", sending_at=timezone.now())
        found = Sent(external_id=str(uuid4()), posted_at=timezone.now(), recipient_id="770001")
        outbox_results.sent(reply_id=reply.pk, found=found, now=timezone.now())
        return Reply.objects.get(pk=reply.pk)

    def queue(self, row: Conversation, who: Person, body: str, audience: str = "PUBLIC") -> Reply:
        token = self.claim(row, who)
        row.refresh_from_db()
        draft = ReplyDraft(
            audience,
            body,
            token,
            row.last_seq,
            uuid4(),
            skip_public_reason="asked to",
            seen_beside=_read_beside(row),
        )
        return actions.queue_reply(
            conversation_id=row.pk, actor=who.user, now=timezone.now(), draft=draft
        )

    def form(
        self, row: Conversation, body: str = "Thank you, we look into it.", **changes: Any
    ) -> dict[str, Any]:
        """The fields of the composer as the page of this moment has them."""
        row.refresh_from_db()
        return {
            "audience": "PUBLIC",
            "purpose": "ANSWER",
            "body": body,
            "claim_token": row.claim_token,
            "seen_seq": row.last_seq,
            "seen_beside": written(_read_beside(row)),
            "form_key": str(uuid4()),
            **changes,
        }


def _read_beside(row: Conversation) -> Read:
    if row.matter is None:
        return {}
    return read_now(Conversation.objects.filter(matter=row.matter).exclude(pk=row.pk))


def post_to(
    who: Person, row: Conversation, act: str, data: Any = None, **kwargs: Any
) -> HttpResponse:
    return who.client.post(f"/inbox/{row.pk}/{act}/", data or {}, **kwargs)  # type: ignore[return-value]


def move_clock(row: Conversation, **changes: Any) -> None:
    """Change times of a row as time would."""
    Conversation.objects.filter(pk=row.pk).update(**changes)


def expire_claim(row: Conversation) -> None:
    Conversation.objects.filter(pk=row.pk).update(
        claim_expires_at=F("claimed_at") - timedelta(seconds=1)
    )
