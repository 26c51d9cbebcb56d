"""How a conversation can be answered: in public, in private, and why not (A4, A15)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from inbox.columns import unseen
from inbox.intake_index import private_channel
from inbox.models import Conversation, Leg, Reply
from inbox.there import Part, may_have
from inbox.timeline_rows import legs_of
from listening.connectors import registry
from listening.connectors.base import CannotReply, Capabilities, Network
from listening.models import Mention
from practice_hub.quick_words import gettext as _
from practice_hub.ready import ready

_WHY_NOT = {
    CannotReply.NOT_MENTIONED: gettext_noop(
        "%(network)s lets an app answer only people who named or quoted the practice. "
        "Open the post on %(network)s, answer there, then record it here."
    ),
    CannotReply.COMMENTS_CLOSED: gettext_noop("Comments on this post are closed on %(network)s."),
    CannotReply.NOT_PUBLIC: gettext_noop(
        "This post is not public, so it cannot be answered in public."
    ),
}


@dataclass(frozen=True, slots=True)
class PublicWay:
    """The public answer: possible or why not, and where it would go."""

    can_send: bool
    why_not: str
    network_name: str
    max_length: int
    links_as: int | None
    wide_as_two: bool
    open_url: str
    target: Mention | None
    takes_emoji: bool = True


@dataclass(frozen=True, slots=True)
class PrivateWay:
    """The private message: its channel, its window and its one-shot rule.

    `window_ends_at`: until then it goes as it does now; `closes_at`: from then on not at all.
    """

    channel: str
    label: str
    max_length: int
    links_as: int | None
    wide_as_two: bool
    recipient: str
    why_not: str = ""
    window_ends_at: datetime | None = None
    closes_at: datetime | None = None
    takes_emoji: bool = True
    is_one_shot: bool = False
    uses_human_agent: bool = False
    target: Mention | None = None

    @property
    def can_send(self) -> bool:
        return not self.why_not

    @property
    def warns_before(self) -> timedelta:
        """How long before its end the window is said to be near it."""
        return (
            timedelta(days=1) if self.uses_human_agent or self.is_one_shot else timedelta(hours=2)
        )


class Limit(NamedTuple):
    """How long an answer may be, whatever it answers, and how its length is counted."""

    max_length: int
    links_as: int | None
    wide_as_two: bool


def limit_of(network: str, audience: str) -> Limit | None:
    """None when the network has no private messages."""
    caps = capabilities_of(network)
    if audience != "PUBLIC" and not caps.has_private:
        return None
    longest = caps.public_length if audience == "PUBLIC" else caps.private_length
    return Limit(longest, caps.counts_links_as, caps.counts_wide_as_two)


def capabilities_of(network: str) -> Capabilities:
    return registry.NETWORKS[Network(network)].capabilities


def public_way(conversation: Conversation, *, target: Mention | None = None) -> PublicWay:
    """`target` defaults to the newest public item that is still there."""
    caps = capabilities_of(conversation.network)
    target = target or newest_inbound(conversation, Mention.Audience.PUBLIC)
    return PublicWay(
        can_send=not (why := _why_not_public(target, caps)),
        why_not=why,
        network_name=caps.network_name,
        max_length=caps.public_length,
        links_as=caps.counts_links_as,
        wide_as_two=caps.counts_wide_as_two,
        open_url=target.permalink if target else "",
        target=target,
        takes_emoji=caps.takes_emoji,
    )


def _why_not_public(target: Mention | None, caps: Capabilities) -> str:
    if target is None:
        return _("There is nothing in public to answer here.")
    if target.deleted_at:
        return _("The post was removed on %(network)s.") % {"network": caps.network_name}
    if target.cannot_reply:
        return _(_WHY_NOT[CannotReply(target.cannot_reply)]) % {"network": caps.network_name}
    return ""


def newest_inbound(conversation: Conversation, audience: str) -> Mention | None:
    return _standing.first(conversation.pk, audience, order="-")


def first_public(conversation: Conversation) -> Mention | None:
    """Where the public thanks go (A3): the first post that is still there."""
    return _standing.first(conversation.pk, "PUBLIC", order="")


@ready
def _standing(conversation_id: int, audience: str, /, *, order: str) -> QuerySet[Mention, Mention]:
    """What is still there; the newest first with "-"."""
    found = Mention.objects.filter(
        inbox_item__conversation_id=conversation_id, audience=audience, deleted_at=None
    )
    found = found.select_related("author", "account").defer(*unseen(accounts=["account"]))
    return found.order_by(f"{order}posted_at", f"{order}pk")[:1]


def private_way(
    conversation: Conversation, *, now: datetime, target: Mention | None = None
) -> PrivateWay | None:
    """None when the network has no private messages. `target` as in `public_way`."""
    caps = capabilities_of(conversation.network)
    if not caps.has_private:
        return None
    channel = private_channel(conversation.network)
    leg = next((leg for leg in _legs(conversation) if leg.channel == channel), None)
    target = target or newest_inbound(conversation, Mention.Audience.PUBLIC)
    if leg is not None and leg.last_inbound_at is not None:
        return _inside_window(conversation, leg, caps, now)
    if caps.one_private_reply_seconds is not None:
        return _one_shot(conversation, target, caps, now)
    return _direct(conversation, target, caps)


def _legs(conversation: Conversation) -> Iterable[Leg]:
    """Those that the page has read, else as they are now."""
    is_read = "legs" in vars(conversation).get("_prefetched_objects_cache", {})
    return conversation.legs.all() if is_read else legs_of(conversation.pk)


def _way(conversation: Conversation, caps: Capabilities) -> PrivateWay:
    """The open way; the callers replace what stands in it."""
    return PrivateWay(
        channel=private_channel(conversation.network),
        label=_(caps.private_name),
        max_length=caps.private_length,
        links_as=caps.counts_links_as,
        wide_as_two=caps.counts_wide_as_two,
        recipient=_recipient_name(conversation),
        takes_emoji=caps.takes_emoji,
    )


def _recipient_name(conversation: Conversation) -> str:
    return conversation.person.name if conversation.person else _("this person")


def _inside_window(
    conversation: Conversation, leg: Leg, caps: Capabilities, now: datetime
) -> PrivateWay:
    """Messages inside the standard window, then inside the human-agent window."""
    way = _way(conversation, caps)
    if caps.private_window_seconds is None or leg.last_inbound_at is None:
        return way
    ends = leg.last_inbound_at + timedelta(seconds=caps.private_window_seconds)
    by_person = caps.human_agent_window_seconds
    closes = ends if by_person is None else leg.last_inbound_at + timedelta(seconds=by_person)
    way = replace(way, closes_at=closes)
    if now < ends:
        return replace(way, window_ends_at=ends)
    if now < closes:
        return replace(way, window_ends_at=closes, uses_human_agent=True)
    why = _(
        "The %(channel)s window closed. %(network)s lets you write again when they do. Answer in "
        "public, or use e-mail or phone."
    ) % {"channel": way.label, "network": caps.network_name}
    return replace(way, why_not=why, window_ends_at=closes)


def _one_shot(
    conversation: Conversation, target: Mention | None, caps: Capabilities, now: datetime
) -> PrivateWay:
    """One private reply a comment, within some days; more when they answer."""
    way = _way(conversation, caps)
    seconds = caps.one_private_reply_seconds or 0
    ends = target.posted_at + timedelta(seconds=seconds) if target else None
    why = ""
    if target is None:
        why = _("There is no post left to write to them from.")
    elif _has_sent_private(conversation):
        why = _(
            "%(name)s has not answered your private message yet. Only one may go out before that."
        ) % {"name": way.recipient}
    elif ends is not None and now >= ends:
        why = _("The time for a private reply to this post has passed.")
    elif not target.can_reply_privately:
        why = _("%(network)s does not allow a private reply to this post.") % {
            "network": caps.network_name
        }
    way = replace(way, window_ends_at=ends, closes_at=ends)
    return replace(way, why_not=why, is_one_shot=True, target=target)


def _has_sent_private(conversation: Conversation) -> bool:
    return may_have(conversation, Part.ANSWERS) and bool(_sent_privately(conversation.pk))


@ready
def _sent_privately(conversation_id: int, /) -> QuerySet[Reply, int]:
    found = Reply.objects.filter(conversation_id=conversation_id)
    found = found.filter(
        audience=Reply.Audience.PRIVATE, status=Reply.Status.SENT, via=Reply.Via.API
    )
    return found.values_list("pk", flat=True)[:1]


def _direct(conversation: Conversation, target: Mention | None, caps: Capabilities) -> PrivateWay:
    why = "" if conversation.author_id else _("We do not know who wrote this.")
    return replace(_way(conversation, caps), why_not=why, target=target)
