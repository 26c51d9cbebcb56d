"""The product connected to the sandbox, for the tables of faults."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from django.utils import timezone

from inbox import actions, outbox
from inbox.actions import ReplyDraft
from inbox.models import Conversation, Reply
from listening.connectors.base import FeedKind
from listening.models import Feed, WatchTerm
from practice_hub.practices.models import User
from tests.builders import make_practice
from tests.contract.drivers import DRIVERS, SEARCHED, Driver
from tests.contract.fault_table import FACEBOOK, X
from tests.support.sandbox_server import SandboxServer
from tests.town import Town, connect, look

BY_NETWORK: dict[str, Driver] = {driver.network.value: driver for driver in DRIVERS}
PUBLIC = {X: FeedKind.MENTIONS, FACEBOOK: FeedKind.COMMENTS}


def connected(server: SandboxServer) -> Town:
    """Both accounts of one practice, and a word that it watches for."""
    practice = make_practice()
    WatchTerm.objects.create(practice=practice, query=SEARCHED)
    return connect(practice, server)


def feed_of(hub: Town, network: str, kind: FeedKind) -> Feed:
    account = hub.x if network == X else hub.facebook
    return Feed.objects.get(account=account, kind=kind.value)


def all_was_read(at: datetime) -> None:
    """As pollers have by then; an answer that is overdue waits for it."""
    Feed.objects.update(last_success_at=at, silence_from=at)


def say(hub: Town, network: str, kind: FeedKind, count: int = 3) -> set[str]:
    """Items of the last hour, a minute apart, by two people in turns."""
    start = datetime.now(UTC) - timedelta(hours=1)
    return {
        BY_NETWORK[network].say(
            hub.server,
            kind,
            f"number {index}",
            person=("ona", "ravi")[index % 2],
            at=(start + timedelta(minutes=index)).isoformat(),
        )
        for index in range(count)
    }


def heard(hub: Town, network: str, kind: FeedKind, text: str = "do you do veins?") -> Conversation:
    """Somebody writes, and the hub reads it."""
    item_id = BY_NETWORK[network].say(hub.server, kind, text)
    look(feed_of(hub, network, kind))
    return Conversation.objects.get(items__mention__external_id=item_id)


def write(row: Conversation, actor: User, audience: str = "PUBLIC", body: str = "") -> Reply:
    """An answer in the outbox, due at once."""
    now = timezone.now()
    actions.claim(conversation_id=row.pk, actor=actor, now=now)
    row.refresh_from_db()
    draft = ReplyDraft(
        audience=audience,
        body=body or f"Thank you for asking, we ring you today. Ana {row.pk}",
        claim_token=row.claim_token,
        seen_seq=row.last_seq,
        form_key=uuid4(),
    )
    return actions.queue_reply(conversation_id=row.pk, actor=actor, now=now, draft=draft)


def deliver(reply: Reply, at: datetime | None = None) -> Reply:
    outbox.deliver(reply_id=reply.pk, now=at or timezone.now())
    reply.refresh_from_db()
    return reply


def settle(reply: Reply) -> Reply:
    """Every look for it that there will be."""
    for hours in range(1, 6):
        if reply.status == "UNCERTAIN" and not reply.needs_person:
            outbox.settle(reply_id=reply.pk, now=timezone.now() + timedelta(hours=hours))
            reply.refresh_from_db()
    return reply


def posts(hub: Town) -> list[str]:
    """The writes that the networks received, in order."""
    return [call["path"] for call in hub.server.requests(method="POST")]


def our_words(hub: Town) -> list[str]:
    """Ids of everything that the practice has said in town, wherever."""
    state = hub.server.state()
    said = [*state["x_posts"], *state["fb_comments"]]
    ours = [each["id"] for each in said if each["author"] == "practice"]
    sent = [*state["x_dms"], *state["fb_messages"]]
    return ours + [each["id"] for each in sent if each["sender"] == "practice"]
