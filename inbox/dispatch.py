"""What a send needs of the network: all of it read before the call, and looking for what is out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from inbox.models import Conversation, Reply
from inbox.pictures import pictures_to_send
from listening.connectors.base import (
    Audience,
    Connector,
    ConnectorError,
    MentionKind,
    PictureData,
    Sent,
    Target,
)
from listening.models import NetworkAccount
from listening.schedule import ACCOUNT_STATUS

_CLOCKS_DIFFER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """All that the call needs, read before it; no row is held during the call."""

    reply_id: int
    conversation_id: int
    account: NetworkAccount
    target: Target
    body: str
    audience: Audience
    since: datetime
    changes: str = ""  # the id of the sent answer whose words this changes
    pictures: tuple[PictureData, ...] = ()
    is_doubted: bool = False  # an earlier try may be out, whatever a person saw


def outgoing_of(row: Conversation, reply: Reply, now: datetime) -> Outgoing:
    """`reply` with its leg, target and edited answer, as it goes out through `row`'s account."""
    mention = reply.target
    target = Target(
        external_id=mention.external_id if mention else "",
        version_id=mention.version_id if mention else "",
        thread_id=_thread_of(reply),
        recipient_id=reply.leg.recipient_id,
        kind=MentionKind(mention.kind) if mention else MentionKind.MESSAGE,
        last_inbound_at=reply.leg.last_inbound_at,
    )
    return Outgoing(
        reply_id=reply.pk,
        conversation_id=row.pk,
        account=row.account,
        target=target,
        body=reply.body,
        audience=Audience(reply.audience),
        since=(reply.doubted_at or reply.sending_at or now) - _CLOCKS_DIFFER,
        changes=reply.edits.external_id if reply.edits else "",
        pictures=pictures_to_send(reply),
        is_doubted=reply.doubted_at is not None,
    )


def _thread_of(reply: Reply) -> str:
    if reply.leg.is_private:
        return reply.leg.thread_id
    return reply.target.thread_id if reply.target else ""


def look_for(connector: Connector, outgoing: Outgoing) -> Sent | None:
    """Our words on the network, if they are there. Raises ConnectorError."""
    if outgoing.changes:
        return connector.find_edit(outgoing.changes, outgoing.body)
    return connector.find_reply(
        outgoing.target, outgoing.body, audience=outgoing.audience, since=outgoing.since
    )


def found_before(connector: Connector, outgoing: Outgoing) -> Sent | None:
    """An earlier try that went out after all, of an answer that a person asks to send again.

    Asked at the last moment, because people look at one page and networks show things late. Where
    the network never lets us look, the person's word stands. Raises ConnectorError.
    """
    if not outgoing.is_doubted:
        return None
    try:
        found = look_for(connector, outgoing)
    except ConnectorError as error:
        if error.is_permanent and error.kind not in ACCOUNT_STATUS:
            return None
        raise
    return None if found is None or _is_of_another(outgoing, found) else found


def _is_of_another(outgoing: Outgoing, found: Sent) -> bool:
    """The same words were sent before in this conversation, as an answer of their own."""
    same = Reply.objects.filter(
        conversation=outgoing.conversation_id, external_id=found.external_id
    )
    return same.exclude(pk=outgoing.reply_id).exclude(via=Reply.Via.NATIVE).exists()
